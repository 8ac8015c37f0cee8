using AspireIF.Instructions.Constraints;
using AspireIF.Pipeline.Messages;
using AspireIF.Training.Rewards;
using static TorchSharp.torch;

namespace AspireIF.Pipeline.Rollout;

/// <summary>The classifiers as a rollout worker scores with them: the newest, and the one before for jobs that were asked for then.</summary>
/// <param name="open">Fetches a published version: the folder it lies in.</param>
/// <param name="newest">The newest published version.</param>
internal sealed class RewardHost(Device device, Func<long, CancellationToken, Task<string>> open, Func<CancellationToken, Task<long>> newest) : IDisposable
{
    private const int Kept = 2;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly SortedDictionary<long, RewardModel> _models = [];

    /// <summary>Fills in the probabilities of soft constraints. All answers of a job are scored in one call, so that its verdicts do not depend on what else is scored.</summary>
    /// <returns>The answers and the version that judged them.</returns>
    public async Task<(JudgedAnswer[] Answers, long Version)> ScoreAsync(VersionRange range, GenerationJob job, JudgedAnswer[] answers, CancellationToken cancellation)
    {
        Constraint[] soft = [.. job.Constraints.Where(c => !c.IsHard)];
        // One at a time: the passes use all threads.
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            long version = range.Most is { } most && range.Least == most ? most : Math.Max(range.Least, await newest(cancellation).ConfigureAwait(false));
            RewardModel model = await LoadAsync(version, cancellation).ConfigureAwait(false);
            double[][] scores = model.Score([.. answers.Select(a => (a.Judged, (IReadOnlyList<Constraint>)soft))]);
            return ([.. answers.Zip(scores, (answer, probabilities) => With(answer, job, probabilities))], version);
        }
        finally
        {
            _gate.Release();
        }
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
