using AspireIF.Instructions.Checkers;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Curriculum;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Decomposition;
using AspireIF.Instructions.Primer;
using AspireIF.Instructions.Synthesis;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Data;

namespace AspireIF.Pipeline.DataPrep;

/// <summary>
/// Reads the sources of a run: tasks get constraints (synthesis), prompts are taken apart (decomposition), rows that say where their constraints stand are
/// used as they are, and the primer's instructions come from its generator.
/// </summary>
/// <param name="room">Which conversations the model can answer.</param>
/// <param name="decompose">Takes plain prompts apart, many at a time.</param>
public sealed class InstructionSources(RunConfiguration configuration, PromptRoom room, Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<DecomposedInstruction>>> decompose)
{
    private readonly DataSettings _data = configuration.Data;
    private readonly Synthesizer _synthesizer = new(new SynthesisOptions
    {
        Seed = configuration.Seed, MinConstraints = configuration.Data.MinConstraints, MaxConstraints = configuration.Data.MaxConstraints, SoftShare = configuration.Data.SoftShare,
    });

    private readonly List<string> _skipped = [];
    private int _synthesised;

    /// <exception cref="InvalidDataException">No usable instruction, or a bad line where the run is strict.</exception>
    public async Task<(PreparedData Data, PreparationReport Report)> ReadAsync(CancellationToken cancellation)
    {
        var training = new List<LadderItem>();
        var evaluation = new Dictionary<string, IReadOnlyList<LadderItem>>();
        foreach (string source in _data.Sources)
        {
            int room = _data.Instructions == 0 ? int.MaxValue : _data.Instructions - training.Count;
            if (source == DataSettings.Primer)
            {
                training.AddRange(PrimerItems(PrimerSplit.Train, configuration.Seed).Take(room));
                // Other instructions than any that training draws: another seed, and for the splits other parts of the world.
                foreach (var (i, split) in configuration.Evaluation.PrimerSplits.Index())
                {
                    int final = i > 0 ? configuration.Evaluation.FurtherFinalAnswers ?? configuration.Evaluation.FinalAnswers : configuration.Evaluation.FinalAnswers;
                    evaluation[NameOf(split)] = [.. PrimerItems(split, configuration.Seed + 1_000_003).Take(Math.Max(final, configuration.Evaluation.Answers))];
                }
                continue;
            }
            List<LadderItem> items = await FileItemsAsync(source, cancellation).ConfigureAwait(false);
            var (kept, heldOut) = Split(items);
            training.AddRange(kept.Take(room));
            if (heldOut.Count > 0)
                evaluation[Path.GetFileName(source).Split('.')[0]] = heldOut;
        }
        if (training.Count == 0)
            throw new InvalidDataException($"no instruction of {string.Join(", ", _data.Sources)} could be used{(_skipped.Count > 0 ? ": " + _skipped[0] : "; the files are empty")}");
        var verifiable = new List<LadderItem>();
        foreach (string file in _data.Verifiable)
            verifiable.AddRange(VerifiableItems(file));
        var data = new PreparedData(training, verifiable, evaluation);
        Constraint[] constraints = [.. training.SelectMany(item => item.Constraints)];
        return (data, new(training.Count, constraints.Count(c => !c.IsHard), constraints.Count(c => c.IsHard), _synthesised, _skipped));
    }

    /// <summary>"held-out-topics" and so on.</summary>
    public static string NameOf(PrimerSplit split) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(split.ToString());

    private static IEnumerable<LadderItem> PrimerItems(PrimerSplit split, ulong seed) =>
        PrimerGenerator.Instructions(split, seed).Where(i => i.Constraints.Count > 0).Select(LadderItem.Of);

    private async Task<List<LadderItem>> FileItemsAsync(string file, CancellationToken cancellation)
    {
        var rows = new List<(DatasetRow Row, Instruction? Instruction)>();
        var prompts = new List<string>();
        await foreach (DatasetRow row in DatasetReader.ReadAsync(file, Skip, cancellation: cancellation).ConfigureAwait(false))
        {
            if (row.Prompt is null)
            {
                Skip(new DatasetError(file, row.Line, "prompt", "is missing", "Give the instruction's text"));
                continue;
            }
            Instruction given = row.ToInstruction();
            // Only rows that say where their constraints stand have a seed of their own; prompts are taken apart.
            Instruction? ready = row.Kind == DatasetKind.Seed || given.Constraints.Count > 0 && given.Seed != given.Prompt ? given : null;
            if (ready is null)
                prompts.Add(row.Prompt);
            rows.Add((row, ready));
        }
        var decomposed = new Queue<DecomposedInstruction>(await decompose(prompts, cancellation).ConfigureAwait(false));
        var items = new List<LadderItem>();
        var keys = new HashSet<string>();
        string source = Path.GetFileName(file).Split('.')[0];
        foreach (var (row, ready) in rows)
        {
            string key = $"{source}-{row.Key}";
            for (int copy = 2; !keys.Add(key); copy++)
                key = $"{source}-{row.Key}-{copy}";
            Instruction instruction = ready ?? (decomposed.Dequeue() is var found ? new Instruction(key, found.Seed, found.Constraints) { Prompt = found.Prompt } : null!);
            if (instruction.Constraints.Count == 0)
            {
                instruction = _synthesizer.Make(key, instruction.Seed);
                _synthesised++;
            }
            try
            {
                _ = new Verifier(instruction.Constraints);
            }
            catch (ConstraintArgumentException error)
            {
                Skip(new DatasetError(file, row.Line, "kwargs", $"do not fit: {error.Message}", "Give the arguments that the constraint's type asks for"));
                continue;
            }
            LadderItem item = LadderItem.Of(instruction with { Key = key }, new LadderOptions { Order = _data.Order, Seed = configuration.Seed });
            if (room.Problem(item.Levels[^1]) is { } problem)
                Skip(new DatasetError(file, row.Line, null, problem, "Shorten the prompt or use a model with a longer context"));
            else
                items.Add(item);
        }
        return items;
    }

    private List<LadderItem> VerifiableItems(string file)
    {
        var items = new List<LadderItem>();
        foreach (VerifiableQuestion question in VerifiableQuestions.Read(file, Skip))
            items.Add(LadderItem.Of(question.ToInstruction() with { Key = $"{Path.GetFileName(file).Split('.')[0]}-{question.Key}" }, new LadderOptions { Seed = configuration.Seed }));
        return items;
    }

    // By the key, not by the place: adding lines to a file moves no instruction to the other side.
    private (List<LadderItem> Kept, List<LadderItem> HeldOut) Split(List<LadderItem> items)
    {
        ILookup<bool, LadderItem> halves = items.ToLookup(item => Seeds.Random(configuration.Seed, "held-out/" + item.Key).NextDouble() < _data.HeldOutShare);
        return ([.. halves[false]], [.. halves[true]]);
    }

    private void Skip(DatasetError error)
    {
        if (_data.Strict)
            throw new InvalidDataException(error.ToString());
        _skipped.Add(error.ToString());
    }
}
