using AspireIF.Models.Configuration;
using AspireIF.Models.Lora;
using AspireIF.Models.Transformer;
using AspireIF.Training.Policy;
using static TorchSharp.torch;

namespace AspireIF.Training.Tests.Policy;

public sealed class PolicyTrainerTests : IDisposable
{
    private static readonly PolicyOptions Options = new() { LearningRate = 3e-3, MicroBatchTokens = 64, HeadChunkTokens = 10, WeightDecay = 0 };

    private readonly string _folder = Directory.CreateTempSubdirectory("aspireif-policy-").FullName;

    [Theory]
    [InlineData(PolicyAlgorithm.Grpo)]
    [InlineData(PolicyAlgorithm.DrGrpo)]
    [InlineData(PolicyAlgorithm.Dapo)]
    [InlineData(PolicyAlgorithm.Gspo)]
    public void Loss_and_gradient_norm_equal_those_of_whole_sequences_in_one_batch(PolicyAlgorithm algorithm)
    {
        using DecoderModel model = NewModel(), reference = NewModel(seed: 8);
        ResponseGroup[] groups = Groups(seed: 1, count: 5);
        PolicyOptions options = Options with { Algorithm = algorithm, KlCoefficient = 0.2, MaxAnswerTokens = 12 };
        (double loss, double norm) = Straightforward(model, reference, groups, options);
        using var trainer = new PolicyTrainer(options, model, reference);
        PolicyStep step = trainer.Update(groups);
        Assert.Equal(loss, step.Loss, 1e-4 * Math.Max(1, Math.Abs(loss)));
        Assert.Equal(norm, step.GradientNorm, 1e-4 * Math.Max(1, norm));
        Assert.Equal(0, step.ClipFraction); // before any update every ratio is 1
        Assert.Equal(0, step.Filtered);
    }

    [Fact]
    public void Groups_without_spread_change_nothing()
    {
        using DecoderModel model = NewModel();
        float[] before = Weights(model);
        ResponseGroup[] groups = [.. Groups(seed: 2, count: 3).Select(group => group with { Samples = [.. group.Samples.Select(sample => sample with { Reward = 0.7 })] })];
        using var trainer = new PolicyTrainer(Options with { WeightDecay = 0.1 }, model);
        PolicyStep step = trainer.Update(groups);
        Assert.Equal(3, step.Filtered);
        Assert.Equal(1, trainer.Step);
        Assert.Equal(before, Weights(model));
    }

    [Theory]
    [InlineData(PolicyAlgorithm.Grpo, 1, 1, 0.0)]
    [InlineData(PolicyAlgorithm.Grpo, 2, 2, 0.01)]
    [InlineData(PolicyAlgorithm.DrGrpo, 1, 1, 0.0)]
    [InlineData(PolicyAlgorithm.Dapo, 2, 1, 0.0)]
    [InlineData(PolicyAlgorithm.Gspo, 1, 2, 0.01)]
    public void Rewarded_tokens_become_probable(PolicyAlgorithm algorithm, int epochs, int miniBatches, double kl)
    {
        using DecoderModel model = NewModel(), reference = model.Copy();
        // GSPO's own clip range belongs to answers of hundreds of tokens.
        using var trainer = new PolicyTrainer(
            Options with { Algorithm = algorithm, Epochs = epochs, MiniBatches = miniBatches, KlCoefficient = kl, MaxAnswerTokens = 6, ClipLow = 0.2, ClipHigh = 0.28 }, model, reference);
        var rewards = new List<double>();
        for (int step = 0; step < 60; step++)
            rewards.Add(trainer.Update(Sampled(model, seed: step)).Reward);
        // An answer earns its share of even tokens: at first about half.
        Assert.InRange(rewards.Take(5).Average(), 0.3, 0.7);
        Assert.True(rewards.TakeLast(5).Average() > 0.9, $"rewards: {string.Join(" ", rewards.Select(reward => reward.ToString("F2", null)))}");
    }

