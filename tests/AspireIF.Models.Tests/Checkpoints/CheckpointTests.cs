using System.Text.Json.Nodes;
using AspireIF.Models.Checkpoints;
using AspireIF.Models.Configuration;
using AspireIF.Models.Tests.Transformer;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Checkpoints;

public sealed class CheckpointTests
{
    [Theory, MemberData(nameof(Shapes.Names), MemberType = typeof(Shapes))]
    public void A_saved_model_loads_as_it_was(string family)
    {
        using var folder = new TemporaryFolder();
        using DecoderModel model = DecoderModel.Create(Shapes.Of(family), seed: 1);
        model.Save(folder["m"]);
        using DecoderModel loaded = DecoderModel.Load(folder["m"]);
        Assert.Equal(model.Configuration, loaded.Configuration);
        AssertSameWeights(model, loaded);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Load_then_save_gives_the_same_bytes(ScalarType type)
    {
        using var folder = new TemporaryFolder();
        using (DecoderModel model = DecoderModel.Create(Shapes.Llama, seed: 1))
            model.Save(folder["m"], type);
        File.WriteAllText(folder["m/config.json"], " " + File.ReadAllText(folder["m/config.json"]).Replace("\"use_cache\": true", "\"use_cache\":   true, \"unknown_to_us\": [1, 2]", StringComparison.Ordinal));
        File.WriteAllText(folder["m/generation_config.json"], "{ \"eos_token_id\": [3,4] }\n\n");
        File.WriteAllText(folder["m/tokenizer.json"], "{}");
        using (DecoderModel loaded = DecoderModel.Load(folder["m"], type: type))
            loaded.Save(folder["again"]);
        AssertSameFiles(folder["m"], folder["again"]);
        Assert.Equal([3, 4], GenerationConfiguration.Load(folder["again"]).EosTokenIds);
    }

    [Fact]
    public void Shards_of_any_layout_keep_their_bytes()
    {
        using var folder = new TemporaryFolder();
        WriteSharded(folder["m"], Shapes.Qwen3);
        using (DecoderModel loaded = DecoderModel.Load(folder["m"]))
        {
            loaded.Save(folder["again"]);
            using DecoderModel original = DecoderModel.Create(Shapes.Qwen3, seed: 5);
            AssertSameWeights(original, loaded);
        }
        AssertSameFiles(folder["m"], folder["again"]);
    }

    [Fact]
    public void A_language_model_becomes_a_classifier_and_stays_one()
    {
        using var folder = new TemporaryFolder();
        using DecoderModel model = DecoderModel.Create(Shapes.Qwen2, seed: 1);
        model.Save(folder["m"]);
        using DecoderModel classifier = DecoderModel.LoadClassifier(folder["m"], classes: 2, seed: 7);
        classifier.Save(folder["c"]);
        using DecoderModel loaded = DecoderModel.Load(folder["c"]);
        Assert.Equal(ModelHead.Classification, loaded.Configuration.Head);
        AssertSameWeights(classifier, loaded);
        using DecoderModel copy = model.Copy(ModelHead.Classification, seed: 7);
        AssertSameWeights(classifier, copy);
        using Tensor scores = loaded.Classify(PackedBatch.Of([[1, 2, 3], [4]]));
        Assert.Equal([2, 2], scores.shape);
        Assert.Throws<CheckpointException>(() => DecoderModel.LoadClassifier(folder["c"], classes: 3));
    }

    [Fact]
    public void A_folder_with_files_is_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        using DecoderModel model = DecoderModel.Create(Shapes.Qwen2);
        model.Save(folder["m"]);
        byte[] before = File.ReadAllBytes(folder["m/model.safetensors"]);
        Assert.Throws<IOException>(() => model.Save(folder["m"]));
        Assert.Equal(before, File.ReadAllBytes(folder["m/model.safetensors"]));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("../b.safetensors")]
    [InlineData("/etc/passwd.safetensors")]
    [InlineData("sub/b.safetensors")]
    [InlineData("..\\b.safetensors")]
    [InlineData("C:b.safetensors")]
    [InlineData("b.bin")]
    [InlineData(".safetensors")]
    public void An_index_that_points_elsewhere_is_refused(string shard)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["model.safetensors.index.json"], new JsonObject { ["weight_map"] = new JsonObject { ["a"] = shard } }.ToJsonString());
        Assert.Contains("weight_map", Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Path)).Message);
    }

    [Theory]
    [InlineData("model.layers.1.self_attn.q_norm.weight", "lacks")]
    [InlineData("model.layers.9.self_attn.q_norm.weight", "not in model.safetensors.index.json")]
    public void An_index_that_does_not_fit_its_shards_is_refused(string tensor, string fault)
    {
        using var folder = new TemporaryFolder();
        WriteSharded(folder["m"], Shapes.Qwen3);
        string path = folder["m/model.safetensors.index.json"];
        JsonObject index = JsonNode.Parse(File.ReadAllText(path))!.AsObject(), map = index["weight_map"]!.AsObject();
        if (map.ContainsKey(tensor))
            map[tensor + ".gone"] = map[tensor]!.GetValue<string>();
        else
            map.Remove("model.layers.1.self_attn.q_norm.weight");
        File.WriteAllText(path, index.ToJsonString());
        Assert.Contains(fault, Assert.Throws<CheckpointException>(() => DecoderModel.Load(folder["m"])).Message);
    }

    [Theory]
    [InlineData("\"vocab_size\": 97", "\"vocab_size\": 98", "model.embed_tokens.weight")]
    [InlineData("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1", "model.layers.1.")]
    [InlineData("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", "model.layers.2.")]
    public void Weights_that_do_not_fit_the_configuration_are_named(string from, string to, string tensor)
    {
        using var folder = new TemporaryFolder();
        using (DecoderModel model = DecoderModel.Create(Shapes.Qwen2))
            model.Save(folder["m"]);
        File.WriteAllText(folder["m/config.json"], File.ReadAllText(folder["m/config.json"]).Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(tensor, Assert.Throws<CheckpointException>(() => DecoderModel.Load(folder["m"])).Message);
    }

    private static void WriteSharded(string folder, ModelConfiguration configuration)
    {
        Directory.CreateDirectory(folder);
        using DecoderModel model = DecoderModel.Create(configuration, seed: 5);
        var map = new JsonObject();
        for (int shard = 0; shard < 3; shard++)
        {
            string name = $"model-{shard + 1:00000}-of-00003.safetensors";
            var part = model.Parameters.Where((_, i) => i % 3 == shard).ToDictionary(entry => entry.Key, entry => (Tensor)entry.Value);
            SafetensorsWriter.Write(Path.Combine(folder, name), part, new Dictionary<string, string> { ["shard"] = shard.ToString(), ["z"] = "é\"" });
            foreach (string tensor in part.Keys)
                map[tensor] = name;
        }
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = 1 }, ["weight_map"] = map }.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "config.json"), ConfigurationFile.Format(configuration, "float32"));
    }

    private static void AssertSameWeights(DecoderModel expected, DecoderModel actual)
    {
        Assert.Equal(expected.Parameters.Keys, actual.Parameters.Keys);
        Assert.All(expected.Parameters, entry => Assert.True(entry.Value.bytes.SequenceEqual(actual.Parameters[entry.Key].bytes), entry.Key));
    }

    private static void AssertSameFiles(string expected, string actual)
    {
        string?[] names = [.. Directory.EnumerateFiles(expected).Select(Path.GetFileName).Order()];
        Assert.Equal(names, Directory.EnumerateFiles(actual).Select(Path.GetFileName).Order());
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(Path.Combine(expected, name!)), File.ReadAllBytes(Path.Combine(actual, name!))));
    }
}
