using System.Diagnostics;
using AspireIF.Models.Transformer;
using AspireIF.Training.Checkpoints;
using AspireIF.Training.Data;
using AspireIF.Training.Losses;
using AspireIF.Training.Optimisation;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Training.Pretraining;

/// <summary>What one update did.</summary>
/// <param name="Step">Counted from 1.</param>
/// <param name="Loss">Mean negative log-likelihood a token of the answers, in nats.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="Tokens">Tokens of this update.</param>
/// <param name="Seconds">Wall time of this update.</param>
public sealed record PretrainStep(long Step, double Loss, double GradientNorm, double LearningRate, long Tokens, double Seconds);

/// <summary>
/// Next-token training from a stream of documents, resumable: with the same options, model and documents, a run that was stopped at any
/// moment and resumed from its last checkpoint ends with the same weights (bit for bit on a CPU with the same number of threads).
/// </summary>
public sealed class Pretrainer : IDisposable
{
    private readonly PretrainOptions _options;
    private readonly DecoderModel _model;
    private readonly FlatParameters _parameters;
    private readonly AdamW _optimiser;
    private readonly LearningRateSchedule _schedule;
    private readonly TrainingCheckpoints _checkpoints;
    private readonly DocumentBatcher _batcher;

    /// <param name="model">Its parameters are trained in place; it stays the caller's.</param>
    /// <param name="checkpointFolder">Holds the checkpoints; the newest complete one is continued.</param>
    public Pretrainer(PretrainOptions options, DecoderModel model, IDocumentSource documents, string checkpointFolder)
    {
        if (options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join("; ", problems), nameof(options));
        _options = options;
        _model = model;
        foreach (var parameter in model.Parameters.Values)
            parameter.requires_grad = true;
        _parameters = new FlatParameters(model.Parameters.Select(p => (p.Key, p.Value)));
        _optimiser = new AdamW(_parameters, new AdamWOptions { WeightDecay = options.WeightDecay });
        _schedule = new(options.LearningRate, options.WarmupSteps, options.Steps, ScheduleShape.Cosine, options.FinalShare);
        _checkpoints = new TrainingCheckpoints(checkpointFolder, options.KeepCheckpoints);
        TrainingState state = _checkpoints.Restore(_parameters, _optimiser) ?? new(0, default);
        Step = state.Step;
        _batcher = new DocumentBatcher(documents, options.MicroBatchTokens, options.WindowDocuments, options.Seed, state.Cursor);
    }

    /// <summary>Updates made so far.</summary>
    public long Step { get; private set; }

    /// <summary>Makes the remaining updates. On cancellation a checkpoint is written before the exception.</summary>
    /// <exception cref="InvalidDataException">The documents ended before the steps did.</exception>
    public void Run(Action<PretrainStep> report, CancellationToken cancellation)
    {
        while (Step < _options.Steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                Save();
                cancellation.ThrowIfCancellationRequested();
            }
            long started = Stopwatch.GetTimestamp();
            double rate = _schedule.At(Step);
            var (loss, norm, tokens) = Update(rate);
            Step++;
            // Reported first: a run that is killed in between makes the step again and reports it again, but no step goes unreported.
            report(new(Step, loss, norm, rate, tokens, Stopwatch.GetElapsedTime(started).TotalSeconds));
            if (Step == _options.Steps || (_options.CheckpointEvery > 0 && Step % _options.CheckpointEvery == 0))
                Save();
        }
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        _parameters.Dispose();
    }

    private void Save() => _checkpoints.Save(new(Step, _batcher.Cursor), _parameters, _optimiser);

    private (double Loss, double Norm, long Tokens) Update(double rate)
    {
        using var scope = NewDisposeScope();
        List<IReadOnlyList<TrainingDocument>> microBatches = Gather();
        Objective[] objectives = [.. microBatches.Select(m => Objective.Of(m, _options.PromptWeight))];
        double totalWeight = objectives.Sum(o => o.Weights.Sum(w => (double)w));
        double answerTokens = objectives.Sum(o => o.Weights.Count(w => w == 1));

        _parameters.ZeroGradients();
        Tensor answerLoss = zeros(1, ScalarType.Float32, _model.Device);
        for (int i = 0; i < objectives.Length; i++)
            answerLoss.Accumulate(Backward(microBatches[i], objectives[i], totalWeight));
        Tensor norm = _parameters.ClipGradients(_options.ClipNorm);
        _optimiser.Step(rate);
        return (answerLoss.item<float>() / answerTokens, norm.item<float>(), microBatches.Sum(m => m.Sum(d => (long)d.Tokens.Length)));
    }

    /// <summary>Accumulates the gradients of one micro-batch; returns the summed loss of its answers' tokens.</summary>
    private Tensor Backward(IReadOnlyList<TrainingDocument> documents, Objective objective, double totalWeight)
    {
        using var scope = NewDisposeScope();
        Tensor hidden = _model.Forward(PackedBatch.Of([.. documents.Select(d => d.Tokens)])); // [tokens, hidden]
        Tensor scored = hidden.index_select(0, objective.Positions.On(_model.Device)); // [targets, hidden]
        Tensor weights = objective.Weights.On(_model.Device);
        using Scalar total = totalWeight, one = 1; // named: see TensorSums
        var (output, _) = ChunkedHead.Backward(scored, _model.Head, objective.Targets, _options.HeadChunkTokens,
            (chunk, start) => -(chunk * weights.narrow(0, start, chunk.shape[0])).sum().div(total));
        using var noGrad = no_grad();
        return (-output.LogProbs * weights.eq(one)).sum().unsqueeze(0).MoveToOuterDisposeScope();
    }

    private List<IReadOnlyList<TrainingDocument>> Gather()
    {
        // Micro-batches are nearly full, so their number, not their exact sizes, makes the batch.
        int count = Math.Max(1, (int)Math.Round((double)_options.BatchTokens / _options.MicroBatchTokens));
        var batches = new List<IReadOnlyList<TrainingDocument>>(count);
        for (int i = 0; i < count; i++)
        {
            batches.Add(_batcher.Next()
                ?? throw new InvalidDataException($"the documents ended at step {Step + 1} of {_options.Steps}; give more of them or ask for fewer steps"));
        }
        return batches;
    }

    /// <summary>Which hidden states predict which tokens, and how much each counts.</summary>
    private sealed record Objective(long[] Positions, long[] Targets, float[] Weights)
    {
        public static Objective Of(IReadOnlyList<TrainingDocument> documents, double promptWeight)
        {
            var positions = new List<long>();
            var targets = new List<long>();
            var weights = new List<float>();
            long offset = 0;
            foreach (TrainingDocument document in documents)
            {
                for (int i = 1; i < document.Tokens.Length; i++)
                {
                    float weight = i >= document.AnswerStart ? 1 : (float)promptWeight;
                    if (weight == 0)
                        continue;
                    positions.Add(offset + i - 1);
                    targets.Add(document.Tokens[i]);
                    weights.Add(weight);
                }
                offset += document.Tokens.Length;
            }
            return new([.. positions], [.. targets], [.. weights]);
        }
    }
}