    [Fact]
    public void A_restored_trainer_goes_on_with_the_same_bits()
    {
        PolicyOptions options = Options with { Epochs = 2, MiniBatches = 2, KlCoefficient = 0.05, WarmupSteps = 3 };
        using DecoderModel whole = NewModel(), stopped = NewModel(), resumed = NewModel(seed: 99), reference = NewModel();
        using (var trainer = new PolicyTrainer(options, whole, reference))
        {
            for (int step = 0; step < 6; step++)
                trainer.Update(Groups(seed: step, count: 6));
        }
        using (var trainer = new PolicyTrainer(options, stopped, reference))
        {
            for (int step = 0; step < 3; step++)
                trainer.Update(Groups(seed: step, count: 6));
            trainer.Save(_folder);
        }
        using (var trainer = new PolicyTrainer(options, resumed, reference))
        {
            trainer.Restore(_folder);
            Assert.Equal(3, trainer.Step);
            for (int step = 3; step < 6; step++)
                trainer.Update(Groups(seed: step, count: 6));
        }
        Assert.Equal(Weights(whole), Weights(resumed));
    }

    [Fact]
    public void An_adapter_learns_while_the_model_stays()
    {
        using DecoderModel model = NewModel();
        float[] before = Weights(model);
        using LoraAdapter adapter = LoraAdapter.Create(model, new LoraConfiguration(4, 8, ["q_proj", "v_proj", "down_proj"]));
        using var trainer = new PolicyTrainer(Options, model, adapter: adapter);
        PolicyStep step = trainer.Update(Groups(seed: 3, count: 4));
        Assert.True(step.GradientNorm > 0);
        Assert.Equal(before, Weights(model));
        Assert.Contains(adapter.Parameters, entry => entry.Key.Contains("lora_B", StringComparison.Ordinal) && entry.Value.abs().max().item<float>() > 0);
    }

    [Fact]
    public void Mismatch_and_staleness_are_told()
    {
        using DecoderModel model = NewModel();
        using var trainer = new PolicyTrainer(Options, model);
        ResponseGroup[] groups = Groups(seed: 4, count: 2);
        PolicyStep first = trainer.Update(groups);
        Assert.True(first.MismatchKl > 0.1); // these groups' sampler log-probabilities are random numbers
        Assert.Equal(0, first.Staleness);
        Assert.Equal(1, trainer.Update(groups).Staleness);
    }

    [Fact]
    public void Malformed_groups_and_options_are_refused()
    {
        using DecoderModel model = NewModel();
        using var trainer = new PolicyTrainer(Options, model);
        ResponseGroup group = Groups(seed: 5, count: 1)[0];
        Assert.Throws<ArgumentException>(() => trainer.Update([]));
        Assert.Throws<ArgumentException>(() => trainer.Update([group with { Prompt = [] }]));
        Assert.Throws<ArgumentException>(() => trainer.Update([group with { Samples = [group.Samples[0] with { Tokens = [] }] }]));
        Assert.Throws<ArgumentException>(() => trainer.Update([group with { Samples = [group.Samples[0] with { SamplerLogProbs = [0] }] }]));
        Assert.Throws<ArgumentException>(() => trainer.Update([group with { Samples = [group.Samples[0] with { Reward = double.NaN }] }]));
        Assert.Throws<ArgumentException>(() => new PolicyTrainer(Options with { KlCoefficient = 0.1 }, model));
        Assert.Equal(3, (Options with { Epochs = 0, LearningRate = -1, ImportanceCap = 0.5 }).Problems().Count);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static DecoderModel NewModel(long seed = 3) => DecoderModel.Create(new ModelConfiguration
    {
        Family = ModelFamily.Qwen2, VocabularySize = 32, HiddenSize = 32, IntermediateSize = 64, Layers = 2, QueryHeads = 4, KeyValueHeads = 2,
        HeadDimension = 8, MaxPositions = 64, TiedEmbeddings = true, InitializerRange = 0.1,
    }, seed: seed);

    private static float[] Weights(DecoderModel model)
    {
        using var scope = NewDisposeScope();
        return [.. model.Parameters.Values.SelectMany(p => p.detach().contiguous().view(-1).data<float>().ToArray())];
    }

    private static ResponseGroup[] Groups(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new ResponseGroup($"group {i}", 1, Tokens(random.Next(1, 9)), [.. Enumerable.Range(0, 4).Select(_ => Sample())]))];

