using AspireIF.Instructions.Curriculum;

namespace AspireIF.Pipeline.Configuration;

/// <summary>Where instructions come from and how they become ladders.</summary>
public sealed record DataSettings
{
    /// <summary>The source that is no file.</summary>
    public const string Primer = "primer";

    /// <summary>
    /// <c>primer</c> for the small world that comes with the library, or data files: tasks (JSON lines with instruction and input, or plain lines), IFEval rows, verl-if rows
    /// (JSON lines or Parquet), prompts.
    /// </summary>
    public IReadOnlyList<string> Sources { get; init; } = [Primer];

    /// <summary>Instructions to train on; 0 takes all that the sources have (the primer has no end and needs a number).</summary>
    public int Instructions { get; init; } = 4000;

    /// <summary>Constraints that are added to a task that has none, at least and at most.</summary>
    public int MinConstraints { get; init; } = 5;

    public int MaxConstraints { get; init; } = 5;

    /// <summary>Of added constraints, the share that no rule can check.</summary>
    public double SoftShare { get; init; } = 0.6;

    /// <summary>How plain prompts are taken apart: by rules, or by asking the model to list the constraints.</summary>
    public DecompositionMethod Decomposition { get; init; } = DecompositionMethod.Rules;

    /// <summary>The order in which a ladder adds constraints.</summary>
    public ConstraintOrder Order { get; init; } = ConstraintOrder.AsGiven;

    /// <summary>Instructions kept out of training for evaluation, a share of those of the files; the primer has splits of its own.</summary>
    public double HeldOutShare { get; init; } = 0.1;

    /// <summary>Files of rows with a verifiable answer (math, multiple choice) that keep general ability.</summary>
    public IReadOnlyList<string> Verifiable { get; init; } = [];

    /// <summary>Of the prompts of a step, the share that has a verifiable answer. The paper's mix: 6,430 of 20,000.</summary>
    public double VerifiableShare { get; init; } = 0.3;

    /// <summary>Stop at the first line that cannot be read instead of skipping it.</summary>
    public bool Strict { get; init; }

    public IEnumerable<string> Problems()
    {
        if (Sources.Count == 0)
            yield return "data.sources is empty; give 'primer' or files";
        foreach (string file in Sources.Concat(Verifiable).Where(s => s != Primer && !File.Exists(s)))
            yield return $"data.sources: {file} does not exist";
        if (Sources.Contains(Primer) && Instructions < 1)
            yield return $"data.instructions is {Instructions}; the primer has no end: give how many";
        foreach (string problem in (string[])[
            .. Check.AtLeast("data.instructions", Instructions, 0), .. Check.Between("data.minConstraints", MinConstraints, 1, 20), .. Check.Between("data.maxConstraints", MaxConstraints, MinConstraints, 20),
            .. Check.Between("data.softShare", SoftShare, 0, 1), .. Check.Between("data.heldOutShare", HeldOutShare, 0, 0.9), .. Check.Between("data.verifiableShare", VerifiableShare, 0, 0.9)])
        {
            yield return problem;
        }
    }
}

public enum DecompositionMethod
{
    Rules,

    /// <summary>Where the model's list cannot be used, the rules decide.</summary>
    Model,
}
