using AspireIF.Runs.Artifacts;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AspireIF.ServiceDefaults.Clients.WithoutAspire;

/// <summary>What the package Aspire.Azure.Storage.Blobs does, for builds without it.</summary>
internal static class BlobClient
{
    /// <summary>Registers <see cref="BlobServiceClient"/> of the connection string <paramref name="connectionName"/> and its health check.</summary>
    public static void AddAzureBlobServiceClient(this IHostApplicationBuilder builder, string connectionName)
    {
        builder.Services.AddSingleton(services => Open(services.GetRequiredService<IConfiguration>().GetConnectionString(connectionName)!));
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            connectionName, services => new BlobCheck(services.GetRequiredService<BlobServiceClient>()), HealthStatus.Unhealthy, tags: null));
    }

    private static BlobServiceClient Open(string connection)
    {
        BlobClientOptions options = BlobArtifacts.ClientOptions();
        return Uri.TryCreate(connection, UriKind.Absolute, out Uri? account)
            ? new BlobServiceClient(account, new DefaultAzureCredential(), options)
            : new BlobServiceClient(connection, options);
    }

    private sealed class BlobCheck(BlobServiceClient client) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                // One page of one container: the cheapest call that a key, an identity and a shared signature may all make.
                await client.GetBlobContainersAsync(cancellationToken: cancellationToken).AsPages(pageSizeHint: 1).GetAsyncEnumerator(cancellationToken).MoveNextAsync();
                return HealthCheckResult.Healthy();
            }
            catch (Exception failure) when (failure is RequestFailedException or AuthenticationFailedException or AggregateException)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, $"the blob account {client.Uri.Host} does not answer", failure);
            }
        }
    }
}
