using AspireIF.AppHost.Settings;

namespace AspireIF.AppHost.Targets;

internal static class TargetExtensions
{
    public const string Azure = "azure";
    public const string Kubernetes = "kubernetes";
    public const string Compose = "compose";

    public static readonly IReadOnlyList<string> All = [Azure, Kubernetes, Compose];

    /// <summary>This machine when the system is started; when it is published, what the setting <c>Target</c> says.</summary>
    public static Target AddTarget(this IDistributedApplicationBuilder builder, AppHostSettings settings) =>
        builder.ExecutionContext.IsRunMode
            ? new ThisMachine(builder)
            : settings.Target switch
            {
                Kubernetes => new KubernetesTarget(builder),
                Compose => new ComposeTarget(builder),
                _ => new AzureTarget(builder, settings),
            };
}
