using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>
/// Sums that are safe from the garbage collector. TorchSharp turns a number into a native object and does not keep that alive during the call;
/// <c>a + b</c> does so too, with a hidden factor of 1. If a collection falls into the call, the number is freed under it and torch reads rubbish.
/// Seen as "Exception raised from toFloat at c10/core/Scalar.h", about once in some hundred thousand sums.
/// </summary>
public static class TensorSums
{
    private static readonly Scalar One = 1;

    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>Adds <paramref name="b"/> to <paramref name="a"/> in place.</summary>
    public static Tensor Accumulate(this Tensor a, Tensor b) => a.add_(b, One);

    /// <param name="b">Kept alive by the caller: a local in a <c>using</c>, or a field.</param>
    public static Tensor Plus(this Tensor a, Scalar b) => a.add(b, One);

    /// <param name="b">Kept alive by the caller, as above.</param>
    public static Tensor Accumulate(this Tensor a, Scalar b) => a.add_(b, One);
}
