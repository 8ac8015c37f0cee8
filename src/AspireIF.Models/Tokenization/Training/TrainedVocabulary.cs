using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireIF.Models.Tokenization;

/// <summary>A vocabulary that was learned; saved as a folder that Hugging Face <c>tokenizers</c> and <see cref="Tokenizer.Load(string)"/> read.</summary>
/// <param name="Specials">They have the ids from 0.</param>
/// <param name="Tokens">Bytes and merges in the byte alphabet; their ids follow.</param>
/// <param name="Merges">Pairs of ids by rank; the n-th makes the n-th token after the bytes.</param>
public sealed record TrainedVocabulary(IReadOnlyList<string> Specials, IReadOnlyList<string> Tokens, IReadOnlyList<(int Left, int Right)> Merges)
{
    private const string ChatMl =
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}" +
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Size => Specials.Count + Tokens.Count;

    /// <summary>Writes tokenizer.json and tokenizer_config.json, the latter with a ChatML template.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        Write(Path.Combine(folder, "tokenizer.json"), TokenizerJson());
        Write(Path.Combine(folder, "tokenizer_config.json"), Configuration());
    }

    private JsonObject TokenizerJson() => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. Specials.Select((text, id) => AddedToken(text, id))]),
        ["normalizer"] = new JsonObject { ["type"] = "NFC" },
        ["pre_tokenizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "Split",
                    ["pattern"] = new JsonObject { ["Regex"] = PreTokenPattern.ForQwen2.Regex },
                    ["behavior"] = "Isolated",
                    ["invert"] = false,
                },
                ByteLevel()),
        },
        ["post_processor"] = ByteLevel(),
        ["decoder"] = ByteLevel(),
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = "",
            ["end_of_word_suffix"] = "",
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["ignore_merges"] = false,
            ["vocab"] = new JsonObject(Specials.Concat(Tokens).Select((token, id) => KeyValuePair.Create<string, JsonNode?>(token, id))),
            ["merges"] = new JsonArray([.. Merges.Select(merge => JsonValue.Create($"{Text(merge.Left)} {Text(merge.Right)}"))]),
        },
    };

    private JsonObject Configuration() => new()
    {
        ["add_prefix_space"] = false,
        ["added_tokens_decoder"] = new JsonObject(Specials.Select((text, id) => KeyValuePair.Create<string, JsonNode?>($"{id}", AddedToken(text, null)))),
        ["bos_token"] = null,
        ["chat_template"] = ChatMl,
        ["clean_up_tokenization_spaces"] = false,
        ["eos_token"] = Specials.Contains("<|im_end|>") ? "<|im_end|>" : null,
        ["pad_token"] = Specials.Contains("<|endoftext|>") ? "<|endoftext|>" : null,
        ["tokenizer_class"] = "Qwen2Tokenizer",
        ["unk_token"] = null,
    };

    private static JsonObject ByteLevel() =>
        new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = false, ["use_regex"] = false };

    private static JsonObject AddedToken(string text, int? id)
    {
        var token = new JsonObject
        {
            ["content"] = text,
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        };
        if (id is not null)
            token.Insert(0, "id", id);
        return token;
    }

    private string Text(int id) => Tokens[id - Specials.Count];

    // Renamed into place, so that a broken write leaves the file that was there.
    private static void Write(string file, JsonNode json)
    {
        File.WriteAllText(file + ".tmp", json.ToJsonString(Indented));
        File.Move(file + ".tmp", file, overwrite: true);
    }
}
