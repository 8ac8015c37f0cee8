using Microsoft.Extensions.Configuration;

namespace AspireIF.AppHost.Settings;

/// <summary>What appsettings.json, the environment and the command line say about the whole system.</summary>
public sealed record AppHostSettings(
    RunSettings Run, WorkerSettings Learner, WorkerSettings DataPrep, WorkerSettings RewardTrainer, WorkerSettings Rollout, string Target, AzureGpuProfile Gpu, bool MonitorIsPublic)
{
    public IEnumerable<WorkerSettings> Workers => [Learner, DataPrep, RewardTrainer, Rollout];

    /// <exception cref="InvalidOperationException">Something is wrong; the message lists all of it.</exception>
    public static AppHostSettings Read(IConfiguration configuration)
    {
        var problems = new List<string>();
        var run = RunSettings.Read(configuration);
        problems.AddRange(run.Problems());
        var settings = new AppHostSettings(
            run,
            WorkerSettings.Read(configuration, nameof(Learner), problems),
            WorkerSettings.Read(configuration, nameof(DataPrep), problems),
            WorkerSettings.Read(configuration, nameof(RewardTrainer), problems),
            WorkerSettings.Read(configuration, nameof(Rollout), problems),
            configuration[nameof(Target)] is { Length: > 0 } target ? target : TargetNames.Azure,
            AzureGpuProfile.Read(configuration, problems),
            string.Equals(configuration["Monitor:Public"], "true", StringComparison.OrdinalIgnoreCase));
        if (settings.Learner.Replicas > 1)
            problems.Add($"{WorkerSettings.Section}:{nameof(Learner)}:{nameof(WorkerSettings.Replicas)} is {settings.Learner.Replicas}; a run has one learner.");
        if (!TargetNames.All.Contains(settings.Target))
            problems.Add($"{nameof(Target)} is '{settings.Target}'; it is one of {string.Join(", ", TargetNames.All)}.");
        if (problems.Count > 0)
            throw new InvalidOperationException("The settings are wrong:\n  " + string.Join("\n  ", problems));
        return settings;
    }
}
