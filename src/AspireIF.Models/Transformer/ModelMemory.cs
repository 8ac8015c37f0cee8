using AspireIF.Models.Configuration;

namespace AspireIF.Models.Transformer;

/// <summary>What a model takes, computed from its configuration alone. All sizes in bytes.</summary>
/// <param name="Configuration">The model.</param>
public sealed record ModelMemory(ModelConfiguration Configuration)
{
    /// <summary>Number of parameters; a tied head counts once.</summary>
    public long Parameters => ParameterShapes.Of(Configuration).Sum(parameter => parameter.Shape.Aggregate(1L, (product, size) => checked(product * size)));

    /// <param name="bytesPerElement">4 for float32, 2 for bfloat16.</param>
    public long Weights(int bytesPerElement) => Parameters * bytesPerElement;

    /// <summary>Keys and values that one token leaves in the cache of all layers.</summary>
    public long CachePerToken(int bytesPerElement) => 2L * Configuration.Layers * Configuration.KeyValueHeads * Configuration.HeadDimension * bytesPerElement;

    /// <summary>What a training step holds at its peak, estimated.</summary>
    /// <param name="tokens">Tokens of one forward and backward pass.</param>
    /// <param name="bytesPerElement">Of weights, gradients and activations.</param>
    /// <param name="masterWeights">Whether AdamW keeps a float32 copy of the weights beside its two float32 moments.</param>
    /// <param name="recompute">Whether layers keep their inputs only (<see cref="DecoderModel.Forward"/>).</param>
    public TrainingMemory Training(long tokens, int bytesPerElement, bool masterWeights, bool recompute)
    {
        long parameters = Parameters;
        long layer = LayerActivations(bytesPerElement);
        long perToken = recompute ? (long)Configuration.Layers * Configuration.HiddenSize * bytesPerElement + layer : Configuration.Layers * layer;
        return new TrainingMemory(parameters * bytesPerElement, parameters * bytesPerElement, parameters * (masterWeights ? 12 : 8), checked(perToken * tokens));
    }

    /// <summary>
    /// Bytes per token that one layer keeps for its backward pass, counted over <see cref="DecoderLayer"/>: two norms with their float32 copies, queries,
    /// keys and values before and after turning, the attention's output, and the three products of the gated layer. The logits are the loss's affair.
    /// </summary>
    private long LayerActivations(int bytesPerElement)
    {
        long hidden = Configuration.HiddenSize, queries = (long)Configuration.QueryHeads * Configuration.HeadDimension, keys = (long)Configuration.KeyValueHeads * Configuration.HeadDimension;
        long norms = 2 * (2 * hidden * bytesPerElement + 2 * hidden * sizeof(float));
        long attention = 3 * queries + 2 * keys + 2 * queries + queries; // turned and unturned, keys and values spread over the query heads, output
        long feedForward = 4L * Configuration.IntermediateSize;
        return norms + (attention + feedForward) * bytesPerElement;
    }
}

/// <param name="Weights">Bytes of the weights.</param>
/// <param name="Gradients">Bytes of their gradients.</param>
/// <param name="Optimiser">Bytes of AdamW's moments, and of the master weights where it has them.</param>
/// <param name="Activations">Bytes kept for the backward pass.</param>
public sealed record TrainingMemory(long Weights, long Gradients, long Optimiser, long Activations)
{
    public long Total => Weights + Gradients + Optimiser + Activations;
}
