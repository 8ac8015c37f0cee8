namespace AspireIF.Models.Native;

/// <summary>A native library of torch is missing or does not load.</summary>
public sealed class TorchLoadException : Exception
{
    public TorchLoadException(string message) : base(message) { }

    public TorchLoadException(string message, Exception inner) : base(message, inner) { }

    internal static TorchLoadException For(string path, TorchLocation location, Exception inner) => new(
        $"{path} does not load: {inner.Message.ReplaceLineEndings(" ")} libtorch was taken from {location.LibtorchFolder} ({location.Source}). " +
        $"Set {TorchRuntime.LibtorchVariable} to the folder of a libtorch for this system (torch/lib of a PyTorch wheel), or restore the packages and build again.", inner);
}
