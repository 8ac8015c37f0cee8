using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Cli.Runs;
using AspireIF.Pipeline.Learning;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif resume RUN</c>: goes on with a run that was interrupted.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "its name; aspireif runs lists them" };
        var json = new Option<bool>("--json") { Description = "end with one JSON line, as train does" };
        var command = new Command("resume", "Go on with a run that was interrupted, from its newest checkpoint.") { run, json };
        var storage = StorageOptions.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string name = parsed.GetValue(run)!;
            StorageOptions options = storage(parsed);
            var artifacts = await RunStorage.OpenArtifactsAsync(options, cancellation);
            if (await RunCreation.FindAsync(artifacts, name, cancellation) is null)
                throw new CommandException($"there is no run '{name}' in {artifacts.Location}; aspireif runs lists them");
            return await TrainCommand.RunAsync(name, "", [], options, parsed.GetValue(json), cancellation);
        });
        return command;
    }
}
