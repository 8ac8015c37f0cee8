using AspireIF.Training.Rewards;

namespace AspireIF.Pipeline.Configuration;

/// <summary>How pseudo-labels are made.</summary>
public sealed record LabelSettings
{
    /// <summary>Instructions whose ladders the base model answers for the first classifier.</summary>
    public int Ladders { get; init; } = 2000;

    public PseudoLabelOptions Pairs { get; init; } = new();

    public IEnumerable<string> Problems() => [.. Check.AtLeast("labels.ladders", Ladders, 1), .. Check.Under("labels.pairs", Pairs.Problems())];
}
