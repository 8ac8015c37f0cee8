namespace AspireIF.Models.Generation;

/// <summary>
/// Requests with one prompt. The first to run computes it; the group then keeps its pages until the last request has started,
/// or until the room is needed. The last prompt token is not shared: each request computes it, and from it its first token.
/// </summary>
/// <param name="members">Requests that have not started yet.</param>
internal sealed class PromptGroup(int members)
{
    public int NotStarted { get; set; } = members;

    /// <summary>The member that is computing the prompt.</summary>
    public Sequence? Leader { get; set; }

    /// <summary>Pages that hold the prompt but its last token; empty until the leader has computed them.</summary>
    public List<int> Pages { get; } = [];
}
