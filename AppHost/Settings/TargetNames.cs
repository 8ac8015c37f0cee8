namespace AspireIF.AppHost.Settings;

/// <summary>What the setting <c>Target</c> may say: where a published system is to run.</summary>
public static class TargetNames
{
    public const string Azure = "azure";
    public const string Kubernetes = "kubernetes";
    public const string Compose = "compose";

    public static readonly IReadOnlyList<string> All = [Azure, Kubernetes, Compose];
}
