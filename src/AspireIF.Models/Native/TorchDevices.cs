using System.Runtime.InteropServices;
using TorchSharp;

namespace AspireIF.Models.Native;

/// <summary>Devices by the names that people give them.</summary>
public static class TorchDevices
{
    private const long MoreThanThereIs = 1L << 47;

    /// <param name="name">"auto" (a GPU where there is one), "cpu", "cuda" or "cuda:1".</param>
    /// <exception cref="ArgumentException">No such name, or no CUDA in this process.</exception>
    public static torch.Device Parse(string name)
    {
        TorchRuntime.Load();
        if (name == "auto")
            return torch.cuda.is_available() ? torch.CUDA : torch.CPU;
        if (name != "cpu" && !torch.cuda.is_available())
            throw new ArgumentException($"device is {name}, but this process has no CUDA: use cpu, or name a libtorch with CUDA in {TorchRuntime.LibtorchVariable}");
        try
        {
            return torch.device(name);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new ArgumentException($"device is {name}; it must be auto, cpu, cuda or cuda:N", error);
        }
    }

    /// <summary>
    /// Gives the memory that torch keeps for later back to the GPU, for other processes and for what takes memory of the driver itself. Nothing on a CPU. The libraries of torch
    /// name no function for it, but their allocator lets go of all that is not in use before it gives up on an allocation.
    /// </summary>
    public static void ReleaseCache(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.type != DeviceType.CUDA)
            return;
        try
        {
            using torch.Tensor more = torch.empty(MoreThanThereIs, torch.ScalarType.Byte, device);
        }
        catch (ExternalException error) when (OutOfGpuMemoryException.IsOutOfMemory(error))
        {
            // As meant.
        }
    }
}
