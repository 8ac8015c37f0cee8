using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Generation.Cuda;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Bench.Gpu;

/// <summary>Models of true shapes with random weights, made on the GPU, and backends on them.</summary>
internal static class DecodeModels
{
    /// <summary>Qwen3-0.6B cut to eight layers: an own norm for queries and keys.</summary>
    public static ModelConfiguration Qwen3 { get; } = new()
    {
        Family = ModelFamily.Qwen3, VocabularySize = 151_936, HiddenSize = 1024, IntermediateSize = 3072, Layers = 8, QueryHeads = 16, KeyValueHeads = 8,
        HeadDimension = 128, MaxPositions = 4096, RopeTheta = 1e6, TiedEmbeddings = true,
    };

    /// <summary>Heads of 64, a group of 7, odd tiles.</summary>
    public static ModelConfiguration Small { get; } = new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = 1000, HiddenSize = 896, IntermediateSize = 1160, Layers = 4, QueryHeads = 14, KeyValueHeads = 2,
        HeadDimension = 64, MaxPositions = 2048, RopeTheta = 1e6, TiedEmbeddings = true, QueryKeyValueBias = true,
    };

    /// <summary>Small enough for tools that watch every access.</summary>
    public static ModelConfiguration Tiny { get; } = Qwen3 with
    {
        VocabularySize = 512, HiddenSize = 128, IntermediateSize = 192, Layers = 2, QueryHeads = 4, KeyValueHeads = 2, MaxPositions = 256,
    };

    public static ModelConfiguration Named(string name) => name switch
    {
        "1.5b" => Shapes.Qwen15, "7b" => Shapes.Qwen7, "qwen3" => Qwen3, "small" => Small, "tiny" => Tiny,
        _ => throw new ArgumentException($"no model shape {name}: 1.5b, 7b, qwen3, small, tiny"),
    };

    /// <summary>Random weights, the gains of the norms too.</summary>
    public static DecoderModel Create(ModelConfiguration configuration)
    {
        TorchRuntime.Load();
        random.manual_seed(1);
        var model = Shapes.Create(configuration, CUDA, ScalarType.BFloat16);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var (name, parameter) in model.Parameters)
            if (name.Contains("norm", StringComparison.Ordinal))
                parameter.add_(randn_like(parameter) * tensor(0.1f, dtype: ScalarType.BFloat16, device: CUDA));
        return model;
    }

    public static CudaBackend Backend(DecoderModel model, int sequences, int context, int stepRows = 0, bool eightBits = false)
    {
        var (device, obstacle) = CudaSupport.For(model);
        if (device is null)
            throw new InvalidOperationException(obstacle);
        var options = new EngineOptions { MaxSequences = sequences, MaxContext = context, MemoryBytes = 76L << 30, StepRows = stepRows, EightBitWeights = eightBits };
        return new CudaBackend(model, options, device);
    }

    /// <summary>A sequence with its pages taken from a shuffled pool.</summary>
    public static Sequence Sequence(int[] prompt, SamplingOptions sampling, ulong seed, Queue<int> pages, int room)
    {
        var request = new GenerationRequest(prompt) { Sampling = sampling, Seed = seed, MaxNewTokens = 1 << 20 };
        var sequence = new Sequence(request, null, new Answer(request, null, null), (long)seed);
        for (var i = 0; i < (room + CudaBackend.TokensPerPage - 1) / CudaBackend.TokensPerPage; i++)
            sequence.Pages.Add(pages.Dequeue());
        return sequence;
    }

    /// <summary>A sequence of these tokens on another's pages.</summary>
    public static Sequence Continued(Sequence other, int[] tokens)
    {
        var copy = new Sequence(new GenerationRequest(tokens) { Sampling = other.Request.Sampling, Seed = other.Request.Seed, MaxNewTokens = 1 << 20 }, null, other.Answer, other.Arrival);
        copy.Pages.AddRange(other.Pages);
        return copy;
    }

    public static Queue<int> Pages(CudaBackend backend)
    {
        var numbers = Enumerable.Range(0, backend.Pages).ToArray();
        new Random(1).Shuffle(numbers);
        return new Queue<int>(numbers);
    }
}
