using AspireIF.Models.Configuration;
using AspireIF.Models.Lora;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using AspireIF.Training.Losses;
using AspireIF.Training.Optimisation;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = AspireIF.Training.Optimisation.AdamW;

namespace AspireIF.Bench.Gpu;

/// <summary>The fused layer, head and optimiser against fp32 on the same GPU, beside what single bf16 operations make of it. Relative errors of whole tensors; fails past 2e-2.</summary>
internal static class LearnerCheck
{
    private const double Bar = 2e-2;

    /// <param name="args">"optimiser" for head and optimiser alone, "qwen3" for the layers of that family.</param>
    public static int Run(string[] args)
    {
        TorchRuntime.Load();
        bool sound = true;
        var kinds = ((ModelFamily Family, int Dimension)[])[(ModelFamily.Qwen2, 64), (ModelFamily.Qwen2, 128), (ModelFamily.Qwen3, 64), (ModelFamily.Qwen3, 128)];
        foreach (var (family, dimension) in kinds.Where(kind => !args.Contains("optimiser") && (kind.Family == ModelFamily.Qwen3 || !args.Contains("qwen3"))))
        {
            var shape = new ModelConfiguration
            {
                Family = family, VocabularySize = 4096, HiddenSize = 512, IntermediateSize = 1408, Layers = 3, QueryHeads = 512 / dimension, KeyValueHeads = 2, HeadDimension = dimension,
                MaxPositions = 4096, TiedEmbeddings = true, QueryKeyValueBias = family == ModelFamily.Qwen2, RopeTheta = 1e6,
            };
            var random = new Random();
            int[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(shape.VocabularySize))];
            PackedBatch sequences = PackedBatch.Of([Tokens(300), Tokens(1), Tokens(77), Tokens(513)]);
            PackedBatch equal = PackedBatch.Of([Tokens(256), Tokens(256), Tokens(256)]);
            PackedBatch groups = PackedBatch.OfGroups([new(Tokens(130), [Tokens(40), Tokens(1), Tokens(17)]), new(Tokens(5), [Tokens(64)]), new(Tokens(257), [Tokens(9), Tokens(130)])]);
            using DecoderModel model = DecodeModels.Create(shape), exact = model.Copy(type: ScalarType.Float32), flat = model.Copy();
            using var buffers = new FlatParameters(flat.Parameters.Select(entry => (entry.Key, entry.Value)));
            foreach (var (name, batch) in ((string, PackedBatch)[])[("sequences", sequences), ("equal sequences", equal), ("shared prefixes", groups)])
            {
                Gradients reference = Gradients.Of(exact, batch, false), single = Gradients.Of(model, batch, false, fused: false);
                foreach (var (kind, trained, recompute) in ((string, DecoderModel, bool)[])[("fused", model, false), ("fused, recomputed", model, true), ("fused, flat buffers", flat, false)])
                    sound &= Gradients.Of(trained, batch, recompute).Compare($"{family}, head size {dimension}, {name}, {kind}", reference, single, Bar);
            }
            sound &= Adapter(model, groups);
        }
        return sound & Head() & Optimiser() & EightBitMoments() ? 0 : 1;
    }

    /// <summary>An adapter on every map: gradients of its pairs.</summary>
    private static bool Adapter(DecoderModel model, PackedBatch batch)
    {
        using DecoderModel copy = model.Copy(), exact = model.Copy(type: ScalarType.Float32), single = model.Copy();
        var configuration = new LoraConfiguration(8, 16, ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]);
        var gradients = new List<Gradients>();
        foreach (DecoderModel adapted in (DecoderModel[])[exact, single, copy])
        {
            using LoraAdapter adapter = LoraAdapter.Create(adapted, configuration, seed: 3);
            using (IDisposable noGrad = no_grad())
            {
                using var generator = new Generator(9, CPU);
                foreach (var (name, pair) in adapter.Parameters.Where(p => p.Key.Contains("lora_B", StringComparison.Ordinal)))
                    pair.copy_(randn(pair.shape, generator: generator).mul(0.02f).to(pair.dtype, pair.device));
            }
            gradients.Add(Gradients.Of(adapted, batch, false, fused: !ReferenceEquals(adapted, single), adapter.Parameters));
        }
        return gradients[2].Compare("adapter, shared prefixes, fused", gradients[0], gradients[1], Bar);
    }

    private static bool Head()
    {
        using DisposeScope scope = NewDisposeScope();
        long[] targets = [.. Enumerable.Range(0, 100).Select(i => (long)Random.Shared.Next(8000))];
        Tensor hidden = randn([100, 256], ScalarType.BFloat16, CUDA), weights = randn([8000, 256], ScalarType.BFloat16, CUDA).mul(0.3f);
        var results = new List<(HeadOutput Output, Tensor Hidden, Tensor Head)>();
        foreach (ScalarType type in (ScalarType[])[ScalarType.BFloat16, ScalarType.Float32])
        {
            Tensor inputs = hidden.to(type).clone().requires_grad_();
            var head = new Parameter(weights.to(type).clone());
            (HeadOutput output, _) = ChunkedHead.Backward(inputs.alias(), head, targets, 33, (logProbs, _) => logProbs.sum());
            results.Add((output, inputs.grad!, head.grad!));
        }
        (string, Tensor, Tensor)[] pairs = [("log-probabilities", results[0].Output.LogProbs, results[1].Output.LogProbs), ("entropies", results[0].Output.Entropies, results[1].Output.Entropies),
            ("gradient by hidden states", results[0].Hidden, results[1].Hidden), ("gradient by weights", results[0].Head, results[1].Head)];
        Console.WriteLine("head: " + string.Join(", ", pairs.Select(p => $"{p.Item1} {Error(p.Item2, p.Item3):E1}")));
        return pairs.All(p => Error(p.Item2, p.Item3) < Bar);
    }

    private static bool Optimiser()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = randn([100, 160], ScalarType.BFloat16, CUDA), slope = randn([16000], ScalarType.BFloat16, CUDA);
        var masters = new List<Tensor>();
        foreach (ScalarType type in (ScalarType[])[ScalarType.BFloat16, ScalarType.Float32])
        {
            using var parameters = new FlatParameters([("matrix", new Parameter(start.to(type).clone()))]);
            using var optimiser = new AdamW(parameters, new AdamWOptions { WeightDecay = 0.1 });
            parameters.Gradients.copy_(slope);
            for (int step = 0; step < 5; step++)
            {
                using Tensor norm = parameters.ClipGradients(double.PositiveInfinity);
                Console.Write(step == 4 ? $"optimiser ({type}): norm {norm.item<float>():F4}; " : "");
                optimiser.Step(1e-2);
            }
            masters.Add((optimiser.State().FirstOrDefault(s => s.Name == "master").Tensor ?? parameters.Values).clone());
        }
        double error = Error(masters[0], masters[1]);
        Console.WriteLine($"master weights {error:E1}");
        return error < 1e-5;
    }

    /// <summary>The kernel with moments in 8 bits beside torch's operations on the CPU, and beside moments in full.</summary>
    private static bool EightBitMoments()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = randn([1000, 1600], ScalarType.BFloat16, CUDA), slopes = randn([20, 1_600_000], ScalarType.BFloat16, CUDA), scale = logspace(-4, 0, 1000, device: CUDA).to(ScalarType.BFloat16).repeat_interleave(1600); // alike within a row
        var moved = new List<Tensor>();
        foreach (var (device, eightBits) in ((Device, bool)[])[(CUDA, true), (CPU, true), (CUDA, false)])
        {
            using var parameters = new FlatParameters([("matrix", new Parameter(start.to(device).clone()))]);
            using var optimiser = new AdamW(parameters, new AdamWOptions { WeightDecay = 0.1, EightBitMoments = eightBits });
            for (int step = 0; step < 20; step++)
            {
                parameters.Gradients.copy_(slopes[step] * scale);
                optimiser.Step(1e-2);
            }
            moved.Add(optimiser.State().Single(s => s.Name == "master").Tensor.to(CUDA).sub(start.view(-1).to(ScalarType.Float32)));
        }
        double own = Error(moved[0], moved[1]), full = Error(moved[0], moved[2]);
        Console.WriteLine($"moments in 8 bits: way of the master weights {own:E1} from the CPU's, {full:E1} from moments in full");
        return own < 1e-2 && full < 0.1;
    }

    public static double Error(Tensor value, Tensor reference)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor exact = reference.to(ScalarType.Float32), difference = value.to(ScalarType.Float32).sub(exact);
        return difference.norm().item<float>() / exact.norm().item<float>();
    }

    /// <summary>Hidden states and gradients of one pass.</summary>
    private sealed record Gradients(Tensor Hidden, Dictionary<string, Tensor> Parameters)
    {
        public static Gradients Of(DecoderModel model, PackedBatch batch, bool recompute, bool fused = true, IEnumerable<KeyValuePair<string, Parameter>>? trained = null)
        {
            model.FusedLayers = fused;
            trained ??= model.Parameters;
            foreach (Parameter parameter in trained.Select(p => p.Value))
            {
                using IDisposable noGrad = no_grad();
                parameter.requires_grad = true;
                parameter.grad?.zero_();
            }
            using DisposeScope scope = NewDisposeScope();
            using var generator = new Generator(5, CPU);
            Tensor hidden = model.Forward(batch, recompute), slope = randn(hidden.shape, generator: generator).to(hidden.dtype, hidden.device);
            hidden.backward([slope]);
            model.FusedLayers = true;
            return new Gradients(hidden.detach().clone().DetachFromDisposeScope(), trained.ToDictionary(p => p.Key, p => p.Value.grad!.clone().DetachFromDisposeScope()));
        }

        public bool Compare(string title, Gradients reference, Gradients single, double bar)
        {
            (string Name, double Error) worst = Worst(reference), usual = single.Worst(reference);
            double hidden = LearnerCheck.Error(Hidden, reference.Hidden);
            Console.WriteLine($"{title}: hidden states {hidden:E1} (single operations {LearnerCheck.Error(single.Hidden, reference.Hidden):E1}), worst gradient {worst.Error:E1} of {worst.Name} ({usual.Error:E1} of {usual.Name})");
            return hidden < bar && worst.Error < Math.Max(bar, 1.5 * usual.Error);
        }

        private (string Name, double Error) Worst(Gradients reference) =>
            Parameters.Select(p => (p.Key, LearnerCheck.Error(p.Value, reference.Parameters[p.Key]))).OrderByDescending(p => double.IsNaN(p.Item2) ? double.MaxValue : p.Item2).First();
    }
}
