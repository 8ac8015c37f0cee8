using AspireIF.Tests;

namespace AspireIF.EndToEnd;

/// <summary>The programs of one run in processes of their own: a Redis server with persistence and the four workers.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    public const string Server = "server";

    private readonly RedisProcess _server;
    private readonly Dictionary<string, ProgramProcess> _workers;

    /// <param name="folder">For what the workers write beside the artifacts.</param>
    /// <param name="artifacts">Their connection string.</param>
    /// <param name="settings">Beside those of a <see cref="TinyRun"/>.</param>
    public Cluster(string run, RedisProcess server, string artifacts, string folder, params IReadOnlyList<string> settings)
    {
        _server = server;
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__redis"] = server.ConnectionString,
            ["ConnectionStrings__artifacts"] = artifacts,
            ["Run__Id"] = run,
            ["Run__Preset"] = TinyRun.Preset,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["TMPDIR"] = folder,
            ["XDG_DATA_HOME"] = folder,
        };
        foreach (var (i, setting) in TinyRun.Settings.Concat(settings).Index())
            environment[$"Run__Set__{i}"] = setting;
        _workers = new[] { "AspireIF.DataPrep", "AspireIF.RewardTrainer", "AspireIF.Rollout", "AspireIF.Learner" }
            .ToDictionary(name => name, name => new ProgramProcess(ProgramProcess.PathOf(name), [], folder, environment));
    }

    /// <summary>Whom one may kill.</summary>
    public IReadOnlyList<string> Programs => [Server, .. _workers.Keys];

    /// <summary>The end of what each worker wrote.</summary>
    public string Output => string.Join("\n", _workers.Select(worker => $"--- {worker.Key}\n{worker.Value.Output}"));

    public bool Wrote(string text) => _workers.Values.Any(worker => worker.Wrote(text));

    public void StartWorkers()
    {
        foreach (ProgramProcess worker in _workers.Values)
            worker.Start();
    }

    /// <summary>Ends a program as kill -9 does and starts it again at once.</summary>
    public async Task KillAndRestartAsync(string program)
    {
        if (program == Server)
        {
            await _server.KillAsync();
            await _server.StartAsync();
            return;
        }
        await _workers[program].KillAsync();
        _workers[program].Start();
    }

    /// <summary>Starts workers again that ended by themselves, as whoever runs services does: one that finds no server when it starts ends with a message.</summary>
    /// <returns>Their names.</returns>
    public async Task<IReadOnlyList<string>> RestartEndedAsync()
    {
        string[] ended = [.. _workers.Where(worker => worker.Value.HasExited).Select(worker => worker.Key)];
        foreach (string name in ended)
            await KillAndRestartAsync(name);
        return ended;
    }

    public async Task<IReadOnlyDictionary<string, int>> WaitForWorkersAsync(CancellationToken cancellation)
    {
        var codes = new Dictionary<string, int>();
        foreach (var (name, worker) in _workers)
            codes[name] = await worker.WaitAsync(cancellation);
        return codes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ProgramProcess worker in _workers.Values)
            await worker.DisposeAsync();
    }
}
