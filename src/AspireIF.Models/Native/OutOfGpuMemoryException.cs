using System.Runtime.InteropServices;

namespace AspireIF.Models.Native;

/// <summary>torch found no memory on the GPU. The message says for what, and which setting takes less.</summary>
public sealed class OutOfGpuMemoryException : Exception
{
    public OutOfGpuMemoryException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Runs work on tensors; if torch runs out of memory in it, says what it was for.</summary>
    /// <param name="part">What the memory is for, such as "the reference's log-probabilities".</param>
    /// <param name="remedy">What takes less, as a sentence's end.</param>
    public static T Explain<T>(string part, string remedy, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work();
        }
        catch (ExternalException error) when (IsOutOfMemory(error))
        {
            throw new OutOfGpuMemoryException($"the GPU's memory ran out in {part}: {remedy}. `aspireif inspect MODEL --gpu GB` plans memory by part. (torch: {FirstLine(error)})", error);
        }
    }

    /// <summary>The same for work without a result.</summary>
    public static void Explain(string part, string remedy, Action work) => Explain(part, remedy, () =>
    {
        work();
        return true;
    });

    internal static bool IsOutOfMemory(ExternalException error) => error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase);

    private static string FirstLine(Exception error) => error.Message.Split('\n')[0];
}
