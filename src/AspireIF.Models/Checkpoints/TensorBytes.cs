using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Checkpoints;

internal static class TensorBytes
{
    /// <summary>A span ends at 2 GB, and so does what torch copies at once here.</summary>
    private const long ChunkBytes = 1 << 28;

    public delegate void ChunkAction(Span<byte> chunk);

    /// <summary>The memory of a contiguous CPU tensor, piece by piece in order.</summary>
    public static void Chunks(Tensor tensor, ChunkAction action)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = tensor.detach().view(-1);
        long elements = flat.shape[0], step = ChunkBytes / flat.element_size();
        for (long start = 0; start < elements; start += step)
        {
            using Tensor part = flat.narrow(0, start, Math.Min(step, elements - start));
            action(part.bytes);
        }
    }
}
