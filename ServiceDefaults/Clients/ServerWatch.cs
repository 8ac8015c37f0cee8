using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AspireIF.ServiceDefaults.Clients;

/// <summary>A line when the server is lost and one when it is back; the client itself would write a page each time it tries.</summary>
internal sealed class ServerWatch(ILogger<ServerWatch> logger)
{
    private int _lost;

    public void Follow(IConnectionMultiplexer server)
    {
        server.ConnectionFailed += (_, failure) =>
        {
            if (failure.ConnectionType == ConnectionType.Interactive && Interlocked.Exchange(ref _lost, 1) == 0)
                logger.LogWarning("The Redis server {Address} does not answer ({Failure}); waiting for it", EndPointCollection.ToString(failure.EndPoint), failure.FailureType);
        };
        server.ConnectionRestored += (_, restored) =>
        {
            if (restored.ConnectionType == ConnectionType.Interactive && Interlocked.Exchange(ref _lost, 0) == 1)
                logger.LogInformation("The Redis server {Address} answers again", EndPointCollection.ToString(restored.EndPoint));
        };
    }
}
