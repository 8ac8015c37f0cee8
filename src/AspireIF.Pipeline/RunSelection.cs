namespace AspireIF.Pipeline;

/// <summary>Which run a worker works for: the section <c>Run</c> of its settings.</summary>
public sealed record RunSelection
{
    public const string Section = "Run";

    /// <summary>The run's name. All workers of a run are given the same.</summary>
    public string Id { get; init; } = "default";

    /// <summary>The learner makes the run from this preset when it does not exist yet.</summary>
    public string Preset { get; init; } = "quickstart";

    /// <summary>Whether a worker's process ends with the run; if not, it waits for the run to be resumed.</summary>
    public bool ExitWhenDone { get; init; } = true;

    /// <summary>Settings over the preset, key=value.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];
}
