using AspireIF.Models.Checkpoints;
using AspireIF.Models.Transformer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Reference;

/// <summary>Scores, losses and gradients against those of transformers: 1e-5 forward, 1e-4 backward, of each tensor's largest value.</summary>
public sealed class NumericsTests
{
    [Theory, MemberData(nameof(ReferenceModel.LanguageModels), MemberType = typeof(ReferenceModel))]
    public void A_language_model_computes_what_transformers_computes(string name) => Check(name, recompute: false);

    [Theory, MemberData(nameof(ReferenceModel.LanguageModels), MemberType = typeof(ReferenceModel))]
    public void Recomputing_layers_changes_no_gradient(string name) => Check(name, recompute: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_classifier_computes_what_transformers_computes(bool recompute)
    {
        using DisposeScope scope = NewDisposeScope();
        using DecoderModel model = DecoderModel.Load(ReferenceModel.Folder("qwen2-classifier"));
        using SafetensorsFile expected = ReferenceModel.Expected("qwen2-classifier");
        Tensor scores = model.Classify(ReferenceModel.Batch(expected), recompute);
        ReferenceModel.AssertClose(expected.Read("logits"), scores, 1e-5, "scores");
        Tensor loss = nn.functional.cross_entropy(scores, expected.Read("labels").to_type(ScalarType.Int64));
        CheckLossAndGradients(model, expected, loss);
    }

    [Theory, MemberData(nameof(ReferenceModel.LanguageModels), MemberType = typeof(ReferenceModel))]
    public void Greedy_continuations_are_those_of_transformers(string name)
    {
        using DecoderModel model = DecoderModel.Load(ReferenceModel.Folder(name));
        using SafetensorsFile expected = ReferenceModel.Expected(name);
        using IDisposable noGrad = no_grad();
        for (int i = 0; i < 3; i++)
        {
            List<int> tokens = [.. ReferenceModel.Ints(expected, $"greedy.{i}.prompt")];
            int[] continuation = ReferenceModel.Ints(expected, $"greedy.{i}.tokens");
            foreach (int token in continuation)
            {
                using DisposeScope scope = NewDisposeScope();
                Assert.Equal(token, (int)model.Logits(model.Forward(PackedBatch.Of([tokens])))[-1].argmax().item<long>());
                tokens.Add(token);
            }
        }
    }

    [Theory]
    [InlineData("qwen2-tied")]
    [InlineData("qwen2-sharded")]
    [InlineData("qwen3-untied")]
    [InlineData("llama3-scaled")]
    [InlineData("qwen2-classifier")]
    public void A_folder_written_by_transformers_is_saved_byte_for_byte(string name)
    {
        using var folder = new TemporaryFolder();
        using (DecoderModel model = DecoderModel.Load(ReferenceModel.Folder(name)))
            model.Save(folder["again"]);
        foreach (string file in Directory.EnumerateFiles(ReferenceModel.Folder(name)).Where(file => Path.GetFileName(file) != "expected.safetensors"))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(folder["again/" + Path.GetFileName(file)]));
    }

    [Theory, MemberData(nameof(ReferenceModel.LanguageModels), MemberType = typeof(ReferenceModel))]
    public void A_new_file_has_the_bytes_that_the_reference_implementation_writes(string name)
    {
        using var folder = new TemporaryFolder();
        using DecoderModel loaded = DecoderModel.Load(ReferenceModel.Folder(name)), copy = loaded.Copy();
        copy.Save(folder["new"]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(ReferenceModel.Folder(name), Checkpoint.SingleName)), File.ReadAllBytes(folder["new/model.safetensors"]));
        using DecoderModel again = DecoderModel.Load(folder["new"]);
        Assert.Equal(loaded.Configuration, again.Configuration);
    }

    private static void Check(string name, bool recompute)
    {
        using DisposeScope scope = NewDisposeScope();
        using DecoderModel model = DecoderModel.Load(ReferenceModel.Folder(name));
        using SafetensorsFile expected = ReferenceModel.Expected(name);
        PackedBatch batch = ReferenceModel.Batch(expected);
        Tensor logits = model.Logits(model.Forward(batch, recompute));
        ReferenceModel.AssertClose(expected.Read("logits"), logits, 1e-5, "logits");
        CheckLossAndGradients(model, expected, NextTokenLoss(logits, batch));
    }

    internal static Tensor NextTokenLoss(Tensor logits, PackedBatch batch)
    {
        long[] positions = [.. Enumerable.Range(0, batch.TokenCount - 1).Where(i => !batch.LastTokens.Contains(i)).Select(i => (long)i)];
        int[] tokens = batch.Tokens.ToArray();
        return nn.functional.cross_entropy(logits.index_select(0, tensor(positions)), tensor(positions.Select(i => (long)tokens[i + 1]).ToArray()));
    }

    private static void CheckLossAndGradients(DecoderModel model, SafetensorsFile expected, Tensor loss)
    {
        ReferenceModel.AssertClose(expected.Read("loss"), loss.reshape(1), 1e-5, "loss");
        loss.backward();
        foreach ((string name, Parameter parameter) in model.Parameters)
            ReferenceModel.AssertClose(expected.Read("grad." + name), parameter.grad!, 1e-4, name);
    }
}
