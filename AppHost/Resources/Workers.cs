using System.Globalization;
using AspireIF.AppHost.Settings;
using AspireIF.AppHost.Targets;

namespace AspireIF.AppHost.Resources;

/// <summary>The resources of one kind of worker: one, or one for each process where processes have GPUs of their own.</summary>
internal sealed record WorkerGroup(IReadOnlyList<IResourceBuilder<ProjectResource>> Processes)
{
    /// <summary>Starts these when the other ones are healthy.</summary>
    public WorkerGroup After(WorkerGroup other)
    {
        foreach (var process in Processes)
        {
            foreach (var earlier in other.Processes)
                process.WaitFor(earlier);
        }
        return this;
    }

    /// <summary>Puts a link to the run's page beside these.</summary>
    public WorkerGroup LinkedTo(IResourceBuilder<ProjectResource> monitor)
    {
        foreach (var process in Processes)
            process.WithUrl($"{monitor.GetEndpoint("http")}", "Run");
        return this;
    }
}

internal static class WorkerExtensions
{
    public static WorkerGroup AddWorker<TProject>(this IDistributedApplicationBuilder builder, string name, WorkerSettings settings, RunResources run, Target target)
        where TProject : IProjectMetadata, new()
    {
        IResourceBuilder<ProjectResource> Add(string resource, int replicas, IReadOnlyList<int>? gpus)
        {
            var process = builder.AddProject<TProject>(resource).WithHealthEndpoint().WithRun(run).WithRunConfiguration(run)
                .WithEnvironment("MALLOC_ARENA_MAX", "1"); // glibc's: one heap for all threads, see TorchRuntime
            target.Equip(process);
            target.Place(process, replicas, gpus);
            return process;
        }

        if (!target.IsOneMachine || settings.Replicas == 1 || settings.Gpus is not { Count: > 0 })
            return new WorkerGroup([Add(name, settings.Replicas, settings.Gpus)]);
        return new WorkerGroup([.. Enumerable.Range(0, settings.Replicas).Select(replica => Add($"{name}-{replica.ToString(CultureInfo.InvariantCulture)}", 1, [.. settings.GpusOf(replica)]))]);
    }

    public static IResourceBuilder<ProjectResource> AddMonitor<TProject>(this IDistributedApplicationBuilder builder, string name, RunResources run, Target target)
        where TProject : IProjectMetadata, new()
    {
        var monitor = builder.AddProject<TProject>(name).WithHealthEndpoint().WithRun(run);
        target.Equip(monitor);
        target.Expose(monitor);
        return monitor.WithUrlForEndpoint("http", url => url.DisplayText = "Run");
    }

    private static IResourceBuilder<ProjectResource> WithRunConfiguration(this IResourceBuilder<ProjectResource> process, RunResources run)
    {
        bool isRunMode = process.ApplicationBuilder.ExecutionContext.IsRunMode;
        process.WithEnvironment("Run__Preset", run.Preset);
        // A cluster starts a process that has ended again and again: there it waits for its run to be resumed.
        if (!isRunMode)
            process.WithEnvironment("Run__ExitWhenDone", "false");
        for (int i = 0; i < run.Settings.Set.Count; i++)
            process.WithEnvironment($"Run__Set__{i.ToString(CultureInfo.InvariantCulture)}", run.Settings.Set[i]);
        return process;
    }
}
