using AspireIF.Models.Checkpoints;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Reference;

/// <summary>The small models beside this file and what transformers computes with them (make.py).</summary>
internal static class ReferenceModel
{
    public static TheoryData<string> LanguageModels { get; } = ["qwen2-tied", "qwen2-untied", "qwen3-tied", "qwen3-untied", "llama3-scaled", "llama-bias"];

    public static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "Reference", name);

    public static SafetensorsFile Expected(string name) => SafetensorsFile.Open(Path.Combine(Folder(name), "expected.safetensors"));

    public static int[] Ints(SafetensorsFile expected, string name)
    {
        using Tensor tensor = expected.Read(name);
        return [.. tensor.data<int>()];
    }

    public static PackedBatch Batch(SafetensorsFile expected) => new(Ints(expected, "tokens"), Ints(expected, "boundaries"));

    /// <summary>The largest difference between the tensors must stay under this share of the largest expected value.</summary>
    public static void AssertClose(Tensor expected, Tensor actual, double relative, string name)
    {
        Assert.Equal(expected.shape, actual.shape);
        double scale = expected.abs().max().item<float>(), difference = (expected - actual.cpu()).abs().max().item<float>();
        Assert.True(difference <= relative * scale, $"{name}: differs by {difference / scale:e2} of its largest value {scale}");
    }
}
