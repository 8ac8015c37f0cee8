using System.Globalization;
using AspireIF.Models.Checkpoints;
using AspireIF.Training.Data;
using AspireIF.Training.Optimisation;

namespace AspireIF.Training.Checkpoints;

/// <summary>Where training stands, beside the tensors.</summary>
/// <param name="Step">Updates made.</param>
/// <param name="Cursor">The next batch of data.</param>
public sealed record TrainingState(long Step, DataCursor Cursor);

/// <summary>
/// Checkpoints of a training run: one folder a step with the weights and the optimiser's state (safetensors) and the cursor (JSON).
/// A folder appears under its name only when it is whole, so a run killed at any moment resumes from the newest.
/// </summary>
public sealed class TrainingCheckpoints(string folder, int keep)
{
    private const string Prefix = "step-";

    public void Save(TrainingState state, FlatParameters parameters, AdamW optimiser)
    {
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{state.Step:D9}"));
        if (Directory.Exists(path))
            return;
        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        TrainingFolder.Write(partial, state, parameters, optimiser);
        Directory.Move(partial, path);
        foreach (string old in Complete().SkipLast(keep))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>Copies the newest checkpoint into the parameters and the optimiser. Null when there is none.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged or is of another model.</exception>
    public TrainingState? Restore(FlatParameters parameters, AdamW optimiser)
    {
        DeletePartial();
        if (Complete().LastOrDefault() is not { } path)
            return null;
        TrainingState state = TrainingFolder.Read<TrainingState>(path, parameters, optimiser);
        optimiser.StepCount = state.Step;
        return state;
    }

    private IEnumerable<string> Complete() => !Directory.Exists(folder) ? [] :
        Directory.EnumerateDirectories(folder, Prefix + "*").Where(d => !d.EndsWith(".partial", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    // What a killed run was writing.
    private void DeletePartial()
    {
        if (!Directory.Exists(folder))
            return;
        foreach (string partial in Directory.EnumerateDirectories(folder, "*.partial"))
            Directory.Delete(partial, recursive: true);
    }
}
