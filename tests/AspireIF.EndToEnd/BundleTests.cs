using System.Diagnostics;
using System.Reflection;
using AspireIF.Models.Native;

namespace AspireIF.EndToEnd;

/// <summary>The archive for a GPU host, on a machine without one: its own runtime, and a libtorch that lies elsewhere.</summary>
public sealed class BundleTests
{
    private static readonly string Root = RootFolder();

    [Fact]
    public async Task The_archive_runs_without_dotnet_on_a_libtorch_of_the_host()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/xz"), "the archive is packed and run on Linux, with xz");
        string folder = Directory.CreateTempSubdirectory("aspireif-bundle-").FullName;
        try
        {
            string archive = Path.Combine(folder, "aspireif.tar.xz");
            await RunAsync(Path.Combine(Root, "eng", "bundle-gpu"), [Path.Combine(Root, "src", "AspireIF.Cli"), archive], null);
            Assert.InRange(new FileInfo(archive).Length, 1, 60_000_000);
            await RunAsync("/usr/bin/tar", ["xf", archive, "-C", folder], null);

            string program = Path.Combine(folder, "aspireif-gpu", "aspireif");
            Assert.False(File.Exists(Path.Combine(folder, "aspireif-gpu", "app", "torch", "libtorch_cpu.so")), "libtorch is the host's");
            var host = new Dictionary<string, string>
            {
                ["PATH"] = "/bin", ["HOME"] = folder, ["DOTNET_ROOT"] = "/nowhere", [TorchRuntime.LibtorchVariable] = TorchRuntime.Load().LibtorchFolder,
            };
            Assert.Matches(@"^\d+\.\d+\.\d+", await RunAsync(program, ["--version"], host));
            // Answers come from a model on the libtorch named above.
            string answer = await RunAsync(program, ["generate", "Write it.", "-m", Path.Combine(Root, "models", "primer"), "--max-tokens", "8", "--seed", "1"], host);
            Assert.False(string.IsNullOrWhiteSpace(answer));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string RootFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AspireIF.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"AspireIF.sln is not above {Assembly.GetExecutingAssembly().Location}");
    }

    /// <param name="environment">The whole of it; this process's own when null.</param>
    private static async Task<string> RunAsync(string program, string[] arguments, Dictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment)
                start.Environment[name] = value;
        }
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await errors}");
        return await output;
    }
}
