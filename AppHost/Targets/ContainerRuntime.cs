using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace AspireIF.AppHost.Targets;

/// <summary>Whether containers can be started here: a client alone, without an engine that answers, cannot.</summary>
internal static class ContainerRuntime
{
    private const string Key = "Containers";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static bool Answers(IConfiguration configuration)
    {
        if (configuration[Key] is { Length: > 0 } setting)
        {
            return bool.TryParse(setting, out bool wanted)
                ? wanted
                : throw new InvalidOperationException($"{Key} is '{setting}'; it is true or false, or left out to ask the container runtime.");
        }
        string[] clients = configuration["ASPIRE_CONTAINER_RUNTIME"] is { Length: > 0 } chosen ? [chosen] : ["docker", "podman"];
        return clients.Any(Answers);
    }

    private static bool Answers(string client)
    {
        try
        {
            // What the orchestrator itself asks to find out.
            using var process = Process.Start(new ProcessStartInfo(client, ["container", "ls", "-n", "1"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            if (process.WaitForExit(Patience))
                return process.ExitCode == 0;
            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            // No such client.
            return false;
        }
    }
}
