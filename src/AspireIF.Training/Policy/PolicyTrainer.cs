using System.Diagnostics;
using AspireIF.Models.Generation.Cpu;
using AspireIF.Models.Lora;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using AspireIF.Training.Checkpoints;
using AspireIF.Training.Losses;
using AspireIF.Training.Optimisation;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = AspireIF.Training.Optimisation.AdamW;

namespace AspireIF.Training.Policy;

/// <summary>
/// Trains a policy from groups of rewarded answers. Deterministic: the same options, weights and groups give the same weights, bit for bit on a CPU
/// with the same number of threads, also when a checkpoint lies between.
/// </summary>
public sealed class PolicyTrainer : IDisposable
{
    private readonly PolicyOptions _options;
    private readonly DecoderModel _model;
    private readonly DecoderModel? _reference;
    private readonly AnswerLikelihood? _referenceOnCores; // on a CPU, where generation's kernels are the fastest
    private readonly FlatParameters _parameters;
    private readonly AdamW _optimiser;
    private readonly LearningRateSchedule _schedule;
    private readonly PolicyLoss _loss;
    private readonly string _remedy; // where memory runs out in a pass

    /// <param name="model">Trained in place; it stays the caller's.</param>
    /// <param name="reference">The frozen model that a divergence is measured from, such as <c>model.Copy()</c>; null without one. It stays the caller's.</param>
    /// <param name="adapter">An adapter attached to the model: it alone is trained. It stays the caller's.</param>
    /// <exception cref="ArgumentException">The options have problems, or ask for a divergence and there is no reference.</exception>
    public PolicyTrainer(PolicyOptions options, DecoderModel model, DecoderModel? reference = null, LoraAdapter? adapter = null)
    {
        if (options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join("; ", problems), nameof(options));
        if (options.KlCoefficient > 0 && reference is null)
            throw new ArgumentException($"kl-coefficient is {options.KlCoefficient}, but there is no reference model", nameof(reference));
        (_options, _model, _reference) = (options, model, reference);
        _referenceOnCores = reference is { Device.type: DeviceType.CPU } ? new AnswerLikelihood(reference) : null;
        _remedy = (options.Recompute ? "lower" : $"turn on {nameof(PolicyOptions.Recompute)}, or lower")
            + $" {nameof(PolicyOptions.MicroBatchTokens)} ({options.MicroBatchTokens}) or {nameof(PolicyOptions.HeadChunkTokens)} ({options.HeadChunkTokens})";
        if (adapter is null)
        {
            foreach (var parameter in model.Parameters.Values)
                parameter.requires_grad = true;
        }
        string weights = (options.EightBitMoments ? "" : $"turn on {nameof(PolicyOptions.EightBitMoments)}, ") + "train an adapter instead of all weights, or keep reference and classifier elsewhere";
        _parameters = OutOfGpuMemoryException.Explain("the gradients of all weights", weights, () => new FlatParameters((adapter?.Parameters ?? model.Parameters).Select(entry => (entry.Key, entry.Value))));
        _optimiser = OutOfGpuMemoryException.Explain("the optimiser's moments and master weights", weights, () => new AdamW(_parameters, new AdamWOptions { WeightDecay = options.WeightDecay, EightBitMoments = options.EightBitMoments }));
        _schedule = new LearningRateSchedule(options.LearningRate, options.WarmupSteps, options.TotalSteps, options.Schedule);
        _loss = new PolicyLoss(options);
    }

    /// <summary>Updates made so far: the version of the policy.</summary>
    public long Step { get; private set; }

    /// <summary>Called before each change of the model's weights, for those who read them.</summary>
    public Action? WeightsChanging { get; init; }

