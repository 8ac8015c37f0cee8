using AspireIF.Models.Native;
using TorchSharp;

namespace AspireIF.Cli.Console;

internal static class Devices
{
    /// <param name="name">"auto" (a GPU where there is one), "cpu", "cuda" or "cuda:1".</param>
    public static torch.Device Parse(string name)
    {
        try
        {
            return TorchDevices.Parse(name);
        }
        catch (ArgumentException error)
        {
            throw new CommandException("--" + error.Message);
        }
    }
}
