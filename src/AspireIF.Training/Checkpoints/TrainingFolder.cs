using System.Text.Json;
using AspireIF.Models.Checkpoints;
using AspireIF.Training.Optimisation;
using static TorchSharp.torch;

namespace AspireIF.Training.Checkpoints;

/// <summary>One checkpoint: the weights and the optimiser's tensors (training.safetensors), and where training stands (state.json).</summary>
public static class TrainingFolder
{
    private const string TensorsName = "training.safetensors", StateName = "state.json", ValuesName = "values";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <param name="folder">Created; what it holds under the same names is replaced.</param>
    /// <param name="state">Anything that JSON can hold.</param>
    public static void Write<TState>(string folder, TState state, FlatParameters parameters, AdamW optimiser)
    {
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, TensorsName), Tensors(parameters, optimiser).Select(t => KeyValuePair.Create(t.Name, t.Tensor)));
        File.WriteAllText(Path.Combine(folder, StateName), JsonSerializer.Serialize(state, Json));
    }

    /// <summary>Copies a checkpoint into the parameters and the optimiser. The optimiser's step count is the caller's to set.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged or is of another model.</exception>
    public static TState Read<TState>(string folder, FlatParameters parameters, AdamW optimiser)
    {
        string stateFile = Path.Combine(folder, StateName);
        TState state;
        try
        {
            state = JsonSerializer.Deserialize<TState>(File.ReadAllText(stateFile)) ?? throw new JsonException("is null");
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new CheckpointException(stateFile, $"cannot be read ({error.Message}); delete the folder {folder} to continue from the checkpoint before it", error);
        }
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, TensorsName));
        using var noGrad = no_grad();
        foreach (var (name, tensor) in Tensors(parameters, optimiser))
        {
            if (file.Find(name) is not { } entry || !entry.Shape.SequenceEqual(tensor.shape))
                throw new CheckpointException(file.Path, $"has no tensor '{name}' of shape [{string.Join(", ", tensor.shape)}]: the checkpoint is of another model or other optimiser options; use another folder");
            using Tensor stored = file.Read(name);
            tensor.copy_(stored);
        }
        return state;
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(FlatParameters parameters, AdamW optimiser) =>
        [(ValuesName, parameters.Values), .. optimiser.State()];
}
