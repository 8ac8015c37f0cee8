using System.Globalization;
using System.Text.Json;
using AspireIF.Monitor.Charts;
using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;

namespace AspireIF.Monitor;

/// <summary>Reads runs for their pages; changes nothing.</summary>
public sealed class RunReader(RunStore store, RedisConnection connection)
{
    private const int ShownEvents = 40;
    private const string EvaluationPrefix = "evaluation.";

    // The queue of answers wanted, and the name under which a phase keeps its progress.
    private const string Queue = "generate", ProgressValue = "progress";

    public async Task<RunState?> FindAsync(string run, CancellationToken cancellation)
    {
        try
        {
            return await store.FindAsync(run, cancellation);
        }
        catch (ArgumentException)
        {
            // A name that no run can have.
            return null;
        }
    }

    /// <summary>All runs, the newest first.</summary>
    public async Task<IReadOnlyList<RunState>> ListAsync(CancellationToken cancellation)
    {
        var runs = new List<RunState>();
        foreach (string run in await store.ListAsync(cancellation))
        {
            if (await store.FindAsync(run, cancellation) is { } state)
                runs.Add(state);
        }
        return runs;
    }

    public async Task<RunView> ReadAsync(RunState state, CancellationToken cancellation)
    {
        string run = state.Run;
        var series = new Dictionary<string, IReadOnlyList<MetricsRow>>();
        foreach (string name in await store.ListSeriesAsync(run, cancellation))
            series[name] = await store.ReadMetricsAsync(run, name, cancellation: cancellation);
        await using var queue = new JobQueue(connection, run, Queue);
        IReadOnlyList<RunEvent> events = await store.ReadLogAsync(run, cancellation: cancellation);
        return new RunView(
            state,
            state.Values.TryGetValue(ProgressValue, out string? progress) && double.TryParse(progress, CultureInfo.InvariantCulture, out double share) ? share : 0,
            PlannedSteps(state.Configuration),
            [.. Charts(series).Where(chart => chart.Lines.Count > 0)],
            [new QueueView(Queue, await queue.StatisticsAsync(cancellation))],
            await store.WorkersAsync(run, cancellation),
            [.. events.TakeLast(ShownEvents).Reverse()]);
    }

    /// <summary>What the run's configuration says under policy.steps.</summary>
    private static long? PlannedSteps(string configuration)
    {
        using JsonDocument json = JsonDocument.Parse(configuration);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("policy", out JsonElement policy)
            && policy.ValueKind == JsonValueKind.Object && policy.TryGetProperty("steps", out JsonElement steps) && steps.TryGetInt64(out long planned) ? planned : null;
    }

    private static IEnumerable<LineChart> Charts(IReadOnlyDictionary<string, IReadOnlyList<MetricsRow>> series)
    {
        const string policy = "policy", agreement = "agreement";
        string[] evaluations = [.. series.Keys.Where(name => name.StartsWith(EvaluationPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        yield return LineChart.Of("Reward", [("mean of a step", Values(series, policy, "reward"))]);
        yield return LineChart.Of("Constraints satisfied", [.. evaluations.Select(name => (name[EvaluationPrefix.Length..], Values(series, name, "satisfaction"))), ("training", Values(series, policy, "satisfaction"))], ChartUnit.Share);
        yield return LineChart.Of("Satisfied by the truth", [.. evaluations.Select(name => (name[EvaluationPrefix.Length..], Values(series, name, "truth")))], ChartUnit.Share);
        yield return LineChart.Of("Classifier", [("agrees with fresh pseudo-labels", Values(series, agreement, "agreement")), ("accuracy held out", Values(series, agreement, "accuracy")), ("violations found", Values(series, agreement, "violation recall"))], ChartUnit.Share);
        yield return LineChart.Of("Divergence from the reference, nats a token", [("policy", Values(series, policy, "kl"))]);
        yield return LineChart.Of("Entropy, nats a token", [("policy", Values(series, policy, "entropy"))]);
        yield return LineChart.Of("Answer length, tokens", [("mean", Values(series, policy, "length"))]);
        yield return LineChart.Of("Seconds a step", [("all", Values(series, policy, "seconds")), ("update", Values(series, policy, "update seconds"))]);
        yield return LineChart.Of("GPU memory of the learner's card in use, GB", [("all processes", [.. Values(series, policy, "gpu memory").Select(point => (point.Step, point.Value / 1e9))])]);
        yield return LineChart.Of("Share of the GPU's peak that the update's own operations make", [("update", Values(series, policy, "mfu"))], ChartUnit.Share);
    }

    private static (double Step, double Value)[] Values(IReadOnlyDictionary<string, IReadOnlyList<MetricsRow>> series, string name, string key) =>
        [.. series.GetValueOrDefault(name, []).Where(row => row.Values.ContainsKey(key)).Select(row => ((double)row.Step, row.Values[key]))];
}
