namespace AspireIF.Instructions.Synthesis;

/// <summary>What synthesised instructions are like.</summary>
public sealed record SynthesisOptions
{
    public static SynthesisOptions Default { get; } = new();

    public ulong Seed { get; init; }

    /// <summary>How many constraints each instruction gets, at least; fewer only where no more are compatible.</summary>
    public int MinConstraints { get; init; } = 5;

    public int MaxConstraints { get; init; } = 5;

    /// <summary>The share of soft constraints, on average. The paper's mix over its five levels is 0.6.</summary>
    public double SoftShare { get; init; } = 0.6;

    /// <exception cref="ArgumentException">With all that is wrong.</exception>
    public void Validate()
    {
        List<string> errors = [];
        if (MinConstraints < 0)
            errors.Add($"{nameof(MinConstraints)} is {MinConstraints}; it must not be negative");
        if (MaxConstraints < MinConstraints)
            errors.Add($"{nameof(MaxConstraints)} is {MaxConstraints}; it must be at least {nameof(MinConstraints)} ({MinConstraints})");
        if (!(SoftShare is >= 0 and <= 1))
            errors.Add($"{nameof(SoftShare)} is {SoftShare}; it must be between 0 and 1");
        if (errors.Count > 0)
            throw new ArgumentException(string.Join("; ", errors));
    }
}