    /// <summary>
    /// One update, of <see cref="PolicyOptions.Epochs"/> times <see cref="PolicyOptions.MiniBatches"/> optimiser steps. When no group teaches anything the weights
    /// stay as they are, and the step counts all the same.
    /// </summary>
    /// <exception cref="ArgumentException">A group is malformed, or there is none.</exception>
    public PolicyStep Update(IReadOnlyList<ResponseGroup> groups)
    {
        if (groups.Count == 0)
            throw new ArgumentException("there are no groups", nameof(groups));
        foreach (ResponseGroup group in groups)
            group.Validate();
        PolicyItem[] items = [.. groups.Where(group => Advantages.Informative(group, _options.SpreadThreshold))
            .Select(group => new PolicyItem(group, Advantages.Of([.. group.Samples.Select(sample => sample.Reward)], _options.Algorithm)))];

        long started = Stopwatch.GetTimestamp();
        if (_referenceOnCores is not null)
            ScoreOnCores(items, _referenceOnCores);
        else if (_reference is not null)
            Score(items, _reference, (item, rows) => item.Reference = rows);
        if (_options.Epochs * _options.MiniBatches > 1)
            Score(items, _model, (item, rows) => item.Old = rows);
        double logProbs = Stopwatch.GetElapsedTime(started).TotalSeconds;

        double rate = _schedule.At(Step);
        var random = new Random(unchecked(_options.Seed * 0x2545F491 ^ (int)Step));
        using var sums = new PolicySums();
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            PolicyItem[] order = [.. items];
            if (_options.MiniBatches > 1)
                random.Shuffle(order);
            for (int i = 0; i < _options.MiniBatches; i++)
            {
                PolicyItem[] miniBatch = order[(order.Length * i / _options.MiniBatches)..(order.Length * (i + 1) / _options.MiniBatches)];
                if (miniBatch.Length > 0)
                    Descend(miniBatch, rate, sums);
            }
        }
        Step++;
        return sums.ToStep(Step, groups, items.Length, rate, _reference is not null, logProbs);
    }

    /// <summary>Writes everything that an exact continuation needs into a folder: weights (or the adapter's), moments, counts.</summary>
    /// <param name="folder">Created; what it holds under the same names is replaced.</param>
    public void Save(string folder) => TrainingFolder.Write(folder, new PolicyState(Step, _optimiser.StepCount), _parameters, _optimiser);

    /// <summary>Continues from a folder that <see cref="Save"/> wrote.</summary>
    /// <exception cref="AspireIF.Models.Checkpoints.CheckpointException">It is damaged or of another model.</exception>
    public void Restore(string folder)
    {
        PolicyState state = TrainingFolder.Read<PolicyState>(folder, _parameters, _optimiser);
        (Step, _optimiser.StepCount) = (state.Step, state.OptimiserSteps);
    }

    public void Dispose()
    {
        _referenceOnCores?.Dispose();
        _loss.Dispose();
        _optimiser.Dispose();
        _parameters.Dispose();
    }

    private static void ScoreOnCores(PolicyItem[] items, AnswerLikelihood reference)
    {
        float[][] rows = reference.LogProbs([.. items.SelectMany(item => item.Group.Samples.Select(sample => (item.Group.Prompt, sample.Tokens)))]);
        int next = 0;
        foreach (PolicyItem item in items)
            item.Reference = rows[next..(next += item.Group.Samples.Count)];
    }

    private void Score(PolicyItem[] items, DecoderModel model, Action<PolicyItem, float[][]> set)
    {
        using DisposeScope scope = NewDisposeScope();
        // Read when all are under way: the device would wait for the host after every pass.
        var passes = new List<(PolicyItem[] Items, PolicyMicroBatch Batch, Tensor LogProbs)>();
        foreach (PolicyItem[] batch in PolicyItem.Cut(items, _options.MicroBatchTokens))
        {
            var pass = new PolicyMicroBatch(batch);
            passes.Add((batch, pass, OutOfGpuMemoryException.Explain(ReferenceEquals(model, _model) ? "the log-probabilities before the update" : "the reference's log-probabilities",
                $"lower {nameof(PolicyOptions.MicroBatchTokens)} ({_options.MicroBatchTokens}) or {nameof(PolicyOptions.HeadChunkTokens)} ({_options.HeadChunkTokens})",
                () => pass.LogProbs(model, _options.HeadChunkTokens))));
        }
        foreach ((PolicyItem[] batch, PolicyMicroBatch pass, Tensor logProbs) in passes)
        {
            float[][][] rows = pass.Rows(logProbs);
            for (int i = 0; i < batch.Length; i++)
                set(batch[i], rows[i]);
        }
    }

    /// <summary>One step of the optimiser.</summary>
    private void Descend(PolicyItem[] items, double rate, PolicySums sums)
    {
        long started = Stopwatch.GetTimestamp();
        Func<int, double> weight = Weight(items);
        _parameters.ZeroGradients();
        foreach (PolicyItem[] batch in PolicyItem.Cut(items, _options.MicroBatchTokens))
            OutOfGpuMemoryException.Explain("a forward and backward pass", _remedy, () => Backward(new PolicyMicroBatch(batch), weight, sums));
        long optimiserStarted = Stopwatch.GetTimestamp();
        using Tensor norm = _parameters.ClipGradients(_options.ClipNorm);
        WeightsChanging?.Invoke();
        _optimiser.Step(rate);
        sums.AddOptimiserStep(norm.item<float>(), Stopwatch.GetElapsedTime(started, optimiserStarted).TotalSeconds, Stopwatch.GetElapsedTime(optimiserStarted).TotalSeconds);
    }

    private void Backward(PolicyMicroBatch batch, Func<int, double> weight, PolicySums sums)
    {
        using DisposeScope scope = NewDisposeScope();
        // An answer's ratio takes all its tokens, so they are scored before the pass that needs it; before any update it is 1.
        float[]? ratios = _options.Algorithm == PolicyAlgorithm.Gspo && _options.Epochs * _options.MiniBatches > 1
            ? batch.AnswerRatios(batch.Rows(batch.LogProbs(_model, _options.HeadChunkTokens))) : null;
        PolicyTokens tokens = batch.Tokens(_model.Device, weight, ratios);
        var (output, loss) = ChunkedHead.Backward(batch.Hidden(_model, _options.Recompute), _model.Head, batch.Targets, _options.HeadChunkTokens,
            (logProbs, start) => _loss.Of(logProbs, tokens.Narrow(start, logProbs.shape[0])));
        using IDisposable noGrad = no_grad();
        sums.AddBatch(batch, loss, output, _loss.Measure(output.LogProbs, tokens));
    }

    /// <summary>What each token of an answer of some length counts, so that the loss of the mini-batch is the algorithm's mean.</summary>
    private Func<int, double> Weight(PolicyItem[] items)
    {
        double answers = items.Sum(item => item.Group.Samples.Count), tokens = items.Sum(item => (long)item.AnswerTokens);
        return _options.Algorithm switch
        {
            PolicyAlgorithm.Dapo => _ => 1 / tokens,
            PolicyAlgorithm.DrGrpo => _ => 1 / (answers * _options.MaxAnswerTokens),
            _ => length => 1 / (answers * length),
        };
    }

    /// <param name="Step">Updates made.</param>
    /// <param name="OptimiserSteps">Steps that the optimiser made in them.</param>
    private sealed record PolicyState(long Step, long OptimiserSteps);
}
