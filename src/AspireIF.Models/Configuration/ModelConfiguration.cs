namespace AspireIF.Models.Configuration;

/// <summary>The families of decoder that share one implementation; they differ in biases and in normed queries and keys.</summary>
public enum ModelFamily
{
    /// <summary>Qwen2, Qwen2.5 and DeepSeek-R1-Distill-Qwen: biases on queries, keys and values.</summary>
    Qwen2,

    /// <summary>Qwen3: no biases, queries and keys normed per head.</summary>
    Qwen3,

    /// <summary>Llama 2 and 3.</summary>
    Llama,
}

/// <summary>What the last hidden state is turned into.</summary>
public enum ModelHead
{
    /// <summary>Scores of every next token (<c>...ForCausalLM</c>).</summary>
    NextToken,

    /// <summary>Scores of a few classes from the last token of a sequence (<c>...ForSequenceClassification</c>).</summary>
    Classification,
}

/// <summary>Llama 3.1's stretching of slow rotary frequencies (transformers, <c>modeling_rope_utils</c>, type "llama3").</summary>
public sealed record Llama3RopeScaling(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalMaxPositions);

/// <summary>The shape of a decoder-only transformer: everything in <c>config.json</c> that its mathematics depends on.</summary>
public sealed record ModelConfiguration
{
    public required ModelFamily Family { get; init; }
    public ModelHead Head { get; init; } = ModelHead.NextToken;

    /// <summary>Classes of a classification head.</summary>
    public int Classes { get; init; } = 2;

    public required int VocabularySize { get; init; }
    public required int HiddenSize { get; init; }

    /// <summary>Width of the gated feed-forward layer.</summary>
    public required int IntermediateSize { get; init; }

    public required int Layers { get; init; }
    public required int QueryHeads { get; init; }
    public required int KeyValueHeads { get; init; }
    public required int HeadDimension { get; init; }
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeTheta { get; init; } = 10_000;

    public Llama3RopeScaling? RopeScaling { get; init; }

    /// <summary>The longest sequence the model was made for, in tokens.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Whether the output head is the embedding matrix.</summary>
    public bool TiedEmbeddings { get; init; }

    /// <summary>Biases on queries, keys and values.</summary>
    public bool QueryKeyValueBias { get; init; }

    /// <summary>Bias on the output projection of the attention.</summary>
    public bool AttentionOutputBias { get; init; }

    /// <summary>Whether every head's queries and keys go through an RMS norm.</summary>
    public bool QueryKeyNorm => Family == ModelFamily.Qwen3;

    /// <summary>Standard deviation of freshly drawn weights.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>A message per impossible value; empty when the configuration is sound.</summary>
    public IEnumerable<string> Problems()
    {
        foreach ((string name, int value) in ((string, int)[])[
            ("vocab_size", VocabularySize), ("hidden_size", HiddenSize), ("intermediate_size", IntermediateSize), ("num_hidden_layers", Layers),
            ("num_attention_heads", QueryHeads), ("num_key_value_heads", KeyValueHeads), ("head_dim", HeadDimension), ("max_position_embeddings", MaxPositions), ("num_labels", Classes)])
        {
            if (value < 1)
                yield return $"{name} = {value} is not above 0.";
        }
        if (KeyValueHeads > 0 && QueryHeads % KeyValueHeads != 0)
            yield return $"num_attention_heads = {QueryHeads} is no multiple of num_key_value_heads = {KeyValueHeads}.";
        if (HeadDimension % 2 != 0)
            yield return $"head_dim = {HeadDimension} is odd; rotary positions turn pairs.";
        if (!(NormEpsilon > 0))
            yield return $"rms_norm_eps = {NormEpsilon} is not above 0.";
        if (!(RopeTheta > 0))
            yield return $"rope_theta = {RopeTheta} is not above 0.";
        if (RopeScaling is { } scaling && !(scaling.Factor >= 1 && scaling.LowFrequencyFactor > 0 && scaling.HighFrequencyFactor > scaling.LowFrequencyFactor && scaling.OriginalMaxPositions > 0))
            yield return $"rope_scaling = {scaling} needs factor >= 1, 0 < low_freq_factor < high_freq_factor and original_max_position_embeddings > 0.";
    }
}
