using AspireIF.Runs;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;
using AspireIF.ServiceDefaults.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace AspireIF.ServiceDefaults.Clients;

/// <summary>Opens what a run is kept in.</summary>
internal static class RunClients
{
    public const string Redis = "redis";
    public const string Artifacts = "artifacts";

    /// <summary>A setting of the package Aspire.StackExchange.Redis.</summary>
    private const string NoTracingOfCommands = "Aspire:StackExchange:Redis:DisableTracing";

    public static void Add(IHostApplicationBuilder builder)
    {
        string[] missing = [.. new[] { Redis, Artifacts }.Where(name => string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(name)))];
        if (missing.Length > 0)
        {
            throw new InvalidOperationException(
                $"No connection string {string.Join(" and none ", missing.Select(name => $"'{name}'"))}; set {string.Join(" and ", missing.Select(name => $"ConnectionStrings__{name}"))}.");
        }
        // Queues have spans of their own; one for each command would bury them under the workers' polling.
        builder.Configuration[NoTracingOfCommands] ??= "true";
        builder.AddRedisClient(Redis);
        string artifacts = builder.Configuration.GetConnectionString(Artifacts)!;
        if (IsBlobStorage(artifacts))
        {
            builder.AddAzureBlobServiceClient(Artifacts);
        }
        else
        {
            builder.Services.AddHealthChecks().AddCheck(Artifacts, new ArtifactFolderCheck(artifacts));
        }
        builder.Services.AddSingleton<ServerWatch>();
        builder.Services.AddSingleton(services =>
        {
            IConnectionMultiplexer server = Connected(services.GetRequiredService<IConnectionMultiplexer>());
            services.GetRequiredService<ServerWatch>().Follow(server);
            return new RedisConnection(server);
        });
        builder.Services.AddSingleton<RunStore>();
        // Opened when the first worker asks for it: what is wrong with it is said then, by name.
        builder.Services.AddSingleton(_ => ArtifactStores.OpenAsync(artifacts).GetAwaiter().GetResult());
    }

    /// <summary>A client that connects in the background would leave a wrong address unnoticed until its first command gives up.</summary>
    private static IConnectionMultiplexer Connected(IConnectionMultiplexer multiplexer) => multiplexer.IsConnected
        ? multiplexer
        : throw new RunStorageException(
            $"The Redis server {string.Join(", ", multiplexer.GetEndPoints(configuredOnly: true).Select(EndPointCollection.ToString))} cannot be used: nobody answers there or the password is wrong. Start it, or correct ConnectionStrings__{Redis}.");

    internal static bool IsBlobStorage(string connection) =>
        connection.Contains("AccountName=", StringComparison.OrdinalIgnoreCase)
        || connection.Contains("BlobEndpoint=", StringComparison.OrdinalIgnoreCase)
        || connection.Contains("UseDevelopmentStorage=", StringComparison.OrdinalIgnoreCase)
        || connection.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || connection.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
