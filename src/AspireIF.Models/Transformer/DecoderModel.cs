using AspireIF.Models.Configuration;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer.Fused;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>
/// A decoder-only transformer of the Qwen2, Qwen3 or Llama family over packed sequences. It owns its parameters until it is disposed;
/// tensors it returns belong to the caller's dispose scope. Wrap calls in <c>torch.no_grad()</c> when no gradients are wanted.
/// </summary>
public sealed partial class DecoderModel : IDisposable
{
    private readonly OrderedDictionary<string, Parameter> parameters;
    private readonly float[] frequencies;
    private readonly Lazy<FusedDecoder?> fused;
    private readonly HandedBack handedBack = new(); // by recomputed layers

    /// <param name="parameters">Exactly those of <see cref="ParameterShapes"/>, in that order; the model takes them over.</param>
    internal DecoderModel(ModelConfiguration configuration, OrderedDictionary<string, Parameter> parameters)
    {
        Configuration = configuration;
        this.parameters = parameters;
        frequencies = RotaryPositions.Frequencies(configuration);
        Embedding = parameters[ParameterShapes.Embedding];
        FinalNorm = parameters[ParameterShapes.FinalNorm];
        Head = configuration.Head == ModelHead.Classification ? parameters[ParameterShapes.ClassificationHead]
            : configuration.TiedEmbeddings ? Embedding : parameters[ParameterShapes.NextTokenHead];
        Layers = [.. Enumerable.Range(0, configuration.Layers).Select(Layer)];
        fused = new Lazy<FusedDecoder?>(() => FusedDecoder.Of(this));
    }

    public ModelConfiguration Configuration { get; }

    /// <summary>All parameters by their names in a checkpoint, in the order of <see cref="ParameterShapes"/>; a tied head appears once, as the embedding.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters => parameters;

    /// <summary>[vocabulary, hidden]</summary>
    public Parameter Embedding { get; }

    public IReadOnlyList<DecoderLayer> Layers { get; }

    /// <summary>Gain of the last norm, [hidden].</summary>
    public Parameter FinalNorm { get; }

    /// <summary>[vocabulary, hidden] (the embedding itself when tied), or [classes, hidden] of a classifier.</summary>
    public Parameter Head { get; }

    public Device Device => Embedding.device;

    public ScalarType DataType => Embedding.dtype;

    /// <summary>Whether layers run fused where they can: on a GPU, in bf16. False for single operations, which is slower and for comparison only.</summary>
    public bool FusedLayers { get; set; } = true;

    /// <summary>A model with fresh weights: normal with the configuration's initializer range, gains 1, biases 0. The same seed gives the same weights on any device.</summary>
    public static DecoderModel Create(ModelConfiguration configuration, Device? device = null, ScalarType type = ScalarType.Float32, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.Problems().FirstOrDefault() is { } problem)
            throw new ArgumentException(problem, nameof(configuration));
        TorchRuntime.Load(); // before anything of torch, its default device included
        return FromTensors(configuration, device ?? CPU, type, seed, new Dictionary<string, byte[]>(), (_, _) => null);
    }

    /// <summary>A model whose weights are whatever its memory held: whoever makes it fills them.</summary>
    internal static DecoderModel Unfilled(ModelConfiguration configuration, Device device, ScalarType type)
    {
        TorchRuntime.Load();
        return FromTensors(configuration, device, type, 0, new Dictionary<string, byte[]>(), (_, shape) => empty(shape, type, device));
    }

    /// <summary>Hidden states after the last norm, [tokens, hidden].</summary>
    /// <param name="recompute">Keep only each layer's input for the backward pass and compute the layer again there: less memory, a third more work.</param>
    public Tensor Forward(PackedBatch batch, bool recompute = false)
    {
        ArgumentNullException.ThrowIfNull(batch);
        CheckTokens(batch);
        using DisposeScope scope = NewDisposeScope();
        Tensor tokens = Array.ConvertAll(batch.Tokens.ToArray(), id => (long)id).On(Device);
        Tensor hidden = FusedLayers && fused.Value is { } layers
            ? layers.Forward(EmbeddingLookup.Of(Embedding, tokens), batch, frequencies, recompute)
            : ForwardLayers(Embedding.index_select(0, tokens), batch, recompute); // [tokens, hidden]
        return RmsNorm.Apply(hidden, FinalNorm, Configuration.NormEpsilon).MoveToOuterDisposeScope();
    }

    private Tensor ForwardLayers(Tensor hidden, PackedBatch batch, bool recompute)
    {
        using DisposeScope scope = NewDisposeScope();
        SequenceContext context = SequenceContext.Of(batch, frequencies, Device, DataType);
        foreach (DecoderLayer layer in Layers)
        {
            Tensor next = recompute && is_grad_enabled()
                ? RecomputedStep.Run((input, constants) => layer.Forward(input, Configuration, context.With(constants)), handedBack, hidden, context.Constants)
                : layer.Forward(hidden, Configuration, context);
            hidden.Dispose();
            hidden = next;
        }
        return hidden.MoveToOuterDisposeScope();
    }

    /// <summary>The head over hidden states: next-token scores [tokens, vocabulary] or class scores [tokens, classes].</summary>
    /// <param name="hidden">[tokens, hidden], from <see cref="Forward"/>.</param>
    public Tensor Logits(Tensor hidden) => nn.functional.linear(hidden, Head);

    /// <summary>Class scores at the last token of each sequence, [sequences, classes].</summary>
    public Tensor Classify(PackedBatch batch, bool recompute = false)
    {
        if (Configuration.Head != ModelHead.Classification)
            throw new InvalidOperationException("This model predicts tokens; it has no classification head.");
        using DisposeScope scope = NewDisposeScope();
        Tensor last = Forward(batch, recompute).index_select(0, batch.LastTokens.On(Device)); // [sequences, hidden]
        return Logits(last).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (Parameter parameter in parameters.Values)
            parameter.Dispose();
    }

    private static Parameter Own(Tensor value, Device device, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        var parameter = new Parameter(value.to(type, device));
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    private static Tensor InitialValue(string name, long[] shape, ModelConfiguration configuration, Generator generator)
    {
        if (name.EndsWith(".bias", StringComparison.Ordinal))
            return zeros(shape);
        return name.Contains("norm", StringComparison.Ordinal) ? ones(shape) : empty(shape).normal_(0, configuration.InitializerRange, generator);
    }

    private DecoderLayer Layer(int index)
    {
        string prefix = ParameterShapes.LayerPrefix(index);
        return new DecoderLayer(
            parameters[prefix + "input_layernorm.weight"],
            Map("self_attn.q_proj"), Map("self_attn.k_proj"), Map("self_attn.v_proj"), Map("self_attn.o_proj"),
            parameters.GetValueOrDefault(prefix + "self_attn.q_norm.weight"), parameters.GetValueOrDefault(prefix + "self_attn.k_norm.weight"),
            parameters[prefix + "post_attention_layernorm.weight"],
            Map("mlp.gate_proj"), Map("mlp.up_proj"), Map("mlp.down_proj"));

        Linear Map(string name) => new(prefix + name, parameters[$"{prefix}{name}.weight"], parameters.GetValueOrDefault($"{prefix}{name}.bias"));
    }

    private void CheckTokens(PackedBatch batch)
    {
        foreach (int id in batch.Tokens)
        {
            if ((uint)id >= (uint)Configuration.VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(batch), id, $"A token id is outside the vocabulary of {Configuration.VocabularySize}.");
        }
    }
}
