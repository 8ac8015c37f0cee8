using Microsoft.Extensions.Configuration;

namespace AspireIF.AppHost.Settings;

/// <summary>The GPU machines of Azure Container Apps: their workload profile and what a container gets of one.</summary>
/// <param name="Cores">Of the whole machine: a GPU is not shared.</param>
public sealed record AzureGpuProfile(string Type, double Cores, string Memory)
{
    public const string Key = "Azure:GpuProfile";
    public const string Name = "gpu";

    private static readonly AzureGpuProfile[] Known =
    [
        new("Consumption-GPU-NC24-A100", 24, "220Gi"),
        new("Consumption-GPU-NC8as-T4", 8, "56Gi"),
    ];

    public static AzureGpuProfile Read(IConfiguration configuration, List<string> problems)
    {
        if (configuration[Key] is not { Length: > 0 } type)
            return Known[0];
        AzureGpuProfile? profile = Array.Find(Known, profile => profile.Type == type);
        if (profile is null)
            problems.Add($"{Key} is '{type}'; it is one of {string.Join(", ", Known.Select(known => known.Type))}.");
        return profile ?? Known[0];
    }
}
