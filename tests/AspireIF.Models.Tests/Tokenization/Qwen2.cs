using System.Text.Json;
using AspireIF.Models.Tokenization;

namespace AspireIF.Tests.Tokenization;

/// <summary>The Qwen2 tokenizer and texts with their ids, from shared/data.</summary>
internal static class Qwen2
{
    private static readonly Lazy<Tokenizer> Plain = new(() => Load(compose: false));
    private static readonly Lazy<Tokenizer> Composing = new(() => Load(compose: true));

    /// <summary>Without normalisation, as the reference ids were made.</summary>
    public static Tokenizer Tokenizer => Get(Plain);

    /// <summary>With normalisation to form C, as Hugging Face has it.</summary>
    public static Tokenizer ComposingTokenizer => Get(Composing);

    public static IEnumerable<(string Text, int[] Ids)> Vectors(string file)
    {
        foreach (var line in SharedData.Lines($"tokenizers/{file}"))
        {
            using var row = JsonDocument.Parse(line);
            yield return (row.RootElement.GetProperty("text").GetString()!, [.. row.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())]);
        }
    }

    private static Tokenizer Get(Lazy<Tokenizer> tokenizer)
    {
        SharedData.Path("tokenizers/qwen2.vocab.json");
        return tokenizer.Value;
    }

    private static Tokenizer Load(bool compose) => AspireIF.Models.Tokenization.Tokenizer.Load(
        SharedData.Path("tokenizers/qwen2.vocab.json"),
        SharedData.Path("tokenizers/qwen2.merges.txt"),
        SharedData.Path("tokenizers/qwen2.tokenizer_config.json"),
        compose);
}
