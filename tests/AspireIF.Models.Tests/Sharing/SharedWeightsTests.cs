using AspireIF.Models.Sharing;
using AspireIF.Models.Tests.Generation;
using AspireIF.Models.Tests.Generation.Cuda;
using AspireIF.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Sharing;

/// <summary>Both sides in one process; two processes, and such that are killed, are in the tests of whole runs.</summary>
public sealed class SharedWeightsTests
{
    private readonly List<string> _lines = [];

    [Fact]
    public void A_published_version_is_read_as_it_is_and_no_other()
    {
        NeedSharedMemory();
        using DecoderModel model = DecoderModel.Create(TinyModels.Qwen2, seed: 1);
        using SharedWeights shared = SharedWeights.TryCreate(model, host: true, _lines.Add)!;
        using SharedWeightsReader reader = SharedWeightsReader.TryOpen(shared.Offer, _lines.Add)!;
        Assert.Null(Read(reader, 3));
        shared.Publish(3);
        Assert.Null(Read(reader, 2));
        AssertSame(model, Read(reader, 3));
        shared.Withdraw();
        Assert.Null(Read(reader, 3));
        Change(model);
        shared.Publish(4);
        AssertSame(model, Read(reader, 4));
        Assert.Equal(["Weights come from the learner's process through shared memory."], _lines);
    }

    [Fact]
    public void Weights_of_another_shape_or_type_are_refused_with_one_line()
    {
        NeedSharedMemory();
        using DecoderModel model = DecoderModel.Create(TinyModels.Qwen2);
        using SharedWeights shared = SharedWeights.TryCreate(model, host: true, _lines.Add)!;
        shared.Publish(1);
        using (SharedWeightsReader reader = SharedWeightsReader.TryOpen(shared.Offer, _lines.Add)!)
        {
            Assert.Null(reader.TryRead(1, TinyModels.Qwen3, ScalarType.Float32, CPU));
            Assert.Null(reader.TryRead(1, TinyModels.Qwen3, ScalarType.Float32, CPU));
        }
        using (SharedWeightsReader reader = SharedWeightsReader.TryOpen(shared.Offer, _lines.Add)!)
            Assert.Null(reader.TryRead(1, TinyModels.Qwen2, ScalarType.BFloat16, CPU));
        Assert.Collection(_lines, line => Assert.Contains("another shape", line, StringComparison.Ordinal), line => Assert.Contains("BFloat16", line, StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_no_owner_or_is_elsewhere_is_not_opened_and_its_memory_goes()
    {
        NeedSharedMemory();
        using DecoderModel model = DecoderModel.Create(TinyModels.Qwen2);
        SharedWeights shared = SharedWeights.TryCreate(model, host: true, _lines.Add)!;
        shared.Publish(1);
        Assert.Null(SharedWeightsReader.TryOpen(shared.Offer with { Host = "another boot" }, _lines.Add));
        using SharedWeightsReader reader = SharedWeightsReader.TryOpen(shared.Offer, _lines.Add)!;
        shared.Dispose();
        Assert.Null(Read(reader, 1));
        Assert.Null(SharedWeightsReader.TryOpen(shared.Offer, _lines.Add));
        Assert.False(Directory.Exists(shared.Offer.Folder));
        Assert.Empty(_lines);
    }

    [Fact]
    public void What_a_dead_owner_left_is_not_read_and_the_next_owner_removes_it()
    {
        NeedSharedMemory();
        using DecoderModel model = DecoderModel.Create(TinyModels.Qwen2);
        using SharedWeights shared = SharedWeights.TryCreate(model, host: true, _lines.Add)!;
        shared.Publish(1);
        string left = Path.Combine(Path.GetDirectoryName(shared.Offer.Folder)!, "aspireif-weights-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(left);
        foreach (string file in Directory.EnumerateFiles(shared.Offer.Folder).Where(file => Path.GetFileName(file) != "owner"))
            File.Copy(file, Path.Combine(left, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(left, "owner"), ""); // nobody holds its lock
        Assert.Null(SharedWeightsReader.TryOpen(shared.Offer with { Folder = left }, _lines.Add));
        using SharedWeights next = SharedWeights.TryCreate(model, host: true, _lines.Add)!;
        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(shared.Offer.Folder));
    }

    [Theory]
    [InlineData(false, "the GPU's memory")]
    [InlineData(true, "shared memory")]
    public void Weights_on_a_GPU_are_read_from_its_memory_or_through_shared_memory(bool host, string way)
    {
        NeedSharedMemory();
        CudaModels.NeedGpu();
        using DecoderModel model = DecoderModel.Create(TinyModels.Qwen2, CUDA, ScalarType.BFloat16);
        using SharedWeights shared = SharedWeights.TryCreate(model, host, _lines.Add)!;
        using SharedWeightsReader reader = SharedWeightsReader.TryOpen(shared.Offer, _lines.Add)!;
        shared.Publish(1);
        using DecoderModel read = reader.TryRead(1, model.Configuration, ScalarType.BFloat16, CUDA)!;
        AssertSame(model, read);
        Assert.Equal([$"Weights come from the learner's process through {way}."], _lines);
    }

    private static DecoderModel? Read(SharedWeightsReader reader, long version) => reader.TryRead(version, TinyModels.Qwen2, ScalarType.Float32, CPU);

    private static void NeedSharedMemory() => Assert.SkipUnless(Directory.Exists("/dev/shm"), "this system has no /dev/shm");

    private static void Change(DecoderModel model)
    {
        using IDisposable noGrad = no_grad();
        using Scalar more = 0.5f;
        foreach (var parameter in model.Parameters.Values)
            parameter.add_(more);
    }

    private static void AssertSame(DecoderModel expected, DecoderModel? actual)
    {
        Assert.NotNull(actual);
        foreach (var (name, parameter) in expected.Parameters)
            Assert.True(parameter.equal(actual.Parameters[name]).all().item<bool>(), name);
        actual.Dispose();
    }
}
