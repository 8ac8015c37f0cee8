using AspireIF.AppHost.Settings;

namespace AspireIF.AppHost.Targets;

/// <summary>For builds from a package feed without Aspire's publishers.</summary>
internal static class PublishedTargets
{
    public static Target AddPublishedTarget(this IDistributedApplicationBuilder builder, AppHostSettings settings) => throw new InvalidOperationException(
        $"The target {settings.Target} cannot be published: this was built from a package feed without Aspire's publishers. Build with -p:UseAspirePublishers=true from one that has them.");

    /// <summary>There is no emulator without the package of Azure Storage; a folder keeps the artifacts as well.</summary>
    public static IResourceBuilder<IResourceWithConnectionString>? AddStorageEmulator(this IDistributedApplicationBuilder builder, string name) => null;
}
