using System.Globalization;
using System.Text.Json;
using AspireIF.Models.Checkpoints;
using AspireIF.Training.Data;
using AspireIF.Training.Optimisation;
using static TorchSharp.torch;

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
    private const string Prefix = "step-", TensorsName = "training.safetensors", StateName = "state.json", ValuesName = "values";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public void Save(TrainingState state, FlatParameters parameters, AdamW optimiser)
    {
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{state.Step:D9}"));
        if (Directory.Exists(path))
            return;
        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        Directory.CreateDirectory(partial);
        SafetensorsWriter.Write(Path.Combine(partial, TensorsName), Tensors(parameters, optimiser).Select(t => KeyValuePair.Create(t.Name, t.Tensor)));
        File.WriteAllText(Path.Combine(partial, StateName), JsonSerializer.Serialize(state, Json));
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
        string stateFile = Path.Combine(path, StateName);
        TrainingState state;
        try
        {
            state = JsonSerializer.Deserialize<TrainingState>(File.ReadAllText(stateFile)) ?? throw new JsonException("is null");
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new CheckpointException(stateFile, $"cannot be read ({error.Message}); delete the folder {path} to continue from the checkpoint before it", error);
        }
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(path, TensorsName));
        using var noGrad = no_grad();
        foreach (var (name, tensor) in Tensors(parameters, optimiser))
        {
            if (file.Find(name) is not { } entry || !entry.Shape.SequenceEqual(tensor.shape))
                throw new CheckpointException(file.Path, $"has no tensor '{name}' of shape [{string.Join(", ", tensor.shape)}]: the checkpoint is of another model or other optimiser options; use another folder");
            using Tensor stored = file.Read(name);
            tensor.copy_(stored);
        }
        optimiser.StepCount = state.Step;
        return state;
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(FlatParameters parameters, AdamW optimiser) =>
        [(ValuesName, parameters.Values), .. optimiser.State()];

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
