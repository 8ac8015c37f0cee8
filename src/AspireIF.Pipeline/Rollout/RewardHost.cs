using AspireIF.Instructions.Constraints;
using AspireIF.Pipeline.Messages;
using AspireIF.Training.Rewards;
using static TorchSharp.torch;

namespace AspireIF.Pipeline.Rollout;

/// <summary>
/// The classifiers as a rollout worker scores with them: the newest, and the one before for jobs that were asked for then. On a GPU the answers of all jobs that wait are scored together, since a
/// pass over few tokens takes as long as one over many; on a CPU each job's alone, so that its verdicts do not depend on what else is scored.
/// </summary>
/// <param name="open">Fetches a published version: the folder it lies in.</param>
/// <param name="newest">The newest published version.</param>
internal sealed class RewardHost(Device device, Func<long, CancellationToken, Task<string>> open, Func<CancellationToken, Task<long>> newest) : IDisposable
{
    private const int Kept = 2;

    /// <summary>Whether the answers of several jobs are scored in one call.</summary>
    internal bool Together { get; init; } = device.type != TorchSharp.DeviceType.CPU;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly SortedDictionary<long, RewardModel> _models = [];
    private readonly List<Request> _waiting = []; // locks itself

    /// <summary>Scores that one job waits for.</summary>
    private sealed record Request(long Version, IReadOnlyList<(string Answer, IReadOnlyList<Constraint> Constraints)> Answers)
    {
        public TaskCompletionSource<double[][]> Scores { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Fills in the probabilities of soft constraints.</summary>
    /// <returns>The answers and the version that judged them.</returns>
    public async Task<(JudgedAnswer[] Answers, long Version)> ScoreAsync(VersionRange range, GenerationJob job, JudgedAnswer[] answers, CancellationToken cancellation)
    {
        Constraint[] soft = [.. job.Constraints.Where(c => !c.IsHard)];
        long version = range.Most is { } most && range.Least == most ? most : Math.Max(range.Least, await newest(cancellation).ConfigureAwait(false));
        var request = new Request(version, [.. answers.Select(a => (a.Judged, (IReadOnlyList<Constraint>)soft))]);
        lock (_waiting)
            _waiting.Add(request);
        try
        {
            // One at a time: the passes use all threads.
            await _gate.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                if (!request.Scores.Task.IsCompleted)
                    await ScoreAsync(request, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _gate.Release();
            }
        }
        finally
        {
            lock (_waiting)
                _waiting.Remove(request);
        }
        double[][] scores = await request.Scores.Task.ConfigureAwait(false);
        return ([.. answers.Zip(scores, (answer, probabilities) => With(answer, job, probabilities))], version);
    }

    /// <summary>Under the gate: a request, and on a GPU those that wait for the same version with it.</summary>
    private async Task ScoreAsync(Request request, CancellationToken cancellation)
    {
        RewardModel model = await LoadAsync(request.Version, cancellation).ConfigureAwait(false);
        Request[] together;
        lock (_waiting)
            together = !Together ? [request] : [.. _waiting.Where(other => other.Version == request.Version && !other.Scores.Task.IsCompleted)];
        double[][] scores = model.Score([.. together.SelectMany(r => r.Answers)]);
        int next = 0;
        foreach (Request each in together)
            each.Scores.SetResult(scores[next..(next += each.Answers.Count)]);
    }

    public void Dispose()
    {
        foreach (RewardModel model in _models.Values)
            model.Dispose();
        _gate.Dispose();
    }

    private static JudgedAnswer With(JudgedAnswer answer, GenerationJob job, double[] probabilities)
    {
        int next = 0;
        return answer with
        {
            // What is not judged satisfies nothing.
            Verdicts = [.. answer.Verdicts.Select((verdict, i) => job.Constraints[i].IsHard ? verdict : verdict with { Probability = answer.MissingEnd ? 0 * probabilities[next++] : probabilities[next++] })],
        };
    }

    private async Task<RewardModel> LoadAsync(long version, CancellationToken cancellation)
    {
        if (_models.TryGetValue(version, out RewardModel? model))
            return model;
        model = RewardModel.Load(await open(version, cancellation).ConfigureAwait(false), device);
        _models[version] = model;
        while (_models.Count > Kept)
        {
            // Versions rise; what a job of long ago needs is loaded again.
            long oldest = _models.Keys.First() == version ? _models.Keys.Last() : _models.Keys.First();
            _models[oldest].Dispose();
            _models.Remove(oldest);
        }
        return model;
    }
}
