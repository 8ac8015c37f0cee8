using System.Text.Json;
using System.Text.Json.Nodes;
using AspireIF.Models.Checkpoints;

namespace AspireIF.Models.Configuration;

/// <summary>Hugging Face's <c>config.json</c>, of versions 4 and 5 of transformers. What would change the mathematics and is not implemented is an error.</summary>
public static class ConfigurationFile
{
    public const string Name = "config.json";

    /// <summary>Reads <c>config.json</c> of a model folder.</summary>
    /// <exception cref="CheckpointException">Missing, malformed or not supported; the message names file, field and value.</exception>
    public static ModelConfiguration Load(string folder)
    {
        string file = Path.Combine(folder, Name);
        if (!File.Exists(file))
            throw new CheckpointException(file, "is missing: this is no model folder.");
        return Parse(file, File.ReadAllBytes(file));
    }

    /// <param name="file">Named in errors.</param>
    /// <param name="json">UTF-8 text.</param>
    public static ModelConfiguration Parse(string file, ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonFields.Read(file, json);
        var fields = new JsonFields(file, document.RootElement);
        ModelFamily family = fields.Text("model_type") switch
        {
            "qwen2" => ModelFamily.Qwen2,
            "qwen3" => ModelFamily.Qwen3,
            "llama" => ModelFamily.Llama,
            null => throw fields.Missing("model_type"),
            var other => throw fields.Unsupported("model_type", other, "qwen2, qwen3, llama"),
        };
        RejectOtherMathematics(fields);

        int hidden = fields.RequiredSize("hidden_size"), heads = fields.RequiredSize("num_attention_heads");
        bool bias = family == ModelFamily.Qwen2 || fields.Flag("attention_bias") == true;
        (double theta, Llama3RopeScaling? scaling) = Rope(fields);
        var configuration = new ModelConfiguration
        {
            Family = family,
            Head = Head(fields),
            Classes = fields.Object("id2label") is not null ? fields.Find("id2label")!.Value.EnumerateObject().Count() : fields.Size("num_labels") ?? 2,
            VocabularySize = fields.RequiredSize("vocab_size"),
            HiddenSize = hidden,
            IntermediateSize = fields.RequiredSize("intermediate_size"),
            Layers = fields.RequiredSize("num_hidden_layers"),
            QueryHeads = heads,
            KeyValueHeads = fields.Size("num_key_value_heads") ?? heads,
            HeadDimension = fields.Size("head_dim") ?? (family == ModelFamily.Qwen3 ? 128 : hidden % heads == 0 ? hidden / heads
                : throw new CheckpointException(file, $"hidden_size = {hidden} is no multiple of num_attention_heads = {heads}, and head_dim is missing.")),
            NormEpsilon = fields.Positive("rms_norm_eps") ?? 1e-6,
            RopeTheta = theta,
            RopeScaling = scaling,
            MaxPositions = fields.Size("max_position_embeddings") ?? (family == ModelFamily.Llama ? 2048 : 32768),
            TiedEmbeddings = fields.Flag("tie_word_embeddings") ?? false,
            QueryKeyValueBias = bias,
            AttentionOutputBias = bias && family != ModelFamily.Qwen2,
            InitializerRange = fields.Positive("initializer_range") ?? 0.02,
        };
        foreach (string problem in configuration.Problems())
            throw new CheckpointException(file, problem);
        return configuration;
    }

