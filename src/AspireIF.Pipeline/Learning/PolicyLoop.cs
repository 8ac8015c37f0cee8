using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.DataPrep;
using AspireIF.Pipeline.Evaluation;
using AspireIF.Pipeline.Messages;
using AspireIF.Pipeline.RewardTraining;
using AspireIF.Pipeline.Telemetry;
using AspireIF.Training.Policy;
using Microsoft.Extensions.Logging;

namespace AspireIF.Pipeline.Learning;

/// <summary>
/// The steps of policy optimisation: ask for groups, learn from them, publish; now and then evaluate, renew the classifier and write a checkpoint. With staleness 0 each step
/// waits for answers of the very policy it updates; otherwise batches are asked for ahead.
/// </summary>
internal sealed class PolicyLoop : IDisposable
{
    private readonly RunContext _run;
    private readonly RunConfiguration _configuration;
    private readonly StepRollouts _rollouts;
    private readonly Evaluations _evaluations;
    private readonly LearnerCheckpoints _checkpoints;
    private readonly DecoderModel _model;
    private readonly DecoderModel? _reference;
    private readonly StepReports _reports;
    private readonly ILogger _logger;
    private readonly Queue<(RolloutBatch Batch, Training.Curriculum.CurriculumState Before)> _ahead = [];
    private readonly PolicyPublisher _publisher;
    private PolicyTrainer _trainer;
    private LearnerState _state;
    private double _threshold;

    private PolicyLoop(
        RunContext run, PreparedData data, Evaluations evaluations, LearnerCheckpoints checkpoints, DecoderModel model, DecoderModel? reference, PolicyPublisher publisher, PolicyTrainer trainer, LearnerState state, ILogger logger)
    {
        (_logger, _publisher) = (logger, publisher);
        (_run, _configuration, _evaluations, _checkpoints, _model, _reference, _trainer, _state) = (run, run.Configuration, evaluations, checkpoints, model, reference, trainer, state);
        _rollouts = new StepRollouts(run.Configuration, data, run.Requests, state.Curriculum);
        _reports = new StepReports(run, model);
    }

    /// <summary>From the newest checkpoint, or from the base model.</summary>
    public static async Task<PolicyLoop> StartAsync(RunContext run, PreparedData data, Evaluations evaluations, bool soft, ILogger logger, CancellationToken cancellation)
    {
        var device = run.Device();
        string folder = await run.OpenAsync(ArtifactKinds.Policy, 0, cancellation).ConfigureAwait(false);
        DecoderModel model = DecoderModel.Load(folder, device);
        var checkpoints = new LearnerCheckpoints(run);
        LearnerState state = await checkpoints.FindAsync(cancellation).ConfigureAwait(false)
            ?? new LearnerState(0, null, soft ? 1 : 0, run.Configuration.Policy.Update.KlCoefficient, new HackWatch(null), 0, 0);
        DecoderModel? reference = state.KlCoefficient > 0 || run.Configuration.Reward.HackWatch.Action == HackAction.RaiseKl ? model.Copy() : null;
        var publisher = new PolicyPublisher(run, checkpoints, model, logger);
        PolicyTrainer trainer = NewTrainer(run, model, reference, state, publisher);
        TorchDevices.ReleaseCache(device); // the weights have moved
        if (state.Step > 0)
            await checkpoints.RestoreAsync(state.Step, trainer, cancellation).ConfigureAwait(false);
        // What was published after the checkpoint is made again.
        foreach (long version in (await run.Artifacts.ListAsync(run.Run, ArtifactKinds.Policy, cancellation).ConfigureAwait(false)).Where(v => v > state.Step))
            await run.Artifacts.DeleteAsync(run.Run, ArtifactKinds.Policy, version, cancellation).ConfigureAwait(false);
        await publisher.ShareAsync(state.Step, cancellation).ConfigureAwait(false);
        var loop = new PolicyLoop(run, data, evaluations, checkpoints, model, reference, publisher, trainer, state, logger);
        await loop.UseRewardAsync(state.RewardVersion, cancellation).ConfigureAwait(false);
        return loop;
    }

