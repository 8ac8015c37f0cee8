using System.Globalization;
using System.Text.Json;
using AspireIF.Models.Checkpoints;
using AspireIF.Models.Configuration;

namespace AspireIF.Models.Tokenization;

/// <summary>Reads vocab.json, merges.txt, tokenizer_config.json and generation_config.json.</summary>
internal static class VocabularyFiles
{
    // An id beyond this is a broken file, not a vocabulary; tables are as long as the largest id.
    private const int LargestId = 10_000_000;

    public static TokenizerDefinition Read(string vocabularyFile, string mergesFile, string configurationFile, bool? compose)
    {
        using var vocabulary = JsonFields.Open(vocabularyFile);
        using var document = JsonFields.Open(configurationFile);
        var configuration = new JsonFields(configurationFile, document.RootElement);
        var (pattern, composesByClass) = configuration.RequiredText("tokenizer_class") switch
        {
            "Qwen2Tokenizer" or "Qwen2TokenizerFast" => (PreTokenPattern.ForQwen2, true),
            "GPT2Tokenizer" or "GPT2TokenizerFast" => (PreTokenPattern.ForGpt2, false),
            var other => throw configuration.Error("tokenizer_class", $"is '{other}'; without a tokenizer.json only Qwen2Tokenizer and GPT2Tokenizer are known"),
        };
        return new TokenizerDefinition(vocabularyFile, Vocabulary(new JsonFields(vocabularyFile, vocabulary.RootElement)), Merges(mergesFile), pattern)
        {
            Compose = compose ?? composesByClass,
            AddedTokens = AddedTokens(configuration),
            Roles = Roles(configurationFile),
            EndIds = EndIds(Path.Combine(Path.GetDirectoryName(configurationFile) ?? "", "generation_config.json")),
        };
    }

    public static Dictionary<string, int> Vocabulary(JsonFields fields)
    {
        var ids = new Dictionary<string, int>();
        foreach (var entry in fields.Element.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id) || id is < 0 or > LargestId)
                throw fields.Error($"'{entry.Name}'", $"has the id {entry.Value.GetRawText()}; ids are numbers from 0 to {LargestId}");
            ids[entry.Name] = id;
        }
        return ids.Count > 0 ? ids : throw fields.Error("vocabulary", "is empty");
    }

    public static AddedToken AddedToken(JsonFields token, int id)
    {
        foreach (var unsupported in (string[])["lstrip", "rstrip", "single_word"])
            if (token.Flag(unsupported) == true)
                throw token.Error(unsupported, "is true, which is not supported");
        var text = token.RequiredText("content");
        if (text.Length == 0)
            throw token.Error("content", "is empty");
        if (id > LargestId)
            throw token.Error("id", $"is {id}; ids go up to {LargestId}");
        return new AddedToken(id, text, token.Flag("special") == true);
    }

    public static List<AddedToken> Distinct(List<AddedToken> tokens, string file)
    {
        var (ids, texts) = (new HashSet<int>(), new HashSet<string>());
        foreach (var token in tokens)
            if (!ids.Add(token.Id) || !texts.Add(token.Text))
                throw new CheckpointException(file, $"added token '{token.Text}' (id {token.Id}) is there twice.");
        return tokens;
    }

    /// <summary>The texts of fields such as eos_token, which are a text or an object with a content.</summary>
    public static Dictionary<string, string> Roles(string configurationFile)
    {
        using var document = JsonFields.Open(configurationFile);
        var configuration = new JsonFields(configurationFile, document.RootElement);
        var roles = new Dictionary<string, string>();
        foreach (var role in (string[])["bos_token", "eos_token", "pad_token", "unk_token"])
        {
            var text = configuration.Find(role) is { ValueKind: JsonValueKind.Object }
                ? configuration.RequiredObject(role).RequiredText("content")
                : configuration.Text(role);
            if (text is not null)
                roles[role] = text;
        }
        return roles;
    }

    /// <summary>eos_token_id: a number or a list; none without the file.</summary>
    public static List<int> EndIds(string generationFile)
    {
        if (!File.Exists(generationFile))
            return [];
        using var document = JsonFields.Open(generationFile);
        var fields = new JsonFields(generationFile, document.RootElement);
        return fields.Find("eos_token_id") switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(IsId) => [.. list.EnumerateArray().Select(id => id.GetInt32())],
            { } value when IsId(value) => [value.GetInt32()],
            { } other => throw fields.Error("eos_token_id", $"is {other.GetRawText()}; it must be an id or a list of ids"),
        };

        static bool IsId(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var id) && id >= 0;
    }

    private static List<AddedToken> AddedTokens(JsonFields configuration)
    {
        var tokens = new List<AddedToken>();
        if (configuration.Object("added_tokens_decoder") is not { } decoder)
            return tokens;
        foreach (var entry in decoder.Element.EnumerateObject())
        {
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                throw decoder.Error(entry.Name, "is no token id");
            tokens.Add(AddedToken(decoder.RequiredObject(entry.Name), id));
        }
        return Distinct(tokens, configuration.File);
    }

    private static List<(string, string)> Merges(string file)
    {
        var merges = new List<(string, string)>();
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (line.Length == 0 || line.StartsWith("#version", StringComparison.Ordinal))
                continue;
            merges.Add(line.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right]
                ? (left, right)
                : throw new CheckpointException(file, $"line {number} is '{line}'; it must be two tokens with a space between."));
        }
        return merges;
    }
}
