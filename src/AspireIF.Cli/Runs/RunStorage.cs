using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Runs;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;

namespace AspireIF.Cli.Runs;

/// <summary>Where a run of this command line is kept: by default an embedded server and the folder <c>runs</c>, else what connection strings name.</summary>
internal sealed class RunStorage : IAsyncDisposable
{
    private readonly EmbeddedRedis? _embedded;

    private RunStorage(EmbeddedRedis? embedded, RedisConnection connection, IArtifactStore artifacts)
    {
        (_embedded, Connection, Artifacts) = (embedded, connection, artifacts);
        Store = new RunStore(connection);
    }

    public RedisConnection Connection { get; }

    public RunStore Store { get; }

    public IArtifactStore Artifacts { get; }

    /// <param name="run">Names the folder in which an embedded server keeps its data.</param>
    /// <exception cref="CommandException">Something cannot be reached or written.</exception>
    public static async Task<RunStorage> OpenAsync(string run, IArtifactStore artifacts, StorageOptions options, CancellationToken cancellation)
    {
        EmbeddedRedis? embedded = null;
        try
        {
            string? redis = options.Redis;
            if (redis is null)
            {
                embedded = EmbeddedRedis.Start(new EmbeddedRedisOptions { Folder = Path.Combine(options.Folder, "runs", run, ".redis") });
                redis = embedded.ConnectionString;
            }
            return new RunStorage(embedded, await RedisConnection.OpenAsync(redis, cancellation: cancellation), artifacts);
        }
        catch (Exception error) when (error is RunStorageException or ArtifactException)
        {
            if (embedded is not null)
                await embedded.DisposeAsync();
            throw new CommandException(error.Message);
        }
    }

    /// <exception cref="CommandException">It cannot be used.</exception>
    public static async Task<IArtifactStore> OpenArtifactsAsync(StorageOptions options, CancellationToken cancellation)
    {
        try
        {
            return await ArtifactStores.OpenAsync(options.Artifacts ?? options.Folder, cancellation: cancellation);
        }
        catch (ArtifactException error)
        {
            throw new CommandException(error.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
    }
}

/// <summary>Where runs are kept.</summary>
/// <param name="Redis">A connection string; null for an embedded server.</param>
/// <param name="Artifacts">A folder or an Azure Storage connection; null for <paramref name="Folder"/>.</param>
/// <param name="Folder">Holds the folder <c>runs</c>.</param>
internal sealed record StorageOptions(string? Redis, string? Artifacts, string Folder)
{
    private static Option<string?> RedisOption() => new("--redis")
    {
        Description = "a Redis or Valkey server, host:port,password=... [default: one embedded in this process]", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ConnectionStrings__redis"),
    };

    private static Option<string?> ArtifactsOption() => new("--artifacts")
    {
        Description = "a folder, or an Azure Storage connection string or address [default: the working folder]", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ConnectionStrings__artifacts"),
    };

    /// <summary>Adds the options to a command.</summary>
    /// <returns>Reads them.</returns>
    public static Func<ParseResult, StorageOptions> AddTo(Command command, bool redis = true)
    {
        Option<string?> server = RedisOption(), artifacts = ArtifactsOption();
        command.Options.Add(artifacts);
        if (redis)
            command.Options.Add(server);
        return parsed => new(redis ? parsed.GetValue(server) : null, parsed.GetValue(artifacts), Environment.CurrentDirectory);
    }
}