    /// <summary>The text of a <c>config.json</c> that transformers 4 and 5 load, with a line feed at its end.</summary>
    /// <param name="weightType">Name of the weights' type, such as <c>float32</c>.</param>
    public static string Format(ModelConfiguration configuration, string weightType)
    {
        string family = configuration.Family.ToString();
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(family + (configuration.Head == ModelHead.NextToken ? "ForCausalLM" : "ForSequenceClassification")),
            ["hidden_act"] = "silu",
            ["head_dim"] = configuration.HeadDimension,
            ["hidden_size"] = configuration.HiddenSize,
            ["initializer_range"] = configuration.InitializerRange,
            ["intermediate_size"] = configuration.IntermediateSize,
            ["max_position_embeddings"] = configuration.MaxPositions,
            ["model_type"] = configuration.Family.ToString().ToLowerInvariant(),
            ["num_attention_heads"] = configuration.QueryHeads,
            ["num_hidden_layers"] = configuration.Layers,
            ["num_key_value_heads"] = configuration.KeyValueHeads,
            ["rms_norm_eps"] = configuration.NormEpsilon,
            ["rope_scaling"] = configuration.RopeScaling is not { } scaling ? null : new JsonObject
            {
                ["rope_type"] = "llama3",
                ["factor"] = scaling.Factor,
                ["low_freq_factor"] = scaling.LowFrequencyFactor,
                ["high_freq_factor"] = scaling.HighFrequencyFactor,
                ["original_max_position_embeddings"] = scaling.OriginalMaxPositions,
            },
            ["rope_theta"] = configuration.RopeTheta,
            ["tie_word_embeddings"] = configuration.TiedEmbeddings,
            ["torch_dtype"] = weightType,
            ["use_cache"] = true,
            ["vocab_size"] = configuration.VocabularySize,
        };
        if (configuration.Family != ModelFamily.Qwen2)
            json["attention_bias"] = configuration.QueryKeyValueBias;
        if (configuration.Head == ModelHead.Classification)
        {
            IEnumerable<int> classes = Enumerable.Range(0, configuration.Classes);
            json["id2label"] = new JsonObject(classes.Select(i => KeyValuePair.Create<string, JsonNode?>(i.ToString(), "LABEL_" + i)));
            json["label2id"] = new JsonObject(classes.Select(i => KeyValuePair.Create<string, JsonNode?>("LABEL_" + i, i)));
        }
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n";
    }

    private static void RejectOtherMathematics(JsonFields fields)
    {
        if (fields.Text("hidden_act") is { } activation and not "silu")
            throw fields.Unsupported("hidden_act", activation, "silu");
        if (fields.Flag("use_sliding_window") == true)
            throw fields.Unsupported("use_sliding_window", "true", "false (full attention)");
        if (fields.Texts("layer_types") is { } types && types.FirstOrDefault(type => type != "full_attention") is { } other)
            throw fields.Unsupported("layer_types", other, "full_attention");
        if (fields.Flag("mlp_bias") == true)
            throw fields.Unsupported("mlp_bias", "true", "false");
        if (fields.Find("quantization_config") is not null)
            throw fields.Unsupported("quantization_config", "{...}", "weights in bfloat16, float16 or float32");
        if (fields.Number("partial_rotary_factor") is { } part and not 1)
            throw fields.Unsupported("partial_rotary_factor", part, "1");
    }

    private static ModelHead Head(JsonFields fields)
    {
        if (fields.Texts("architectures") is not { Count: > 0 } architectures)
            return ModelHead.NextToken;
        string name = architectures[0];
        return name.EndsWith("ForCausalLM", StringComparison.Ordinal) ? ModelHead.NextToken
            : name.EndsWith("ForSequenceClassification", StringComparison.Ordinal) ? ModelHead.Classification
            : throw fields.Unsupported("architectures", name, "...ForCausalLM, ...ForSequenceClassification");
    }

    /// <summary>transformers 4 has rope_theta and rope_scaling side by side, transformers 5 puts both into rope_parameters.</summary>
    private static (double Theta, Llama3RopeScaling? Scaling) Rope(JsonFields fields)
    {
        JsonFields? scaling = fields.Object("rope_parameters") ?? fields.Object("rope_scaling");
        double theta = scaling?.Positive("rope_theta") ?? fields.Positive("rope_theta") ?? 10_000;
        if (scaling is not { } rope)
            return (theta, null);
        return (rope.Text("rope_type") ?? rope.Text("type")) switch
        {
            null or "default" => (theta, null),
            "llama3" => (theta, new Llama3RopeScaling(
                rope.Positive("factor") ?? throw rope.Missing("factor"),
                rope.Positive("low_freq_factor") ?? throw rope.Missing("low_freq_factor"),
                rope.Positive("high_freq_factor") ?? throw rope.Missing("high_freq_factor"),
                rope.RequiredSize("original_max_position_embeddings"))),
            var other => throw rope.Unsupported("rope_type", other, "default, llama3"),
        };
    }
}
