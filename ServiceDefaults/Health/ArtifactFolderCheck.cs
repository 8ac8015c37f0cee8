using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireIF.ServiceDefaults.Health;

/// <summary>Whether the folder of the artifacts is there; it is made with the first artifact, so an existing parent will do.</summary>
internal sealed class ArtifactFolderCheck(string folder) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string path = Path.GetFullPath(folder);
        bool there = Directory.Exists(path) || Directory.Exists(Path.GetDirectoryName(path));
        return Task.FromResult(there ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus, $"the folder {path} does not exist"));
    }
}
