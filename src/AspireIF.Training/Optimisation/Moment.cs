using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Training.Optimisation;

/// <summary>
/// A running mean over flat parameters: fp32, or 8 bits a number with one fp32 scale for each block of 256. Blocks begin anew where undecayed parameters begin, so that ranges that start at a
/// multiple of a block within either kind hold whole blocks.
/// </summary>
internal sealed class Moment : IDisposable
{
    public const int Block = 256;

    // Blocks of smaller numbers than this are as good as zero; nothing is divided by less.
    private const float SmallestScale = 1e-36f;

    private readonly string _name;
    private readonly bool _signed;
    private readonly long _decayed;

    /// <param name="signed">Whether numbers may be negative.</param>
    public Moment(string name, FlatParameters parameters, bool eightBits, bool signed)
    {
        (_name, _signed, _decayed) = (name, signed, parameters.DecayedCount);
        Device device = parameters.Values.device;
        if (!eightBits)
        {
            Values = zeros(parameters.Count, ScalarType.Float32, device).DetachFromDisposeScope();
            return;
        }
        float[] numbers = DynamicCode.Numbers(signed);
        using DisposeScope scope = NewDisposeScope();
        using Scalar zero = (long)Array.IndexOf(numbers, 0f);
        Codes = empty(parameters.Count, ScalarType.Byte, device).fill_(zero).DetachFromDisposeScope();
        Scales = zeros(Blocks(_decayed) + Blocks(parameters.Count - _decayed), ScalarType.Float32, device).DetachFromDisposeScope();
        // [numbers | borders], 256 each, for the kernel that has both at hand
        Table = tensor((float[])[.. numbers, .. DynamicCode.Borders(numbers), float.PositiveInfinity], device: device).DetachFromDisposeScope();
    }

    /// <summary>[count], fp32; null when kept in 8 bits.</summary>
    public Tensor? Values { get; }

    /// <summary>[count], bytes; null when kept in fp32.</summary>
    public Tensor? Codes { get; }

    /// <summary>The largest magnitude of each block, fp32.</summary>
    public Tensor? Scales { get; }

    /// <summary>What codes stand for and the borders between them, [512] fp32.</summary>
    public Tensor? Table { get; }

    public IEnumerable<(string Name, Tensor Tensor)> State() => Values is not null ? [(_name, Values)] : [(_name + "_codes", Codes!), (_name + "_scales", Scales!)];

    /// <summary>The scales of a range of whole blocks.</summary>
    public Tensor ScalesOf(long start, long length)
    {
        long first = start < _decayed ? start / Block : Blocks(_decayed) + ((start - _decayed) / Block);
        return Scales!.narrow(0, first, Blocks(length));
    }

    /// <summary>The numbers of a range of whole blocks, [length] fp32: in fp32 the memory itself, else to be written back.</summary>
    public Tensor Read(long start, long length)
    {
        if (Values is not null)
            return Values.narrow(0, start, length);
        using DisposeScope scope = NewDisposeScope();
        Tensor numbers = Table!.narrow(0, 0, DynamicCode.Count).index_select(0, Codes!.narrow(0, start, length).to(ScalarType.Int64));
        return numbers.mul_(ScalesOf(start, length).repeat_interleave(Block).narrow(0, 0, length)).MoveToOuterDisposeScope();
    }

    /// <param name="numbers">[length] fp32, as <see cref="Read"/> gave it, changed.</param>
    public void Write(long start, Tensor numbers)
    {
        if (Values is not null)
            return;
        using DisposeScope scope = NewDisposeScope();
        long length = numbers.numel(), blocks = Blocks(length);
        Tensor padded = blocks * Block == length ? numbers : cat([numbers, zeros((blocks * Block) - length, ScalarType.Float32, numbers.device)]);
        using Scalar least = SmallestScale, smallest = 1L, nothing = 0L;
        Tensor scales = padded.view(blocks, Block).abs().amax([1]).clamp_min(least);
        Tensor shares = padded.view(blocks, Block).div(scales.unsqueeze(1)).view(-1).narrow(0, 0, length);
        Tensor codes = bucketize(shares, Table!.narrow(0, DynamicCode.Count, DynamicCode.Count - 1));
        if (!_signed)
            codes = codes.maximum(numbers.gt(nothing).to(codes.dtype)); // a square that is not zero stays so: it is divided by
        Codes!.narrow(0, start, length).copy_(codes);
        ScalesOf(start, length).copy_(scales);
    }

    public void Dispose()
    {
        foreach (Tensor? tensor in (Tensor?[])[Values, Codes, Scales, Table])
            tensor?.Dispose();
    }

    private static long Blocks(long count) => (count + Block - 1) / Block;
}
