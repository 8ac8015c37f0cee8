using System.Text.Json;
using AspireIF.Models.Checkpoints;

namespace AspireIF.Models.Configuration;

/// <summary>A model's own advice on how to sample from it: <c>generation_config.json</c>, token ids falling back to <c>config.json</c>.</summary>
public sealed record GenerationConfiguration(
    IReadOnlyList<int> EosTokenIds, int? BosTokenId, int? PadTokenId,
    double? Temperature, double? TopP, int? TopK, double? RepetitionPenalty)
{
    public const string Name = "generation_config.json";

    /// <exception cref="CheckpointException">A file is malformed.</exception>
    public static GenerationConfiguration Load(string folder)
    {
        using JsonDocument? generation = Open(folder, Name), model = Open(folder, ConfigurationFile.Name);
        JsonFields? own = Fields(generation, Name), fallback = Fields(model, ConfigurationFile.Name);
        return new GenerationConfiguration(
            Ids("eos_token_id"), Ids("bos_token_id").Cast<int?>().FirstOrDefault(), Ids("pad_token_id").Cast<int?>().FirstOrDefault(),
            own?.Number("temperature"), own?.Number("top_p"), own?.Whole("top_k"), own?.Number("repetition_penalty"));

        IReadOnlyList<int> Ids(string name) => own?.TokenIds(name) is { Count: > 0 } ids ? ids : fallback?.TokenIds(name) ?? [];

        JsonFields? Fields(JsonDocument? document, string file) => document is null ? null : new JsonFields(Path.Combine(folder, file), document.RootElement);
    }

    private static JsonDocument? Open(string folder, string name)
    {
        string file = Path.Combine(folder, name);
        return File.Exists(file) ? JsonFields.Read(file, File.ReadAllBytes(file)) : null;
    }
}
