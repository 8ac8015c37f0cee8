using AspireIF.Models.Native.Cuda;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>All layers of a model, fused.</summary>
internal sealed class FusedDecoder
{
    /// <summary>Once in a process is enough.</summary>
    private static int warned;

    private readonly DecoderModel model;
    private readonly FusedLayer layer;
    private readonly HandedBack handedBack = new();
    private JoinedLayer[] joined = [];
    private nint joinedAt;

    private FusedDecoder(DecoderModel model, LayerKernels kernels) => (this.model, layer) = (model, new FusedLayer(model.Configuration, kernels));

    /// <summary>The fused form of a model, or null where it has none: not on a GPU, not bf16, a shape that the kernels do not take, or no way to compile them, which is said once.</summary>
    public static FusedDecoder? Of(DecoderModel model)
    {
        Configuration.ModelConfiguration shape = model.Configuration;
        if (model.Device.type != DeviceType.CUDA || model.DataType != ScalarType.BFloat16 || shape.AttentionOutputBias || shape.QueryKeyNorm && !int.IsPow2(shape.HeadDimension)
            || shape.HiddenSize % 8 != 0 || shape.IntermediateSize % 8 != 0 || shape.HeadDimension % 16 != 0 || shape.HeadDimension > 256)
            return null;
        try
        {
            return new FusedDecoder(model, new LayerKernels(shape, CudaDevice.Of(model.Device.index)));
        }
        catch (CudaException error)
        {
            if (Interlocked.Exchange(ref warned, 1) == 0)
                Console.Error.WriteLine($"Training and scoring run without fused kernels, at a fraction of their speed: {error.Message}.");
            return null;
        }
    }

    /// <summary>From embeddings to the last layer's output, both [tokens, hidden]; the result is in the current dispose scope.</summary>
    public Tensor Forward(Tensor hidden, PackedBatch batch, float[] frequencies, bool recompute)
    {
        PackedLayout layout = PackedLayout.Of(batch, frequencies, model.Device);
        bool graph = is_grad_enabled();
        handedBack.Replace(null);
        for (int i = 0; i < model.Layers.Count; i++)
        {
            Tensor next = graph ? FusedStep.Run(new FusedPass(layer, model.Layers[i], layout, recompute, last: i == 0, handedBack), hidden)
                : layer.Forward(model.Layers[i], hidden, layout, save: false).Output;
            hidden.Dispose();
            hidden = next;
        }
        if (!graph)
            layout.Dispose();
        return hidden;
    }

    /// <summary>Forward only, for what every layer attends with: queries, keys and values after the rotation. Any lengths at any time, so nothing is planned for them.</summary>
    /// <param name="hidden">Embeddings, [tokens, hidden]; disposed.</param>
    /// <param name="turned">Given a layer's number and its rows, [tokens, (query heads + 2 key heads) * dimension], which end with the call.</param>
    public void Visit(Tensor hidden, PackedBatch batch, float[] frequencies, Action<int, Tensor> turned)
    {
        if (joined.Length == 0 || First() != joinedAt)
            Join();
        using PackedLayout layout = PackedLayout.Of(batch, frequencies, model.Device, planned: false);
        for (int i = 0; i < model.Layers.Count; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            int number = i;
            if (i == model.Layers.Count - 1)
            {
                (_, _, Tensor rows, Tensor turnedRows) = layer.Rows(model.Layers[i], hidden, layout, save: false, joined[i]);
                turned(i, Whole(turnedRows, rows));
            }
            else
            {
                Tensor next = layer.Forward(model.Layers[i], hidden, layout, save: false, joined[i], (turnedRows, rows) => turned(number, Whole(turnedRows, rows))).Output.MoveToOuterDisposeScope();
                hidden.Dispose();
                hidden = next;
            }
        }
    }

    /// <summary>Moves the parameters that make one product together now, not at the first pass, and keeps where they are.</summary>
    public void Join()
    {
        Forget();
        joined = [.. model.Layers.Select(JoinedLayer.Of)];
        joinedAt = First();
    }

    /// <summary>Lets go of what <see cref="Join"/> keeps; the next pass looks it up again.</summary>
    public void Forget()
    {
        foreach (JoinedLayer each in joined)
            each.Dispose();
        joined = [];
    }

    /// <summary>What moves one parameter moves this one too.</summary>
    private nint First() => DevicePointers.Of(model.Layers[0].Query.Weight);

    /// <summary>Where queries and keys were turned elsewhere, the values are behind them again.</summary>
    private static Tensor Whole(Tensor turned, Tensor rows) => ReferenceEquals(turned, rows) ? rows : cat([turned, rows.narrow(1, turned.shape[1], rows.shape[1] - turned.shape[1])], 1);
}
