using System.Text.Json;

namespace AspireIF.Models.Tokenization;

/// <summary>Reads tokenizer.json of Hugging Face <c>tokenizers</c>, as far as byte-level BPE uses it; anything else is refused by name.</summary>
internal static class TokenizerJson
{
    public static TokenizerDefinition Read(string file, string configurationFile, string generationFile)
    {
        using var document = JsonFields.Open(file);
        var root = new JsonFields(file, "", document.RootElement);
        var model = root.Object("model");
        if (model.OptionalText("type") is { } type && type != "BPE")
            throw model.Error("type", $"is '{type}'; only 'BPE' is supported");
        foreach (var unsupported in (string[])["byte_fallback", "fuse_unk"])
            if (model.OptionalFlag(unsupported))
                throw model.Error(unsupported, "is true; only byte-level BPE is supported");
        foreach (var affix in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
            if (!string.IsNullOrEmpty(model.OptionalText(affix)))
                throw model.Error(affix, "is set; only byte-level BPE is supported");

        var (prefix, suffix) = PostProcessor(root);
        var definition = new TokenizerDefinition(file, Vocabulary(model), Merges(model), PreTokenizer(root))
        {
            AddedTokens = AddedTokens(root),
            Compose = Composes(root),
            IgnoreMerges = model.OptionalFlag("ignore_merges"),
            Prefix = prefix,
            Suffix = suffix,
            EndIds = VocabularyFiles.EndIds(generationFile),
        };
        return File.Exists(configurationFile) ? definition with { Roles = VocabularyFiles.Roles(configurationFile) } : definition;
    }

    private static Dictionary<string, int> Vocabulary(JsonFields model)
    {
        var vocabulary = VocabularyFiles.Vocabulary(model.Object("vocab"));
        return vocabulary.Count > 0 ? vocabulary : throw model.Error("vocab", "is empty");
    }

    /// <summary>Either "left right" or, since tokenizers 0.20, ["left", "right"].</summary>
    private static List<(string, string)> Merges(JsonFields model)
    {
        var merges = new List<(string, string)>();
        foreach (var item in model.Array("merges"))
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
        foreach (var token in root.OptionalObjects("added_tokens"))
            tokens.Add(VocabularyFiles.AddedToken(token, token.Integer("id")));
        return VocabularyFiles.Distinct(tokens, root.File);
    }

    private static bool Composes(JsonFields root)
    {
        var composes = false;
        foreach (var step in Steps(root.OptionalObject("normalizer"), "normalizers"))
        {
            composes |= step.Text("type") == "NFC" ? true : throw step.Error("type", $"is '{step.Text("type")}'; only 'NFC' is supported");
        }
        return composes;
    }

    private static PreTokenPattern? PreTokenizer(JsonFields root)
    {
        PreTokenPattern? pattern = null;
        var byteLevel = false;
        foreach (var step in Steps(root.OptionalObject("pre_tokenizer"), "pretokenizers"))
        {
            switch (step.Text("type"))
            {
                case "Split" when pattern is null && !byteLevel:
                    if (step.Text("behavior") != "Isolated" || step.OptionalFlag("invert"))
                        throw step.Error("behavior", "must be 'Isolated' without invert");
                    var regex = step.Object("pattern").Text("Regex");
                    pattern = PreTokenPattern.Known.FirstOrDefault(known => known.Regex == regex) ?? throw step.Error(
                        "pattern.Regex", $"is '{regex}'; known are the patterns of {string.Join(", ", PreTokenPattern.Known.Select(known => known.Name))}");
                    break;
                case "ByteLevel" when !byteLevel:
                    byteLevel = true;
                    if (step.OptionalFlag("add_prefix_space"))
                        throw step.Error("add_prefix_space", "is true, which is not supported");
                    if (step.OptionalFlag("use_regex", missing: true))
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
        foreach (var step in Steps(root.OptionalObject("post_processor"), "processors"))
        {
            switch (step.Text("type"))
            {
                case "ByteLevel":
                    break;
                case "TemplateProcessing":
                    var before = true;
                    foreach (var item in step.OptionalObjects("single"))
                    {
                        if (item.OptionalObject("SpecialToken") is { } special)
                            (before ? prefix : suffix).Add(special.Text("id"));
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
    private static List<JsonFields> Steps(JsonFields? fields, string sequence) =>
        fields is null ? [] : fields.Text("type") == "Sequence" ? fields.OptionalObjects(sequence) : [fields];
}
