using AspireIF.Models.Checkpoints;
using AspireIF.Models.Configuration;
using AspireIF.Models.Lora;
using AspireIF.Models.Tests.Reference;
using AspireIF.Models.Tests.Transformer;
using AspireIF.Models.Transformer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Lora;

public sealed class LoraAdapterTests
{
    private static readonly PackedBatch Batch = PackedBatch.Of([[1, 2, 3, 4], [5, 6]]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_adapter_made_by_peft_computes_what_peft_computes(bool recompute)
    {
        using DisposeScope scope = NewDisposeScope();
        using DecoderModel model = DecoderModel.Load(ReferenceModel.Folder("qwen2-tied"));
        using LoraAdapter adapter = LoraAdapter.Load(ReferenceModel.Folder("qwen2-tied-lora"), model);
        using SafetensorsFile expected = ReferenceModel.Expected("qwen2-tied-lora");
        PackedBatch batch = ReferenceModel.Batch(expected);
        Tensor logits = model.Logits(model.Forward(batch, recompute));
        ReferenceModel.AssertClose(expected.Read("logits"), logits, 1e-5, "logits");
        Tensor loss = NumericsTests.NextTokenLoss(logits, batch);
        ReferenceModel.AssertClose(expected.Read("loss"), loss.reshape(1), 1e-5, "loss");
        loss.backward();
        foreach ((string name, Parameter parameter) in adapter.Parameters)
            ReferenceModel.AssertClose(expected.Read("grad." + name), parameter.grad!, 1e-4, name);
        Assert.All(model.Parameters, entry => Assert.Null(entry.Value.grad));
    }

    [Fact]
    public void A_folder_of_peft_is_saved_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        using DecoderModel model = DecoderModel.Load(ReferenceModel.Folder("qwen2-tied"));
        using (LoraAdapter adapter = LoraAdapter.Load(ReferenceModel.Folder("qwen2-tied-lora"), model))
            adapter.Save(folder["again"]);
        foreach (string file in (string[])["adapter_config.json", "adapter_model.safetensors"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(ReferenceModel.Folder("qwen2-tied-lora"), file)), File.ReadAllBytes(folder["again/" + file]));
    }

    [Theory, MemberData(nameof(Shapes.Names), MemberType = typeof(Shapes))]
    public void Merged_weights_compute_what_the_adapter_computed(string family)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using DecoderModel model = DecoderModel.Create(Shapes.Of(family), seed: 2);
        Tensor before = model.Forward(Batch);
        using LoraAdapter adapter = LoraAdapter.Create(model, new LoraConfiguration(3, 6, [LoraConfiguration.AllLinear], RankStabilised: true), seed: 1);
        ReferenceModel.AssertClose(before, model.Forward(Batch), 1e-6, "a fresh adapter");
        Assert.Equal(model.Configuration.Layers * 7 * 2, adapter.Parameters.Count());
        foreach ((_, Parameter parameter) in adapter.Parameters)
            parameter.normal_(0, 0.2);
        Tensor attached = model.Forward(Batch);
        Assert.True((attached - before).abs().max().item<float>() > 0.01);
        adapter.Detach();
        ReferenceModel.AssertClose(before, model.Forward(Batch), 1e-6, "detached");
        adapter.Merge();
        ReferenceModel.AssertClose(attached, model.Forward(Batch), 1e-5, "merged");
    }

    [Fact]
    public void A_classifiers_head_is_trained_and_saved_with_its_adapter()
    {
        using var folder = new TemporaryFolder();
        using DisposeScope scope = NewDisposeScope();
        using DecoderModel model = DecoderModel.Create(Shapes.Qwen2 with { Head = ModelHead.Classification }, seed: 1), other = DecoderModel.Create(Shapes.Qwen2 with { Head = ModelHead.Classification }, seed: 1);
        using LoraAdapter adapter = LoraAdapter.Create(model, new LoraConfiguration(2, 4, ["q_proj", "o_proj"]));
        model.Classify(Batch).sum().backward();
        Assert.NotNull(model.Head.grad);
        Assert.Null(model.Embedding.grad);
        using (no_grad())
            model.Head.mul_(3);
        adapter.Save(folder["a"]);
        using LoraAdapter loaded = LoraAdapter.Load(folder["a"], other);
        ReferenceModel.AssertClose(model.Classify(Batch), other.Classify(Batch), 1e-6, "scores");
    }

    [Fact]
    public void A_model_with_an_adapter_is_not_saved_as_if_it_had_none()
    {
        using var folder = new TemporaryFolder();
        using DecoderModel model = DecoderModel.Create(Shapes.Qwen2);
        using LoraAdapter adapter = LoraAdapter.Create(model, new LoraConfiguration(2, 4, ["q_proj"]));
        Assert.Throws<InvalidOperationException>(() => model.Save(folder["m"]));
        Assert.Throws<InvalidOperationException>(() => LoraAdapter.Create(model, new LoraConfiguration(2, 4, ["q_proj"])));
    }

    [Theory]
    [InlineData("\"use_dora\": false", "\"use_dora\": true", "use_dora")]
    [InlineData("\"r\": 4", "\"r\": 5", "shape")]
    [InlineData("\"r\": 4", "\"r\": 0", "r = 0")]
    [InlineData("\"v_proj\"", "\"k_proj\"", "k_proj")]
    [InlineData("\"v_proj\",", "", "v_proj")]
    [InlineData("\"rank_pattern\": {}", "\"rank_pattern\": {\"q_proj\": 8}", "rank_pattern")]
    [InlineData("\"init_lora_weights\": true", "\"init_lora_weights\": \"pissa\"", "pissa")]
    public void An_adapter_that_does_not_fit_is_refused_and_leaves_the_model_alone(string from, string to, string fault)
    {
        using var folder = new TemporaryFolder();
        string json = File.ReadAllText(Path.Combine(ReferenceModel.Folder("qwen2-tied-lora"), "adapter_config.json"));
        Assert.Contains(from, json, StringComparison.Ordinal);
        File.WriteAllText(folder["adapter_config.json"], json.Replace(from, to, StringComparison.Ordinal));
        File.Copy(Path.Combine(ReferenceModel.Folder("qwen2-tied-lora"), "adapter_model.safetensors"), folder["adapter_model.safetensors"]);
        using DecoderModel model = DecoderModel.Load(ReferenceModel.Folder("qwen2-tied"));
        Assert.Contains(fault, Assert.Throws<CheckpointException>(() => LoraAdapter.Load(folder.Path, model)).Message, StringComparison.Ordinal);
        Assert.All(model.Layers.SelectMany(layer => layer.Linears), linear => Assert.Null(linear.Adapter));
        Assert.All(model.Parameters.Values, parameter => Assert.True(parameter.requires_grad));
    }
}
