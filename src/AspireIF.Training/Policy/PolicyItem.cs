namespace AspireIF.Training.Policy;

/// <summary>A group while it is trained on.</summary>
/// <param name="Advantages">Of each answer.</param>
internal sealed record PolicyItem(ResponseGroup Group, double[] Advantages)
{
    /// <summary>Log-probabilities before the update, a row for each answer; null where the first pass gives them.</summary>
    public float[][]? Old { get; set; }

    /// <summary>Log-probabilities by the reference model, a row for each answer; null without one.</summary>
    public float[][]? Reference { get; set; }

    public int AnswerTokens { get; } = Group.Samples.Sum(sample => sample.Tokens.Length);

    /// <summary>Tokens that the model is given; the last of each answer is only predicted.</summary>
    public int InputTokens => Group.Prompt.Length + AnswerTokens;

    private int Longest { get; } = Group.Samples.Max(sample => sample.Tokens.Length);

    /// <summary>Cut into batches of about so many tokens at most, groups of similar shape beside each other: these attend together.</summary>
    public static List<PolicyItem[]> Cut(IEnumerable<PolicyItem> items, int tokens)
    {
        var batches = new List<PolicyItem[]>();
        var batch = new List<PolicyItem>();
        int size = 0;
        foreach (PolicyItem item in items.OrderBy(item => item.Group.Samples.Count).ThenBy(item => item.Group.Prompt.Length + item.Longest))
        {
            if (batch.Count > 0 && size + item.InputTokens > tokens)
            {
                batches.Add([.. batch]);
                batch.Clear();
                size = 0;
            }
            batch.Add(item);
            size += item.InputTokens;
        }
        if (batch.Count > 0)
            batches.Add([.. batch]);
        return batches;
    }
}
