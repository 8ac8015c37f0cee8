using AspireIF.Models.Configuration;
using AspireIF.Models.Transformer.Fused;

namespace AspireIF.Models.Transformer;

/// <summary>What a run keeps on one GPU. Weights, gradients and activations are bf16, master weights and moments fp32.</summary>
public sealed record GpuMemoryRequest
{
    /// <summary>Tokens of one forward and backward pass.</summary>
    public int MicroBatchTokens { get; init; } = 8192;

    /// <summary>Tokens whose logits exist at once.</summary>
    public int HeadChunkTokens { get; init; } = 512;

    /// <summary>Whether layers keep their inputs only.</summary>
    public bool Recompute { get; init; }

    /// <summary>Whether the optimiser's moments are kept in 8 bits.</summary>
    public bool EightBitMoments { get; init; }

    /// <summary>Rank of an adapter on all linear maps, which alone is trained; 0 trains the whole model.</summary>
    public int AdapterRank { get; init; }

    /// <summary>Whether a frozen reference of the same shape lies there too.</summary>
    public bool Reference { get; init; }

    /// <summary>Whether a classifier of the same shape lies there too.</summary>
    public bool Classifier { get; init; }

    /// <summary>Answers generated at the same time, on a copy of the weights; 0 where another GPU generates.</summary>
    public int Sequences { get; init; }

    /// <summary>Whether they are generated with weights in 8 bits, a copy beside the policy's own.</summary>
    public bool EightBitWeights { get; init; }

    /// <summary>Tokens of the longest of them, prompt and answer.</summary>
    public int Context { get; init; }
}

/// <summary>A part of the memory, in bytes.</summary>
public sealed record MemoryPart(string Name, long Bytes);

/// <summary>A setting that makes a plan smaller.</summary>
/// <param name="Setting">Name and value, as a run configuration has them.</param>
/// <param name="Saved">Bytes.</param>
public sealed record MemoryRemedy(string Setting, long Saved);

/// <summary>How much memory training takes on a GPU at its peak, by part, computed before anything is loaded.</summary>
/// <param name="Parts">Those of no bytes are left out.</param>
public sealed record GpuMemoryPlan(IReadOnlyList<MemoryPart> Parts)
{
    /// <summary>The part that a process has once, whatever it holds.</summary>
    public const string OverheadName = "CUDA itself";

    /// <summary>The driver's context and the libraries' work space.</summary>
    private const long Overhead = 2L << 30;

    private static readonly string[] JoinedMaps = ["q_proj", "k_proj", "v_proj", "gate_proj", "up_proj"];

    private const int Half = 2, Full = 4, MomentBlock = 256; // 8-bit moments have an fp32 scale a block

    public long Total => Parts.Sum(part => part.Bytes);

    public static GpuMemoryPlan Of(ModelConfiguration model, GpuMemoryRequest request)
    {
        var memory = new ModelMemory(model);
        long parameters = memory.Parameters, trained = request.AdapterRank > 0 ? AdapterParameters(model, request.AdapterRank) : parameters;
        long tokens = request.MicroBatchTokens, hidden = model.HiddenSize, wide = model.IntermediateSize;
        long layer = LayerActivations.BytesPerToken(model), kept = request.Recompute ? Half * hidden * model.Layers + layer : layer * model.Layers;
        // The gradients of the widest rows, of the rows beside them, and the last norm with its fp32 copies.
        long work = tokens * (2 * Half * wide + 4 * Half * hidden + 3 * Full * hidden) + (request.AdapterRank > 0 ? 0 : Half * hidden * model.VocabularySize);
        MemoryPart[] parts =
        [
            new("weights", Half * (parameters + (request.AdapterRank > 0 ? trained : 0))),
            new("gradients", Half * trained),
            new("master weights", Full * trained),
            new("moments", request.EightBitMoments ? 2 * (trained + (Full * trained / MomentBlock)) : 2 * Full * trained),
            new("activations", kept * tokens),
            new("work of a layer", work),
            new("logits of a chunk", Half * (long)model.VocabularySize * request.HeadChunkTokens),
            new("reference", request.Reference ? Half * parameters : 0),
            new("classifier", request.Classifier ? Half * parameters : 0),
            new("weights that generate", request.Sequences > 0 ? Half * parameters : 0),
            new("cache of answers", memory.CachePerToken(Half) * request.Sequences * request.Context),
            new("weights in 8 bits", request.EightBitWeights && request.Sequences > 0 ? Generation.Cuda.EightBitWeights.Bytes(model) : 0),
            // The tensors that moved into the trainer's flat buffer, or together for the fused layers, leave blocks of their sizes; others are cut badly.
            new("allocator's gaps", Half * (request.AdapterRank > 0 ? trained + JoinedParameters(model) : trained) + kept * tokens / 10),
            new(OverheadName, Overhead),
        ];
        return new GpuMemoryPlan([.. parts.Where(part => part.Bytes > 0)]);
    }

    /// <summary>Settings that take less, the largest saving first.</summary>
    public static IReadOnlyList<MemoryRemedy> Remedies(ModelConfiguration model, GpuMemoryRequest request)
    {
        long total = Of(model, request).Total;
        (string Setting, GpuMemoryRequest Changed)[] changes =
        [
            ("policy.update.recompute=true", request with { Recompute = true }),
            ("policy.update.eightBitMoments=true", request with { EightBitMoments = true }),
            ($"policy.update.microBatchTokens={Math.Max(16, request.MicroBatchTokens / 2)}", request with { MicroBatchTokens = Math.Max(16, request.MicroBatchTokens / 2) }),
            ($"policy.update.headChunkTokens={Math.Max(1, request.HeadChunkTokens / 2)}", request with { HeadChunkTokens = Math.Max(1, request.HeadChunkTokens / 2) }),
            ("an adapter of rank 16 instead of all weights", request.AdapterRank > 0 ? request : request with { AdapterRank = 16 }),
            ("policy.update.klCoefficient=0: no reference", request with { Reference = false }),
            ("generation.eightBitWeights=false", request with { EightBitWeights = false }),
            ("half as many answers at once", request with { Sequences = request.Sequences / 2 }),
        ];
        return [.. changes.Select(change => new MemoryRemedy(change.Setting, total - Of(model, change.Changed).Total)).Where(remedy => remedy.Saved > 0).OrderByDescending(remedy => remedy.Saved)];
    }

    /// <summary>Weights of the maps that the fused layers take as one.</summary>
    private static long JoinedParameters(ModelConfiguration model) => ParameterShapes.Of(model)
        .Where(parameter => JoinedMaps.Any(map => parameter.Name.EndsWith(map + ".weight", StringComparison.Ordinal))).Sum(parameter => parameter.Shape[0] * parameter.Shape[1]);

    private static long AdapterParameters(ModelConfiguration model, int rank) =>
        ParameterShapes.Of(model).Where(parameter => parameter.Name.EndsWith("_proj.weight", StringComparison.Ordinal)).Sum(parameter => rank * (parameter.Shape[0] + parameter.Shape[1]));
}
