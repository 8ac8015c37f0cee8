using System.Text;
using System.Text.Json.Nodes;
using AspireIF.Models.Checkpoints;
using AspireIF.Models.Configuration;
using AspireIF.Models.Tests.Transformer;
using CsCheck;

namespace AspireIF.Models.Tests.Configuration;

public sealed class ConfigurationFileTests
{
    private const string Llama31 = """
        {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "bos_token_id": 128000, "eos_token_id": [128001, 128008, 128009], "hidden_act": "silu",
         "hidden_size": 4096, "initializer_range": 0.02, "intermediate_size": 14336, "max_position_embeddings": 131072, "mlp_bias": false, "model_type": "llama",
         "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
         "rope_scaling": {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192, "rope_type": "llama3"},
         "rope_theta": 500000.0, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 128256}
        """;

    private const string Qwen25 = """
        {"architectures": ["Qwen2ForCausalLM"], "hidden_act": "silu", "hidden_size": 1536, "intermediate_size": 8960, "max_position_embeddings": 32768, "max_window_layers": 21,
         "model_type": "qwen2", "num_attention_heads": 12, "num_hidden_layers": 28, "num_key_value_heads": 2, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
         "sliding_window": 32768, "tie_word_embeddings": true, "torch_dtype": "bfloat16", "use_sliding_window": false, "vocab_size": 151936}
        """;

    [Fact]
    public void The_shape_of_Llama_3_1_8B_is_read()
    {
        ModelConfiguration configuration = Parse(Llama31);
        Assert.Equal(new Llama3RopeScaling(8, 1, 4, 8192), configuration.RopeScaling);
        Assert.Equal((128, 1e-5, 500_000.0, false), (configuration.HeadDimension, configuration.NormEpsilon, configuration.RopeTheta, configuration.QueryKeyValueBias));
        Assert.Equal(8_030_261_248, new Models.Transformer.ModelMemory(configuration).Parameters);
    }

    [Fact]
    public void The_shape_of_Qwen_2_5_1_5B_is_read()
    {
        ModelConfiguration configuration = Parse(Qwen25);
        Assert.True(configuration is { TiedEmbeddings: true, QueryKeyValueBias: true, AttentionOutputBias: false, HeadDimension: 128 });
        Assert.Equal(1_543_714_304, new Models.Transformer.ModelMemory(configuration).Parameters);
    }

    [Theory, MemberData(nameof(Shapes.Names), MemberType = typeof(Shapes))]
    public void What_is_written_is_read_back(string family)
    {
        ModelConfiguration configuration = Shapes.Of(family);
        Assert.Equal(configuration, Parse(ConfigurationFile.Format(configuration, "float32")));
        configuration = configuration with { Head = ModelHead.Classification, Classes = 5, NormEpsilon = 1e-5 };
        Assert.Equal(configuration, Parse(ConfigurationFile.Format(configuration, "float32")));
    }

    [Theory]
    [InlineData("model_type", "\"mistral\"")]
    [InlineData("model_type", "null")]
    [InlineData("architectures", "[\"Qwen2ForTokenClassification\"]")]
    [InlineData("hidden_act", "\"gelu\"")]
    [InlineData("use_sliding_window", "true")]
    [InlineData("layer_types", "[\"full_attention\", \"sliding_attention\"]")]
    [InlineData("rope_scaling", "{\"type\": \"yarn\", \"factor\": 4.0}")]
    [InlineData("rope_parameters", "{\"rope_type\": \"dynamic\", \"factor\": 4.0}")]
    [InlineData("quantization_config", "{\"bits\": 4}")]
    [InlineData("num_key_value_heads", "5")]
    [InlineData("head_dim", "7")]
    [InlineData("hidden_size", "0")]
    [InlineData("hidden_size", "1e400")]
    [InlineData("hidden_size", "\"1536\"")]
    [InlineData("num_hidden_layers", "2147483648")]
    [InlineData("rms_norm_eps", "-1")]
    [InlineData("vocab_size", "null")]
    public void A_value_that_cannot_be_served_is_named(string field, string value)
    {
        JsonObject json = JsonNode.Parse(Qwen25)!.AsObject();
        json.Remove(field);
        string text = json.ToJsonString();
        var error = Assert.Throws<CheckpointException>(() => Parse($"{text[..^1]}, \"{field}\": {value}}}"));
        Assert.StartsWith("config.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(field is "rope_scaling" or "rope_parameters" ? "rope_type" : field, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mutated_file_is_either_sound_or_refused()
    {
        byte[] sound = Encoding.UTF8.GetBytes(Llama31);
        Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Byte).Array[1, 3].Sample(mutations =>
        {
            byte[] json = [.. sound];
            foreach ((int place, byte value) in mutations)
                json[place] = value;
            try
            {
                Assert.Empty(ConfigurationFile.Parse("config.json", json).Problems());
            }
            catch (CheckpointException error)
            {
                Assert.StartsWith("config.json: ", error.Message, StringComparison.Ordinal);
            }
        }, iter: 20_000);
    }

    private static ModelConfiguration Parse(string json) => ConfigurationFile.Parse("config.json", Encoding.UTF8.GetBytes(json));
}
