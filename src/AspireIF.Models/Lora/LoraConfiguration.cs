using System.Text.Json;
using System.Text.Json.Nodes;
using AspireIF.Models.Checkpoints;
using AspireIF.Models.Configuration;

namespace AspireIF.Models.Lora;

/// <summary>Which linear maps get a low-rank addition, and how large: PEFT's <c>adapter_config.json</c>.</summary>
/// <param name="Rank">Rows of A, columns of B.</param>
/// <param name="Alpha">The addition is scaled by alpha / rank (rank-stabilised: alpha / sqrt(rank), arXiv 2312.03732).</param>
/// <param name="Targets">Last parts of the names of the linear maps: q_proj, v_proj, .. ; all of a layer's seven when it holds <c>all-linear</c>.</param>
public sealed record LoraConfiguration(int Rank, double Alpha, IReadOnlyList<string> Targets, bool RankStabilised = false)
{
    public const string Name = "adapter_config.json";
    public const string AllLinear = "all-linear";

    private static readonly string[] MustBeOff =
    [
        "use_dora", "fan_in_fan_out", "lora_bias", "use_qalora", "use_bdlora", "layers_to_transform", "layer_replication", "rank_pattern", "alpha_pattern", "exclude_modules",
        "trainable_token_indices", "target_parameters", "alora_invocation_tokens", "arrow_config",
    ];

    public double Scale => RankStabilised ? Alpha / Math.Sqrt(Rank) : Alpha / Rank;

    /// <summary>Whether the map of this name gets an addition.</summary>
    public bool Covers(string linear) => Targets.Contains(AllLinear) || Targets.Any(target => linear == target || linear.EndsWith("." + target, StringComparison.Ordinal));

    /// <exception cref="CheckpointException">Malformed, or a variant of LoRA that is not supported.</exception>
    public static LoraConfiguration Parse(string file, ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonFields.Read(file, json);
        var fields = new JsonFields(file, document.RootElement);
        if (fields.Text("peft_type") is { } type and not "LORA")
            throw fields.Unsupported("peft_type", type, "LORA");
        foreach (string name in MustBeOff)
        {
            if (fields.Find(name) is { } value && !IsOff(value))
                throw fields.Unsupported(name, value.GetRawText(), "off (false, null or empty)");
        }
        if (fields.Text("bias") is { } bias and not "none")
            throw fields.Unsupported("bias", bias, "none");
        // Such initialisations change the base weights too: the adapter alone says nothing.
        if (fields.Find("init_lora_weights") is { ValueKind: JsonValueKind.String } start && start.GetString() is not "gaussian")
            throw fields.Unsupported("init_lora_weights", start.GetString(), "true, false, gaussian");
        if (fields.Find("modules_to_save") is { ValueKind: JsonValueKind.Array } && fields.Texts("modules_to_save")!.FirstOrDefault(module => module is not ("score" or "classifier")) is { } saved)
            throw fields.Unsupported("modules_to_save", saved, "score (a classifier's head)");
        IReadOnlyList<string> targets = fields.Find("target_modules") is { ValueKind: JsonValueKind.String } one ? [one.GetString()!] : fields.Texts("target_modules") ?? throw fields.Missing("target_modules");
        return new LoraConfiguration(fields.RequiredSize("r"), fields.Positive("lora_alpha") ?? throw fields.Missing("lora_alpha"), targets, fields.Flag("use_rslora") ?? false);
    }

    internal string Format(bool classifier) => new JsonObject
    {
        ["base_model_name_or_path"] = null,
        ["bias"] = "none",
        ["fan_in_fan_out"] = false,
        ["inference_mode"] = true,
        ["init_lora_weights"] = true,
        ["lora_alpha"] = Alpha == Math.Floor(Alpha) && Math.Abs(Alpha) < 1e9 ? (JsonNode)(long)Alpha : Alpha,
        ["lora_dropout"] = 0.0,
        ["modules_to_save"] = classifier ? new JsonArray("score") : null,
        ["peft_type"] = "LORA",
        ["r"] = Rank,
        ["target_modules"] = Targets.Contains(AllLinear) ? AllLinear : new JsonArray([.. Targets.Select(target => (JsonNode)target)]),
        ["task_type"] = classifier ? "SEQ_CLS" : "CAUSAL_LM",
        ["use_dora"] = false,
        ["use_rslora"] = RankStabilised,
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" });

    private static bool IsOff(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False or JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };
}
