using AspireIF.Models.Configuration;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using TorchSharp;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>Whether the CUDA decode path can serve a model where it is.</summary>
internal static class CudaSupport
{
    /// <summary>Programmatic launches within recorded graphs, and clusters, need a driver of CUDA 12.3.</summary>
    private const int DriverVersion = 12_030;

    /// <summary>The GPU that the model is on, or why the decode path cannot use it.</summary>
    public static (CudaDevice? Device, string? Obstacle) For(DecoderModel model)
    {
        if (Unsupported(model.Configuration, model.DataType) is { } obstacle)
            return (null, obstacle);
        if (model.Layers.Any(layer => layer.Linears.Any(linear => linear.Adapter is not null)))
            return (null, "a low-rank adapter is attached, which the CUDA kernels would not see; merge it, or swap in a model that carries it");
        if (model.Device.type != DeviceType.CUDA)
            return (null, "the model is not on a GPU");
        try
        {
            var device = CudaDevice.Of(model.Device.index);
            CudaDriver.Check(CudaDriver.cuDriverGetVersion(out var version), "the driver does not tell its version");
            if (version < DriverVersion)
                return (null, $"the driver is of CUDA {version / 1000}.{version % 1000 / 10}; the decode path needs 12.3");
            if (!device.Architecture.StartsWith('9'))
                return (null, $"the GPU has compute capability {device.Architecture}; the kernels are for 90 (H100, H200)");
            using var kernels = new KernelLibrary(device);
            kernels.Load("rows", "embed", 0); // NVRTC, or its cubin of an earlier start
            return (device, null);
        }
        catch (CudaException error)
        {
            return (null, error.Message);
        }
    }

    /// <summary>What about a model the kernels were not written for; null when nothing.</summary>
    public static string? Unsupported(ModelConfiguration model, torch.ScalarType type)
    {
        if (type != torch.ScalarType.BFloat16)
            return $"the weights are {type}; the CUDA kernels compute with bfloat16";
        if (model.HeadDimension is not (64 or 128))
            return $"heads have {model.HeadDimension} dimensions; the CUDA kernels know 64 and 128";
        if (model.QueryHeads / model.KeyValueHeads > 8)
            return $"{model.QueryHeads / model.KeyValueHeads} query heads share a key head; the CUDA kernels take up to 8";
        foreach (var (name, size) in new[] { ("hidden size", model.HiddenSize), ("intermediate size", model.IntermediateSize), ("vocabulary", model.VocabularySize) })
            if (size % 8 != 0)
                return $"the {name} is {size}; the CUDA kernels need a multiple of 8";
        return null;
    }
}
