using TorchSharp;

namespace AspireIF.Models.Native;

/// <summary>Devices by the names that people give them.</summary>
public static class TorchDevices
{
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
}
