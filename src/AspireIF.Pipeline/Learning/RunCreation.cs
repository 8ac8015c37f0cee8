using AspireIF.Pipeline.Configuration;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.State;

namespace AspireIF.Pipeline.Learning;

/// <summary>Makes a run when it does not exist, or finds the one that is to go on.</summary>
public static class RunCreation
{
    private const string FileName = "configuration.json";

    /// <summary>
    /// Afterwards the run is known to the server and its configuration lies with its artifacts. A run that failed or was stopped is set running again. A server that lost its
    /// memory learns of the run from the artifacts.
    /// </summary>
    /// <exception cref="ConfigurationException">The run is new and its configuration has problems.</exception>
    public static async Task EnsureAsync(RunStore store, IArtifactStore artifacts, RunSelection selection, CancellationToken cancellation)
    {
        string? folder = await artifacts.TryOpenAsync(selection.Id, ArtifactKinds.Configuration, 1, cancellation).ConfigureAwait(false);
        string configuration = folder is not null
            ? await File.ReadAllTextAsync(Path.Combine(folder, FileName), cancellation).ConfigureAwait(false)
            : ConfigurationLoader.Format(ConfigurationLoader.Load(selection.Preset, selection.Set));
        if (folder is null)
        {
            string temporary = Directory.CreateTempSubdirectory("aspireif-").FullName;
            await File.WriteAllTextAsync(Path.Combine(temporary, FileName), configuration, cancellation).ConfigureAwait(false);
            await artifacts.PublishAsync(selection.Id, ArtifactKinds.Configuration, 1, temporary, cancellation).ConfigureAwait(false);
            Directory.Delete(temporary, recursive: true);
        }
        if (await store.FindAsync(selection.Id, cancellation).ConfigureAwait(false) is null)
            await store.CreateAsync(selection.Id, configuration, cancellation).ConfigureAwait(false);
        await store.UpdateAsync(selection.Id, s => s.Status is RunStatus.Failed or RunStatus.Stopped ? s with { Status = RunStatus.Running, Error = null } : s, cancellation).ConfigureAwait(false);
    }

    /// <summary>The configuration of a run from its artifacts; null when there is no such run.</summary>
    public static async Task<RunConfiguration?> FindAsync(IArtifactStore artifacts, string run, CancellationToken cancellation) =>
        await artifacts.TryOpenAsync(run, ArtifactKinds.Configuration, 1, cancellation).ConfigureAwait(false) is { } folder
            ? ConfigurationLoader.Parse(await File.ReadAllTextAsync(Path.Combine(folder, FileName), cancellation).ConfigureAwait(false)) : null;
}
