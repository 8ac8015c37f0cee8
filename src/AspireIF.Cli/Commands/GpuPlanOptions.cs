using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Models.Transformer;

namespace AspireIF.Cli.Commands;

/// <summary>The options of <c>inspect</c> that plan training on a GPU.</summary>
internal sealed class GpuPlanOptions
{
    private readonly Option<double?> _memory = new("--gpu") { Description = "memory of a GPU in GB (80 for an H100): whether training of --tokens at once fits on it, part by part" };
    private readonly Option<int> _chunk = new("--head-chunk") { Description = "tokens whose logits exist at once", DefaultValueFactory = _ => 512 };
    private readonly Option<bool> _recompute = new("--recompute") { Description = "layers keep their inputs only" };
    private readonly Option<bool> _moments = new("--8bit-moments") { Description = "the optimiser's moments in 8 bits" };
    private readonly Option<int> _rank = new("--adapter-rank") { Description = "rank of an adapter on all maps, which alone is trained; 0 trains all weights" };
    private readonly Option<bool> _reference = new("--reference") { Description = "with a frozen reference beside the policy" };
    private readonly Option<bool> _classifier = new("--classifier") { Description = "with a classifier of the same shape" };
    private readonly Option<bool> _rollout = new("--rollout") { Description = "with --sequences answers of --context tokens generated on the same GPU" };

    private readonly Option<bool> _weights = new("--8bit-weights") { Description = "with --rollout: weights in 8 bits for the answers, a copy beside the policy's own" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_memory, _chunk, _recompute, _moments, _rank, _reference, _classifier, _rollout, _weights])
            command.Add(option);
    }

    /// <summary>The plan; null without <c>--gpu</c>.</summary>
    public GpuPlanReport? Plan(ParseResult parsed, ModelInspection inspection)
    {
        if (parsed.GetValue(_memory) is not { } memory)
            return null;
        if (!(memory > 0 && memory < 1e6))
            throw new CommandException($"--gpu is {memory}; it must be a number of GB");
        foreach (var (name, value, least) in ((string, int, int)[])[("--head-chunk", parsed.GetValue(_chunk), 1), ("--adapter-rank", parsed.GetValue(_rank), 0)])
        {
            if (value < least)
                throw new CommandException($"{name} is {value}; it must be at least {least}");
        }
        var request = new GpuMemoryRequest
        {
            MicroBatchTokens = inspection.Tokens, HeadChunkTokens = parsed.GetValue(_chunk), Recompute = parsed.GetValue(_recompute), EightBitMoments = parsed.GetValue(_moments), AdapterRank = parsed.GetValue(_rank),
            Reference = parsed.GetValue(_reference), Classifier = parsed.GetValue(_classifier), Sequences = parsed.GetValue(_rollout) ? inspection.Sequences : 0,
            EightBitWeights = parsed.GetValue(_weights), Context = inspection.Generation?.MaxContext ?? inspection.Model.MaxPositions,
        };
        return new GpuPlanReport((long)(memory * 1e9), GpuMemoryPlan.Of(inspection.Model, request).Parts, GpuMemoryPlan.Remedies(inspection.Model, request));
    }
}

/// <summary>A plan beside what there is.</summary>
/// <param name="Memory">Of the GPU, in bytes.</param>
/// <param name="Remedies">Settings that take less.</param>
internal sealed record GpuPlanReport(long Memory, IReadOnlyList<MemoryPart> Parts, IReadOnlyList<MemoryRemedy> Remedies)
{
    public long Total => Parts.Sum(part => part.Bytes);

    public bool Fits => Total <= Memory;

    public void Print(TextWriter output, Func<long, string> size)
    {
        output.WriteLine($"\nmemory for training on a GPU of {size(Memory)} (estimated)");
        foreach (MemoryPart part in Parts)
            output.WriteLine($"  {part.Name,-18}{size(part.Bytes)}");
        output.WriteLine($"  {"together",-18}{size(Total)}: {(Fits ? $"fits, {size(Memory - Total)} to spare" : $"does not fit, {size(Total - Memory)} too much")}");
        if (Fits)
            return;
        output.WriteLine("  what takes less");
        foreach (MemoryRemedy remedy in Remedies)
            output.WriteLine($"    {remedy.Setting}: {size(remedy.Saved)} less");
    }
}
