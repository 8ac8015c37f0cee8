using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using AspireIF.Cli.Console;
using AspireIF.Cli.Runs;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Evaluation;
using Spectre.Console;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif train</c>: the whole method on this machine, from instructions and a model to a better model.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var preset = new Option<string>("--preset", "-p") { Description = $"{string.Join(", ", Presets.Names)}, or a JSON file", DefaultValueFactory = _ => "quickstart" };
        var settings = new Option<string[]>("--set") { Description = "a setting over the preset, such as policy.steps=10; may be given often", DefaultValueFactory = _ => [] };
        var name = new Option<string?>("--name") { Description = "of the run [default: the preset and the time]" };
        var json = new Option<bool>("--json") { Description = "end with one JSON line: before, after, reward_model, seconds, steps, model" };
        var command = new Command("train", "Teach a model to follow instructions, without labels.") { preset, settings, name, json };
        var storage = StorageOptions.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(name) ?? NewName(parsed.GetValue(preset)!), parsed.GetValue(preset)!, parsed.GetValue(settings)!, storage(parsed), parsed.GetValue(json), cancellation));
        return command;
    }

    public static async Task<int> RunAsync(string run, string preset, IReadOnlyList<string> settings, StorageOptions storage, bool json, CancellationToken cancellation)
    {
        RunSummary summary = await LocalRun.RunAsync(run, preset, settings, storage, cancellation);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });
        console.Profile.Width = Math.Max(console.Profile.Width, 110);
        SummaryTables.Print(summary, console);
        if (json)
            LocalRun.PrintJson(summary);
        return ExitCodes.Success;
    }

    // The end keeps runs apart that start in the same second.
    private static string NewName(string preset) => string.Create(
        CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(preset).ToLowerInvariant()}-{DateTime.Now:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(3, lowercase: true)}");
}
