using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>
/// The gradient that a node of ours gave back last. TorchSharp leaves its handle, and that of the gradient it was given, to the dispose scope of the thread, and torch's own threads have none:
/// on a GPU both would live until a garbage collection, and with them the memory. A node disposes what it was given; what it gives back must outlive it, and goes when the next node is done.
/// </summary>
internal sealed class HandedBack
{
    private Tensor? last;

    public void Replace(Tensor? gradient)
    {
        last?.Dispose();
        last = gradient;
    }
}
