using System.Text.Json;
using AspireIF.Models.Configuration;

namespace AspireIF.Models.Tokenization;

/// <summary>Reads tokenizer.json of Hugging Face <c>tokenizers</c>, as far as byte-level BPE uses it; anything else is refused by name.</summary>
internal static class TokenizerJson
{
    public static TokenizerDefinition Read(string file, string configurationFile, string generationFile)
    {
        using var document = JsonFields.Open(file);
        var root = new JsonFields(file, document.RootElement);
        var model = root.RequiredObject("model");
        if (model.Text("type") is { } type && type != "BPE")
            throw model.Error("type", $"is '{type}'; only 'BPE' is supported");
        foreach (var unsupported in (string[])["byte_fallback", "fuse_unk"])
            if (model.Flag(unsupported) == true)
                throw model.Error(unsupported, "is true; only byte-level BPE is supported");
        foreach (var affix in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
            if (!string.IsNullOrEmpty(model.Text(affix)))
                throw model.Error(affix, "is set; only byte-level BPE is supported");

        var (prefix, suffix) = PostProcessor(root);
        var definition = new TokenizerDefinition(file, Vocabulary(model), Merges(model), PreTokenizer(root))
        {
            AddedTokens = AddedTokens(root),
            Compose = Composes(root),
            IgnoreMerges = model.Flag("ignore_merges") == true,
            Prefix = prefix,
            Suffix = suffix,
            EndIds = VocabularyFiles.EndIds(generationFile),
        };
        return File.Exists(configurationFile) ? definition with { Roles = VocabularyFiles.Roles(configurationFile) } : definition;
    }

    private static Dictionary<string, int> Vocabulary(JsonFields model)
    {
        var vocabulary = VocabularyFiles.Vocabulary(model.RequiredObject("vocab"));
        return vocabulary.Count > 0 ? vocabulary : throw model.Error("vocab", "is empty");
    }

    /// <summary>Either "left right" or, since tokenizers 0.20, ["left", "right"].</summary>
    private static List<(string, string)> Merges(JsonFields model)
    {
        var merges = new List<(string, string)>();
        foreach (var item in model.RequiredArray("merges"))
        {
            string[]? parts = item.ValueKind switch
            {
                JsonValueKind.String => item.GetString()!.Split(' '),
                JsonValueKind.Array when item.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String) => [.. item.EnumerateArray().Select(part => part.GetString()!)],
                _ => null,
            };
            merges.Add(parts is [var left, var right] ? (left, right) : throw model.Error($"merges[{merges.Count}]", $"is {item}; it must be two tokens"));
        }
        return merges;
    }

    private static List<AddedToken> AddedTokens(JsonFields root)
    {
        var tokens = new List<AddedToken>();
        foreach (var token in root.Objects("added_tokens"))
            tokens.Add(VocabularyFiles.AddedToken(token, token.RequiredWhole("id")));
        return VocabularyFiles.Distinct(tokens, root.File);
    }

    private static bool Composes(JsonFields root)
    {
        var composes = false;
        foreach (var step in Steps(root.Object("normalizer"), "normalizers"))
        {
            composes |= step.RequiredText("type") == "NFC" ? true : throw step.Error("type", $"is '{step.RequiredText("type")}'; only 'NFC' is supported");
        }
        return composes;
    }

    private static PreTokenPattern? PreTokenizer(JsonFields root)
    {
        PreTokenPattern? pattern = null;
        var byteLevel = false;
        foreach (var step in Steps(root.Object("pre_tokenizer"), "pretokenizers"))
        {
            switch (step.RequiredText("type"))
            {
                case "Split" when pattern is null && !byteLevel:
                    if (step.RequiredText("behavior") != "Isolated" || step.Flag("invert") == true)
                        throw step.Error("behavior", "must be 'Isolated' without invert");
                    var regex = step.RequiredObject("pattern").RequiredText("Regex");
                    pattern = PreTokenPattern.Known.FirstOrDefault(known => known.Regex == regex) ?? throw step.Error(
                        "pattern.Regex", $"is '{regex}'; known are the patterns of {string.Join(", ", PreTokenPattern.Known.Select(known => known.Name))}");
                    break;
                case "ByteLevel" when !byteLevel:
                    byteLevel = true;
                    if (step.Flag("add_prefix_space") == true)
                        throw step.Error("add_prefix_space", "is true, which is not supported");
                    if (step.Flag("use_regex") != false)
                        pattern = pattern is null ? PreTokenPattern.ForGpt2 : throw step.Error("use_regex", "is true after a Split, which is not supported");
                    break;
                case var type:
                    throw step.Error("type", $"is '{type}'; supported are one 'Split' and then one 'ByteLevel'");
            }
        }
        return byteLevel ? pattern : throw root.Error("pre_tokenizer", "has no 'ByteLevel'; only byte-level BPE is supported");
    }

    private static (List<string> Prefix, List<string> Suffix) PostProcessor(JsonFields root)
    {
        var (prefix, suffix) = (new List<string>(), new List<string>());
        foreach (var step in Steps(root.Object("post_processor"), "processors"))
        {
            switch (step.RequiredText("type"))
            {
                case "ByteLevel":
                    break;
                case "TemplateProcessing":
                    var before = true;
                    foreach (var item in step.Objects("single"))
                    {
                        if (item.Object("SpecialToken") is { } special)
                            (before ? prefix : suffix).Add(special.RequiredText("id"));
                        else
                            before = false;
                    }
                    break;
                case var type:
                    throw step.Error("type", $"is '{type}'; supported are 'ByteLevel' and 'TemplateProcessing'");
            }
        }
        return (prefix, suffix);
    }

    /// <summary>The steps of a pipeline, which may be missing, one, or a "Sequence".</summary>
    private static IReadOnlyList<JsonFields> Steps(JsonFields? fields, string sequence) =>
        fields is not { } own ? [] : own.RequiredText("type") == "Sequence" ? own.Objects(sequence) : [own];
}
