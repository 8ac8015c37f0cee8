using AspireIF.Runs;
using AspireIF.Runs.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace AspireIF.ServiceDefaults.Clients.WithoutAspire;

/// <summary>What the package Aspire.StackExchange.Redis does, for builds without it.</summary>
internal static class RedisClient
{
    /// <summary>Registers <see cref="IConnectionMultiplexer"/> of the connection string <paramref name="connectionName"/>, connected when first asked for, and its health check.</summary>
    public static void AddRedisClient(this IHostApplicationBuilder builder, string connectionName)
    {
        builder.Services.AddSingleton(services =>
            RedisConnection.ConnectAsync(services.GetRequiredService<IConfiguration>().GetConnectionString(connectionName)!).GetAwaiter().GetResult());
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(connectionName, services => new RedisCheck(services), HealthStatus.Unhealthy, tags: null, timeout: TimeSpan.FromSeconds(5)));
    }

    private sealed class RedisCheck(IServiceProvider services) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                var redis = services.GetRequiredService<IConnectionMultiplexer>();
                if (!redis.IsConnected)
                    return new HealthCheckResult(context.Registration.FailureStatus, "no connection to the Redis server");
                TimeSpan roundTrip = await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
                return HealthCheckResult.Healthy($"answers in {roundTrip.TotalMilliseconds:0.0} ms");
            }
            catch (Exception failure) when (failure is RedisException or RunStorageException or TimeoutException)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, failure.Message);
            }
        }
    }
}
