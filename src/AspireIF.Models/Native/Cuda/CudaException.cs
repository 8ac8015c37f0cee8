namespace AspireIF.Models.Native.Cuda;

/// <summary>The CUDA driver or the run-time compiler refused, or one of them is missing.</summary>
public sealed class CudaException : Exception
{
    public CudaException(string message) : base(message) { }

    public CudaException(string message, Exception inner) : base(message, inner) { }
}
