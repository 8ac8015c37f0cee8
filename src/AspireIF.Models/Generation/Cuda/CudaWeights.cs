using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>Where the model's own tensors lie, and their tensor maps. The model must outlive it.</summary>
internal sealed class CudaWeights : IDisposable
{
    private const int BoxRows = 64;

    private readonly TensorMaps _maps;
    private readonly nint _first;

    public CudaWeights(DecoderModel model)
    {
        _maps = new TensorMaps(9 * model.Layers.Count + 2);
        _first = First(model);
        Embedding = DevicePointers.Of(model.Embedding);
        (Head, WideHead) = (Map(model.Head), Map(model.Head, WideShape.Logits));
        FinalNorm = DevicePointers.Of(model.FinalNorm);
        Layers = [.. model.Layers.Select(layer => new CudaLayer(
            Map(layer.Query.Weight), Map(layer.Key.Weight), Map(layer.Value.Weight), Map(layer.Output.Weight), Map(layer.Gate.Weight), Map(layer.Up.Weight), Map(layer.Down.Weight),
            Map(layer.Gate.Weight, WideShape.Gates), Map(layer.Up.Weight, WideShape.Gates),
            Bias(layer.Query), Bias(layer.Key), Bias(layer.Value), Bias(layer.Output),
            DevicePointers.Of(layer.InputNorm), DevicePointers.Of(layer.FeedForwardNorm),
            layer.QueryNorm is { } query ? DevicePointers.Of(query) : 0, layer.KeyNorm is { } key ? DevicePointers.Of(key) : 0))];

        nint Map(Tensor weight, int boxRows = BoxRows) => _maps.Add(DevicePointers.Of(weight), weight.shape[0], weight.shape[1], boxRows);
        static nint Bias(Linear linear) => linear.Bias is { } bias ? DevicePointers.Of(bias) : 0;
    }

    public nint Embedding { get; }

    public nint Head { get; }

    public nint WideHead { get; }

    public nint FinalNorm { get; }

    public IReadOnlyList<CudaLayer> Layers { get; }

    /// <summary>Whether the tensors have stayed in their places. What moves one (flat buffers of a trainer, the joined maps of fused layers) moves the first layer's queries too.</summary>
    public bool AreThoseOf(DecoderModel model) => First(model) == _first;

    public void Dispose() => _maps.Dispose();

    private static nint First(DecoderModel model) => DevicePointers.Of(model.Layers[0].Query.Weight);
}

/// <summary>A layer: addresses of tensor maps (the first nine), then of biases and gains on the GPU, 0 where there is none.</summary>
internal sealed record CudaLayer(
    nint Query, nint Key, nint Value, nint Output, nint Gate, nint Up, nint Down, nint WideGate, nint WideUp,
    nint QueryBias, nint KeyBias, nint ValueBias, nint OutputBias, nint InputNorm, nint FeedForwardNorm, nint QueryNorm, nint KeyNorm);
