using AspireIF.AppHost.Settings;
using Azure.Provisioning.AppContainers;
using Azure.Provisioning.RedisEnterprise;
using Aspire.Hosting.Azure;

namespace AspireIF.AppHost.Targets;

/// <summary>
/// Azure Container Apps with Azure Managed Redis, Azure Blob Storage and Application Insights. GPUs come from a workload profile, a whole one
/// for each container; learners over several GPUs run on virtual machines, see the folder infra.
/// </summary>
internal sealed class AzureTarget : Target
{
    private readonly AppHostSettings _settings;
    private readonly IResourceBuilder<AzureApplicationInsightsResource> _insights;

    public AzureTarget(IDistributedApplicationBuilder builder, AppHostSettings settings)
        : base(builder)
    {
        _settings = settings;
        var logs = builder.AddAzureLogAnalyticsWorkspace("logs");
        _insights = builder.AddAzureApplicationInsights("insights", logs);
        var environment = builder.AddAzureContainerAppEnvironment("apps").WithAzureLogAnalyticsWorkspace(logs);
        if (settings.Workers.Any(worker => worker.Gpus is { Count: > 0 }))
        {
            environment.ConfigureInfrastructure(infrastructure =>
                infrastructure.GetProvisionableResources().OfType<ContainerAppManagedEnvironment>().Single().WorkloadProfiles.Add(
                    new ContainerAppWorkloadProfile { Name = AzureGpuProfile.Name, WorkloadProfileType = settings.Gpu.Type }));
        }
    }

    public override bool IsOneMachine => false;

    /// <summary>With an access key, kept in a key vault: a queue client reconnects for days, and the key does not expire. What is full refuses writes instead of dropping jobs.</summary>
    public override IResourceBuilder<IResourceWithConnectionString> AddRedis(string name) => Builder.AddAzureManagedRedis(name)
        .WithAccessKeyAuthentication()
        .ConfigureInfrastructure(infrastructure =>
        {
            RedisEnterpriseDatabase database = infrastructure.GetProvisionableResources().OfType<RedisEnterpriseDatabase>().Single();
            database.EvictionPolicy = RedisEnterpriseEvictionPolicy.NoEviction;
            database.Persistence = new RedisPersistenceSettings { IsAofEnabled = true, AofFrequency = PersistenceSettingAofFrequency.OneSecond };
        });

    public override IResourceBuilder<IResourceWithConnectionString> AddArtifacts(string name) => Builder.AddAzureStorage("storage").AddBlobs(name);

    public override void Equip(IResourceBuilder<ProjectResource> process) => process.WithReference(_insights);

    public override void Place(IResourceBuilder<ProjectResource> worker, int replicas, IReadOnlyList<int>? gpus)
    {
        worker.WithReplicas(replicas);
        worker.PublishAsAzureContainerApp((_, app) =>
        {
            // Workers take jobs from a queue; nobody's requests scale them.
            app.Template.Scale.MinReplicas = replicas;
            app.Template.Scale.MaxReplicas = replicas;
            if (gpus is not { Count: > 0 })
                return;
            app.WorkloadProfileName = AzureGpuProfile.Name;
            app.Template.Containers[0].Value!.Resources = new AppContainerResources { Cpu = _settings.Gpu.Cores, Memory = _settings.Gpu.Memory };
        });
    }

    /// <summary>The page has no login: on the internet only when asked for.</summary>
    public override void Expose(IResourceBuilder<ProjectResource> page)
    {
        if (_settings.MonitorIsPublic)
            page.WithExternalHttpEndpoints();
    }
}
