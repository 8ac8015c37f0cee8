using System.Runtime.CompilerServices;
using AspireIF.Pipeline.Data;
using AspireIF.Runs.Queues;

namespace AspireIF.Pipeline.Messages;

/// <summary>A job with its id, which is a pure function of what it is for: asking again asks for the same answer.</summary>
public sealed record NamedJob(string Id, GenerationJob Job);

/// <summary>Asks rollout workers for answers.</summary>
public sealed class AnswerRequests(JobQueue queue)
{
    public const string QueueName = "generate";

    public Task SendAsync(IReadOnlyList<NamedJob> jobs, CancellationToken cancellation) =>
        queue.EnqueueAsync([.. jobs.Select(j => new Job(j.Id, PipelineJson.Bytes(j.Job)))], cancellation);

    /// <summary>Outcomes as they come, each job's once.</summary>
    public async IAsyncEnumerable<(string Id, GenerationOutcome Outcome)> CollectAsync(IReadOnlyList<string> ids, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (id, result) in queue.CollectAsync(ids, cancellation).ConfigureAwait(false))
            yield return (id, PipelineJson.Read<GenerationOutcome>(result.Span));
    }

    /// <summary>Sends jobs, waits for all outcomes, and lets the queue forget them.</summary>
    /// <returns>In the order of the jobs.</returns>
    public async Task<IReadOnlyList<GenerationOutcome>> AskAsync(IReadOnlyList<NamedJob> jobs, Action<int>? progress, CancellationToken cancellation)
    {
        await SendAsync(jobs, cancellation).ConfigureAwait(false);
        string[] ids = [.. jobs.Select(j => j.Id)];
        var outcomes = new Dictionary<string, GenerationOutcome>();
        await foreach (var (id, outcome) in CollectAsync(ids, cancellation).ConfigureAwait(false))
        {
            outcomes[id] = outcome;
            progress?.Invoke(outcomes.Count);
        }
        await queue.ForgetAsync(ids, cancellation).ConfigureAwait(false);
        return [.. ids.Select(id => outcomes[id])];
    }
}
