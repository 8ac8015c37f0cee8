using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>
/// Where the sequences of a batch lie, for attention over sequences of any lengths in one call. Every range of the batch (a sequence, a shared prefix, a branch) has
/// queries of its own; a branch's keys are its prefix's, then its own, so prefixes are repeated among the keys. Owns its tensors.
/// </summary>
internal sealed class PackedLayout : IDisposable
{
    private PackedLayout(KeyRanges ranges, (Tensor, Tensor) angles, Device device, bool planned)
    {
        (Cosines, Sines) = angles;
        QueryStarts = Own(ranges.QueryStarts.On(device));
        (LongestQuery, LongestKey) = (ranges.LongestQuery, ranges.LongestKey);
        if (ranges.Keys is null)
        {
            EqualLength = planned ? ranges.EqualLength : null;
            KeyStarts = Own(QueryStarts.alias());
            return;
        }
        KeyStarts = Own(ranges.KeyStarts.On(device));
        Keys = Own(ranges.Keys.On(device));
        PlaceStarts = Own(ranges.PlaceStarts!.On(device));
        Places = Own(ranges.Places!.On(device));
    }

    /// <summary>[tokens, head dimension / 2] fp32, like <see cref="Sines"/>.</summary>
    public Tensor Cosines { get; }

    public Tensor Sines { get; }

    /// <summary>First query of each range, then the number of tokens, [ranges + 1] int32.</summary>
    public Tensor QueryStarts { get; }

    /// <summary>First key of each range, then the number of keys, [ranges + 1] int32.</summary>
    public Tensor KeyStarts { get; }

    public int LongestQuery { get; }

    /// <summary>The length that all sequences have; null where lengths differ, prefixes are shared, or no plan is to be made for it.</summary>
    public int? EqualLength { get; }

    public int LongestKey { get; }

    /// <summary>The token of each key, [keys] int32; null where keys are the tokens themselves.</summary>
    public Tensor? Keys { get; }

    /// <summary>Where each token's places begin in <see cref="Places"/>, [tokens + 1] int32; null as <see cref="Keys"/> is.</summary>
    public Tensor? PlaceStarts { get; }

    /// <summary>Places among the keys, token after token, [keys] int32.</summary>
    public Tensor? Places { get; }

    /// <param name="frequencies">From <see cref="RotaryPositions.Frequencies"/>.</param>
    /// <param name="planned">Whether the same lengths come again, so that a plan for them pays.</param>
    public static PackedLayout Of(PackedBatch batch, float[] frequencies, Device device, bool planned = true)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor cosines, Tensor sines) = RotaryPositions.AnglesOnDevice(frequencies, batch.Positions(), device);
        return new PackedLayout(KeyRanges.Of(batch), (Own(cosines), Own(sines)), device, planned);
    }

    public void Dispose()
    {
        foreach (Tensor? owned in (Tensor?[])[Cosines, Sines, QueryStarts, KeyStarts, Keys, PlaceStarts, Places])
            owned?.Dispose();
    }

    private static Tensor Own(Tensor made) => made.DetachFromDisposeScope();
}