        int[] Tokens(int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(32))];

        PolicySample Sample()
        {
            int[] tokens = Tokens(random.Next(1, 12));
            return new(tokens, [.. tokens.Select(_ => -2f - 3 * random.NextSingle())], new long[tokens.Length], random.NextDouble(), true);
        }
    }

    /// <summary>Groups that the model itself samples, six tokens an answer; the reward is the share of even tokens.</summary>
    private static ResponseGroup[] Sampled(DecoderModel model, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 4).Select(i =>
        {
            int[] prompt = [random.Next(32), random.Next(32)];
            List<int>[] answers = [.. Enumerable.Range(0, 8).Select(_ => new List<int>())];
            List<float>[] logProbs = [.. answers.Select(_ => new List<float>())];
            for (int t = 0; t < 6; t++)
            {
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                PackedBatch batch = PackedBatch.Of([.. answers.Select(answer => (int[])[.. prompt, .. answer])]);
                Tensor scores = model.Logits(model.Forward(batch).index_select(0, tensor(batch.LastTokens))).log_softmax(1);
                for (int a = 0; a < answers.Length; a++)
                {
                    float[] row = scores[a].data<float>().ToArray();
                    double at = random.NextDouble();
                    int token = 0;
                    while (token < row.Length - 1 && (at -= Math.Exp(row[token])) > 0)
                        token++;
                    answers[a].Add(token);
                    logProbs[a].Add(row[token]);
                }
            }
            return new ResponseGroup($"{seed}/{i}", 1, prompt, [.. answers.Zip(logProbs).Select(pair =>
                new PolicySample([.. pair.First], [.. pair.Second], new long[6], pair.First.Count(token => token % 2 == 0) / 6.0, true))]);
        })];
    }

    /// <summary>Loss and gradient norm of the first step, by log_softmax over whole sequences and autograd alone.</summary>
    private static (double Loss, double Norm) Straightforward(DecoderModel model, DecoderModel reference, ResponseGroup[] groups, PolicyOptions options)
    {
        using var scope = NewDisposeScope();
        Tensor total = zeros(1);
        int answers = groups.Sum(group => group.Samples.Count), tokens = groups.Sum(group => group.Samples.Sum(sample => sample.Tokens.Length));
        foreach (var parameter in model.Parameters.Values)
            parameter.requires_grad_(true);
        foreach (ResponseGroup group in groups)
        {
            double mean = group.Samples.Average(s => s.Reward), spread = Math.Sqrt(group.Samples.Average(s => Math.Pow(s.Reward - mean, 2)));
            foreach (PolicySample sample in group.Samples)
            {
                double advantage = (sample.Reward - mean) / (options.Algorithm == PolicyAlgorithm.DrGrpo ? 1 : spread);
                double weight = options.Algorithm switch
                {
                    PolicyAlgorithm.Dapo => 1.0 / tokens,
                    PolicyAlgorithm.DrGrpo => 1.0 / (answers * options.MaxAnswerTokens),
                    _ => 1.0 / (answers * sample.Tokens.Length),
                };
                Tensor own = LogProbs(model), other = LogProbs(reference).detach();
                Tensor importance = (own.detach() - tensor(sample.SamplerLogProbs)).exp().clamp_max(options.ImportanceCap);
                Tensor gain = (own - own.detach()).exp() * importance * advantage;
                total += ((((other - own).exp() - (other - own) - 1) * options.KlCoefficient - gain) * weight).sum();

                Tensor LogProbs(DecoderModel of) => of.Logits(of.Forward(PackedBatch.Of([[.. group.Prompt, .. sample.Tokens]]))).log_softmax(1)
                    .narrow(0, group.Prompt.Length - 1, sample.Tokens.Length).gather(1, tensor(sample.Tokens.Select(token => (long)token).ToArray()).unsqueeze(1)).squeeze(1);
            }
        }
        total.backward();
        double norm = Math.Sqrt(model.Parameters.Values.Sum(p => (double)p.grad!.square().sum().item<float>()));
        foreach (var parameter in model.Parameters.Values)
            parameter.grad = null;
        return (total.item<float>(), norm);
    }
}
