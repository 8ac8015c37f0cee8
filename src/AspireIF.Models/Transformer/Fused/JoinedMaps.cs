using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>Linear maps of the same inputs as one, looked up once: views of where their parameters are now.</summary>
/// <param name="Weight">[inputs, outputs of all maps]</param>
/// <param name="Bias">[outputs of all maps], or null.</param>
internal sealed record JoinedMaps(Tensor Weight, Tensor? Bias) : IDisposable
{
    /// <summary>Parameters that lie apart are moved together first, for good.</summary>
    public static JoinedMaps Of(params Linear[] maps)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using Tensor weight = JoinedParameters.Values(Array.ConvertAll(maps, map => map.Weight));
        Tensor? bias = maps[0].Bias is null ? null : JoinedParameters.Values(Array.ConvertAll(maps, map => map.Bias!));
        return new JoinedMaps(weight.t().DetachFromDisposeScope(), bias?.DetachFromDisposeScope());
    }

    public void Dispose()
    {
        Weight.Dispose();
        Bias?.Dispose();
    }
}

/// <summary>All maps of a layer.</summary>
internal sealed record JoinedLayer(JoinedMaps Inputs, JoinedMaps Output, JoinedMaps Gates, JoinedMaps Down) : IDisposable
{
    public static JoinedLayer Of(DecoderLayer layer) =>
        new(JoinedMaps.Of(layer.Query, layer.Key, layer.Value), JoinedMaps.Of(layer.Output), JoinedMaps.Of(layer.Gate, layer.Up), JoinedMaps.Of(layer.Down));

    public void Dispose()
    {
        foreach (JoinedMaps maps in (JoinedMaps[])[Inputs, Output, Gates, Down])
            maps.Dispose();
    }
}
