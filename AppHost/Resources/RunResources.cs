using AspireIF.AppHost.Settings;
using AspireIF.AppHost.Targets;

namespace AspireIF.AppHost.Resources;

/// <summary>What every process of a run is told.</summary>
/// <param name="Secrets">Environment variables whose values are secrets.</param>
internal sealed record RunResources(
    RunSettings Settings,
    IResourceBuilder<ParameterResource> Id,
    IResourceBuilder<ParameterResource> Preset,
    IResourceBuilder<IResourceWithConnectionString> Redis,
    IResourceBuilder<IResourceWithConnectionString> Artifacts,
    IReadOnlyDictionary<string, IResourceBuilder<ParameterResource>> Secrets);

internal static class RunResourcesExtensions
{
    private const string Http = "http";

    /// <summary>Where the .NET container images listen.</summary>
    private const int ContainerPort = 8080;

    /// <summary>The queues and the state of runs: the server of the connection string, or one that the target brings.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddRunRedis(this IDistributedApplicationBuilder builder, string name, Target target) =>
        builder.HasConnectionString(name) ? builder.AddConnectionString(name) : target.AddRedis(name);

    /// <summary>The artifacts of runs: the folder or account of the connection string, or one that the target brings.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddRunArtifacts(this IDistributedApplicationBuilder builder, string name, Target target) =>
        builder.HasConnectionString(name) ? builder.AddConnectionString(name) : target.AddArtifacts(name);

    /// <summary>The parameters of a run: its name, its preset and, when set, the token for gated models (<c>Parameters:hf-token</c>).</summary>
    public static RunResources AddRun(
        this IDistributedApplicationBuilder builder, RunSettings settings, IResourceBuilder<IResourceWithConnectionString> redis, IResourceBuilder<IResourceWithConnectionString> artifacts)
    {
        const string token = "hf-token";
        // A start is a new run unless one is named; what is published resumes its run whenever it is started.
        string id = settings.Id ?? (builder.ExecutionContext.IsRunMode ? $"{Path.GetFileNameWithoutExtension(settings.Preset).ToLowerInvariant()}-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}" : "main");
        var secrets = new Dictionary<string, IResourceBuilder<ParameterResource>>();
        if (!string.IsNullOrEmpty(builder.Configuration[$"Parameters:{token}"]))
            secrets["HF_TOKEN"] = builder.AddParameter(token, secret: true);
        return new RunResources(
            settings,
            builder.AddParameter("run-id", id, publishValueAsDefault: true),
            builder.AddParameter("run-preset", settings.Preset, publishValueAsDefault: true),
            redis, artifacts, secrets);
    }

    /// <summary>Connects a process to the run's queues and artifacts and starts it when they answer.</summary>
    public static IResourceBuilder<ProjectResource> WithRun(this IResourceBuilder<ProjectResource> process, RunResources run)
    {
        process.WithReference(run.Redis).WaitFor(run.Redis)
            .WithReference(run.Artifacts).WaitFor(run.Artifacts)
            .WithEnvironment("Run__Id", run.Id);
        foreach ((string name, IResourceBuilder<ParameterResource> secret) in run.Secrets)
            process.WithEnvironment(name, secret);
        return process;
    }

    /// <summary>The endpoint and the checks that ServiceDefaults answers.</summary>
    public static IResourceBuilder<ProjectResource> WithHealthEndpoint(this IResourceBuilder<ProjectResource> process)
    {
        return process.ApplicationBuilder.ExecutionContext.IsRunMode
            ? process.WithHttpEndpoint(name: Http).WithHttpHealthCheck("/health", endpointName: Http)
            : process.WithHttpEndpoint(targetPort: ContainerPort, name: Http)
                .WithHttpProbe(ProbeType.Readiness, "/health", periodSeconds: 10, timeoutSeconds: 5, endpointName: Http)
                .WithHttpProbe(ProbeType.Liveness, "/alive", periodSeconds: 30, timeoutSeconds: 10, endpointName: Http);
    }

    private static bool HasConnectionString(this IDistributedApplicationBuilder builder, string name) => !string.IsNullOrWhiteSpace(builder.Configuration[$"ConnectionStrings:{name}"]);
}
