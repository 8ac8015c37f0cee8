using AspireIF.AppHost.Settings;

namespace AspireIF.AppHost.Targets;

internal static class TargetExtensions
{
    /// <summary>This machine when the system is started; when it is published, what the setting <c>Target</c> says.</summary>
    public static Target AddTarget(this IDistributedApplicationBuilder builder, AppHostSettings settings) =>
        builder.ExecutionContext.IsRunMode ? new ThisMachine(builder) : builder.AddPublishedTarget(settings);
}
