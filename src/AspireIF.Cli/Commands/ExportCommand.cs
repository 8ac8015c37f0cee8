using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Cli.Runs;
using AspireIF.Pipeline;
using AspireIF.Runs.Artifacts;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif export RUN --to FOLDER</c>: the trained model as a folder that vLLM and transformers load.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "its name; aspireif runs lists them" };
        var to = new Option<string>("--to") { Description = "the model folder to make", Required = true };
        var step = new Option<long?>("--step") { Description = "the policy after so many updates, where it is kept [default: the run's trained model]" };
        var command = new Command("export", "Copy a run's model into a folder of its own.") { run, to, step };
        var storage = StorageOptions.AddTo(command, redis: false);
        command.SetAction(async (parsed, cancellation) =>
        {
            IArtifactStore artifacts = await RunStorage.OpenArtifactsAsync(storage(parsed), cancellation);
            await ExportAsync(artifacts, parsed.GetValue(run)!, parsed.GetValue(step), Path.GetFullPath(parsed.GetValue(to)!), cancellation);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task ExportAsync(IArtifactStore artifacts, string run, long? step, string folder, CancellationToken cancellation)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CommandException($"{folder} is not empty; name another folder");
        string source = await (step is { } version ? artifacts.TryOpenAsync(run, ArtifactKinds.Policy, version, cancellation) : artifacts.TryOpenAsync(run, ArtifactKinds.Model, 1, cancellation))
            ?? throw new CommandException(await WhyNotAsync(artifacts, run, step, cancellation));
        string partial = $"{folder}.{Guid.NewGuid():N}.partial";
        Directory.CreateDirectory(partial);
        foreach (string file in Directory.EnumerateFiles(source).Where(f => Path.GetFileName(f) != "manifest.json"))
            File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
        if (Directory.Exists(folder))
            Directory.Delete(folder);
        Directory.Move(partial, folder);
        await System.Console.Error.WriteLineAsync($"the model lies in {folder}".AsMemory(), cancellation);
    }

    private static async Task<string> WhyNotAsync(IArtifactStore artifacts, string run, long? step, CancellationToken cancellation)
    {
        IReadOnlyList<long> policies = await artifacts.ListAsync(run, ArtifactKinds.Policy, cancellation);
        if (policies.Count == 0)
            return $"there is no run '{run}' in {artifacts.Location}";
        return $"run '{run}' {(step is null ? "has not ended" : $"keeps no policy of step {step}")}; --step can be {string.Join(", ", policies)}";
    }
}
