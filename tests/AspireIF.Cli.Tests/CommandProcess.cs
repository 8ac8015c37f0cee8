using System.Diagnostics;

namespace AspireIF.Cli.Tests;

/// <summary>The command as people run it: a process of its own.</summary>
internal static class CommandProcess
{
    public sealed record Outcome(int ExitCode, string Output, string Errors)
    {
        /// <summary>The lines of the standard output, without the last line's end.</summary>
        public string[] Lines => Output.TrimEnd('\n').Split('\n');
    }

    /// <param name="folder">The working folder; the tests' own when null.</param>
    public static async Task<Outcome> RunAsync(string[] arguments, string? input = null, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using Process process = Start(arguments, folder, environment);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input.
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts the command with all three streams redirected.</summary>
    public static Process Start(params string[] arguments) => Start(arguments, null, null);

    private static Process Start(string[] arguments, string? folder, IReadOnlyDictionary<string, string?>? environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "aspireif.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
