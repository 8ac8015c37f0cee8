using AspireIF.AppHost.Settings;

namespace AspireIF.AppHost.Targets;

internal static class PublishedTargets
{
    public static Target AddPublishedTarget(this IDistributedApplicationBuilder builder, AppHostSettings settings) => settings.Target switch
    {
        TargetNames.Kubernetes => new KubernetesTarget(builder),
        TargetNames.Compose => new ComposeTarget(builder),
        _ => new AzureTarget(builder, settings),
    };

    /// <summary>Azure Blob Storage as a container on this machine, its data in a volume.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddStorageEmulator(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddAzureStorage("storage").RunAsEmulator(azurite => azurite.WithDataVolume()).AddBlobs(name);
}