    public async Task<LearnerState> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await StepsAsync(cancellation).ConfigureAwait(false);
            await _publisher.FinishAsync().ConfigureAwait(false);
            return _state;
        }
        finally
        {
            await _publisher.FinishAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // it reads the model
        }
    }

    private async Task StepsAsync(CancellationToken cancellation)
    {
        while (_state.Step < _configuration.Policy.Steps)
        {
            using (_logger.BeginScope(new LogScope(TelemetryTags.Step, _state.Step + 1)))
            using (PhaseSpan span = PipelineTelemetry.BeginPhase(Phases.Step).With(TelemetryTags.Step, _state.Step + 1))
                await StepAsync(cancellation).ConfigureAwait(false);
            bool last = _state.Step == _configuration.Policy.Steps;
            if (!last && _configuration.Evaluation.EverySteps > 0 && _state.Step % _configuration.Evaluation.EverySteps == 0)
                await EvaluateAsync(cancellation).ConfigureAwait(false);
            bool due = _state.RewardVersion > 0 && !last && _configuration.Reward.Refresh.EverySteps > 0 && _state.Step % _configuration.Reward.Refresh.EverySteps == 0;
            bool stop = due ? await RefreshAsync(cancellation).ConfigureAwait(false) : !_run.Synchronous && await AdoptAsync(cancellation).ConfigureAwait(false);
            if (last || stop || _state.Step % _configuration.Policy.CheckpointEvery == 0)
            {
                await _publisher.FinishAsync().ConfigureAwait(false); // a learner that goes on from the checkpoint needs the policy too
                await _checkpoints.SaveAsync(_state with { Curriculum = _ahead.Count > 0 ? _ahead.Peek().Before : _rollouts.State }, _trainer, cancellation).ConfigureAwait(false);
            }
            if (stop)
                break;
        }
    }

    public void Dispose()
    {
        _publisher.Dispose();
        _trainer.Dispose();
        _reference?.Dispose();
        _model.Dispose();
    }

    private static PolicyTrainer NewTrainer(RunContext run, DecoderModel model, DecoderModel? reference, LearnerState state, PolicyPublisher publisher) => new(run.Configuration.Policy.Update with
    {
        KlCoefficient = state.KlCoefficient, MaxAnswerTokens = run.Configuration.Generation.MaxNewTokens, TotalSteps = run.Configuration.Policy.Steps,
    }, model, reference) { WeightsChanging = publisher.Withdraw };

    private async Task StepAsync(CancellationToken cancellation)
    {
        int staleness = _configuration.Policy.Staleness;
        while (_ahead.Count <= staleness && _state.Step + _ahead.Count < _configuration.Policy.Steps)
        {
            var before = _rollouts.State;
            _ahead.Enqueue((await _rollouts.SendAsync(_state.Step + _ahead.Count + 1, Policy(), Reward(), cancellation).ConfigureAwait(false), before));
        }
        StepGroups groups = await _rollouts.CollectAsync(_ahead.Dequeue().Batch, Policy(), Reward(), _threshold, cancellation).ConfigureAwait(false);
        await _publisher.FinishAsync().ConfigureAwait(false); // before the weights change
        PolicyStep step;
        using (PipelineTelemetry.BeginPhase(Phases.Update))
            step = _trainer.Update(groups.Groups);
        _state = _state with { Step = step.Step, RewardSum = _state.RewardSum + step.Reward, RewardSteps = _state.RewardSteps + 1 };
        await _publisher.PublishAsync(step.Step, _state.Best?.Step, cancellation).ConfigureAwait(false);
        _logger.LogInformation("reward {Reward:F3}, {Tokens:F0} tokens an answer", step.Reward, step.AnswerLength);
        await _reports.TellAsync(step, groups, _rollouts.LevelWeights, cancellation).ConfigureAwait(false);
    }

    // Asked for ahead, a batch may be answered by policies that are so many updates old.
    private VersionRange Policy() => _run.Synchronous ? VersionRange.Exactly(_state.Step) : new(Math.Max(0, _state.Step - _configuration.Policy.Staleness), null);

    private VersionRange? Reward() => _state.RewardVersion == 0 ? null : _run.Synchronous ? VersionRange.Exactly(_state.RewardVersion) : new(_state.RewardVersion, null);

    private async Task EvaluateAsync(CancellationToken cancellation)
    {
        EvaluationReport report = await _evaluations.ShortAsync(_state.Step, Policy(), _state.RewardVersion == 0 ? null : _state.RewardVersion, cancellation).ConfigureAwait(false);
        if (report.Splits.Count == 0)
            return;
        double score = report.Splits.Values.Average(s => s.Constraint.Value);
        if (_state.Best is null || score > _state.Best.Score)
            _state = _state with { Best = new BestEvaluation(_state.Step, score) };
    }

    /// <summary>Has the classifier renewed with the present policy's answers. A synchronous run waits for it, another goes on with the old one.</summary>
    /// <returns>Whether the run is to stop.</returns>
    private async Task<bool> RefreshAsync(CancellationToken cancellation)
    {
        long next = _state.RewardVersion + 1;
        await _run.WantLabelsAsync(next, _state.Step, cancellation).ConfigureAwait(false);
        if (_run.Synchronous)
            await _run.WaitAsync(s => s.RewardVersion >= next, cancellation).ConfigureAwait(false);
        return await AdoptAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes the next classifier into use when it is there, and looks whether the one before was being fooled.</summary>
    /// <returns>Whether the run is to stop.</returns>
    private async Task<bool> AdoptAsync(CancellationToken cancellation)
    {
        long next = _state.RewardVersion + 1;
        if ((await _run.StateAsync(cancellation).ConfigureAwait(false)).RewardVersion < next)
            return false;
        await UseRewardAsync(next, cancellation).ConfigureAwait(false);
        RewardVersionReport report = RewardVersionReport.Load(await _run.OpenAsync(ArtifactKinds.Reward, next, cancellation).ConfigureAwait(false));
        await _reports.TellAgreementAsync(_state.Step, report, cancellation).ConfigureAwait(false);
        var (action, watch) = _state.Watch.Look(_state.RewardSum / Math.Max(1, _state.RewardSteps), report.Agreement ?? 1, _configuration.Reward.HackWatch);
        _state = _state with { Watch = watch, RewardSum = 0, RewardSteps = 0 };
        if (action is null)
            return false;
        await _run.LogAsync($"step {_state.Step}: the reward rises while the classifier agreed with only {100 * report.Agreement:F1}% of fresh labels; acting as set: {action}", cancellation, "Warning").ConfigureAwait(false);
        switch (action)
        {
            case HackAction.Refresh:
                return await RefreshAsync(cancellation).ConfigureAwait(false);
            case HackAction.RaiseKl:
                await RaiseKlAsync(cancellation).ConfigureAwait(false);
                return false;
            default:
                return action == HackAction.Stop;
        }
    }

    private async Task UseRewardAsync(long version, CancellationToken cancellation)
    {
        if (version > 0)
            _threshold = RewardVersionReport.Load(await _run.OpenAsync(ArtifactKinds.Reward, version, cancellation).ConfigureAwait(false)).Model.PrecisionThreshold;
        _state = _state with { RewardVersion = version };
    }

    private async Task RaiseKlAsync(CancellationToken cancellation)
    {
        const double FirstKl = 0.01;
        _state = _state with { KlCoefficient = _state.KlCoefficient == 0 ? FirstKl : 2 * _state.KlCoefficient };
        string folder = Directory.CreateTempSubdirectory("aspireif-").FullName;
        _trainer.Save(folder);
        await _publisher.FinishAsync().ConfigureAwait(false);
        _publisher.StopSharing(); // the new trainer moves the weights
        _trainer.Dispose();
        _trainer = NewTrainer(_run, _model, _reference, _state, _publisher);
        _trainer.Restore(folder);
        await _publisher.ShareAsync(_state.Step, cancellation).ConfigureAwait(false);
        Directory.Delete(folder, recursive: true);
        await _run.LogAsync($"the weight of the divergence from the reference is now {_state.KlCoefficient}", cancellation).ConfigureAwait(false);
    }
}
