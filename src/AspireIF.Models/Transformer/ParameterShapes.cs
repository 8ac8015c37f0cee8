using AspireIF.Models.Configuration;

namespace AspireIF.Models.Transformer;

/// <summary>The parameters of a model: names as in Hugging Face's checkpoints, and shapes.</summary>
public static class ParameterShapes
{
    public const string Embedding = "model.embed_tokens.weight", FinalNorm = "model.norm.weight", NextTokenHead = "lm_head.weight", ClassificationHead = "score.weight";

    /// <summary>Name and shape of every parameter, from the embedding to the head. A tied head is no parameter of its own.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Of(ModelConfiguration configuration)
    {
        long hidden = configuration.HiddenSize, wide = configuration.IntermediateSize, dimension = configuration.HeadDimension;
        long queries = configuration.QueryHeads * dimension, keys = configuration.KeyValueHeads * dimension;
        yield return (Embedding, [configuration.VocabularySize, hidden]);
        for (int layer = 0; layer < configuration.Layers; layer++)
        {
            string prefix = LayerPrefix(layer);
            yield return (prefix + "input_layernorm.weight", [hidden]);
            foreach ((string name, long outputs) in ((string, long)[])[("q_proj", queries), ("k_proj", keys), ("v_proj", keys)])
            {
                yield return ($"{prefix}self_attn.{name}.weight", [outputs, hidden]);
                if (configuration.QueryKeyValueBias)
                    yield return ($"{prefix}self_attn.{name}.bias", [outputs]);
            }
            yield return (prefix + "self_attn.o_proj.weight", [hidden, queries]);
            if (configuration.AttentionOutputBias)
                yield return (prefix + "self_attn.o_proj.bias", [hidden]);
            if (configuration.QueryKeyNorm)
            {
                yield return (prefix + "self_attn.q_norm.weight", [dimension]);
                yield return (prefix + "self_attn.k_norm.weight", [dimension]);
            }
            yield return (prefix + "post_attention_layernorm.weight", [hidden]);
            yield return (prefix + "mlp.gate_proj.weight", [wide, hidden]);
            yield return (prefix + "mlp.up_proj.weight", [wide, hidden]);
            yield return (prefix + "mlp.down_proj.weight", [hidden, wide]);
        }
        yield return (FinalNorm, [hidden]);
        if (configuration.Head == ModelHead.Classification)
            yield return (ClassificationHead, [configuration.Classes, hidden]);
        else if (!configuration.TiedEmbeddings)
            yield return (NextTokenHead, [configuration.VocabularySize, hidden]);
    }

    internal static string LayerPrefix(int layer) => $"model.layers.{layer}.";
}
