namespace AspireIF.Pipeline.Configuration;

/// <summary>Everything that decides a run. The same configuration and code give the same model in synchronous mode on one machine.</summary>
public sealed record RunConfiguration
{
    /// <summary>Of everything that is drawn: data, answers, initial classifier head.</summary>
    public ulong Seed { get; init; } = 1;

    public ModelSettings Model { get; init; } = new();

    public DataSettings Data { get; init; } = new();

    public GenerationSettings Generation { get; init; } = new();

    public LabelSettings Labels { get; init; } = new();

    public RewardSettings Reward { get; init; } = new();

    public PolicySettings Policy { get; init; } = new();

    public EvaluationSettings Evaluation { get; init; } = new();

    public QueueSettings Queue { get; init; } = new();

    /// <summary>What is wrong with the values, each with its key and what it must be.</summary>
    public IEnumerable<string> Problems() =>
        [.. Model.Problems(), .. Data.Problems(), .. Generation.Problems(), .. Labels.Problems(), .. Reward.Problems(), .. Policy.Problems(), .. Evaluation.Problems(), .. Queue.Problems()];
}
