using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AspireIF.AppHost.Settings;

/// <summary>How many processes a worker has and which GPUs they use.</summary>
/// <param name="Gpus">
/// Indices of this machine's GPUs, dealt evenly to the processes; in a cluster only their number counts. Null leaves a process whatever it finds; empty hides all GPUs.
/// </param>
public sealed record WorkerSettings(string Name, int Replicas, IReadOnlyList<int>? Gpus)
{
    public const string Section = "Workers";

    public int GpusPerReplica => (Gpus?.Count ?? 0) / Replicas;

    /// <summary>The GPUs of process <paramref name="replica"/>, counted from 0.</summary>
    public IEnumerable<int> GpusOf(int replica) => Gpus!.Skip(replica * GpusPerReplica).Take(GpusPerReplica);

    public static WorkerSettings Read(IConfiguration configuration, string name, List<string> problems)
    {
        IConfigurationSection section = configuration.GetSection($"{Section}:{name}");
        int replicas = 1;
        if (section[nameof(Replicas)] is { Length: > 0 } count && !(int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out replicas) && replicas >= 1))
        {
            problems.Add($"{section.Path}:{nameof(Replicas)} is '{count}'; it is a number of processes, at least 1.");
            replicas = 1;
        }
        int[]? gpus = ReadGpus(section, problems);
        if (gpus is { Length: > 0 } && gpus.Length % replicas != 0)
            problems.Add($"{section.Path}:{nameof(Gpus)} names {gpus.Length} GPUs for {replicas} processes; each gets the same number.");
        return new WorkerSettings(name, replicas, gpus);
    }

    private static int[]? ReadGpus(IConfigurationSection section, List<string> problems)
    {
        if (section[nameof(Gpus)] is not { } text)
            return null;
        var gpus = new List<int>();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int gpu) && !gpus.Contains(gpu))
                gpus.Add(gpu);
            else
                problems.Add($"{section.Path}:{nameof(Gpus)} is '{text}'; it lists different GPU numbers, such as 0,1.");
        }
        return [.. gpus];
    }
}
