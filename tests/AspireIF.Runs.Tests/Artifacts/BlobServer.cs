using AspireIF.Tests;

namespace AspireIF.Runs.Tests.Artifacts;

/// <summary>Azurite, started when the first test asks.</summary>
public sealed class BlobServer : IAsyncLifetime
{
    private readonly Lazy<Task<AzuriteProcess>> server = new(StartAsync);

    /// <summary>The connection string; skips the running test when Azurite is not there.</summary>
    public async Task<string> ConnectAsync()
    {
        Assert.SkipUnless(AzuriteProcess.IsInstalled, "azurite-blob is neither under .tools/azurite nor on PATH (the npm package azurite)");
        return (await server.Value).ConnectionString;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
            await (await server.Value).DisposeAsync();
    }

    private static async Task<AzuriteProcess> StartAsync()
    {
        var process = new AzuriteProcess();
        await process.StartAsync();
        return process;
    }
}
