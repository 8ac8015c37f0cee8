using System.Runtime.CompilerServices;
using AspireIF.Models.Native;

namespace AspireIF.Models.Tests;

internal static class TorchSetup
{
    /// <summary>The models of these tests are tiny: with several threads, starting and waiting would be most of the time.</summary>
    [ModuleInitializer]
    internal static void OneThread() => TorchRuntime.UseThreads(1);
}
