using AspireIF.Pipeline.DataPrep;
using AspireIF.Pipeline.Learning;
using AspireIF.Pipeline.RewardTraining;
using AspireIF.Pipeline.Rollout;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireIF.Pipeline;

/// <summary>
/// Registers workers. Each needs a <see cref="RedisConnection"/>, a <see cref="RunStore"/> and an <see cref="IArtifactStore"/> among the services, and the section
/// <see cref="RunSelection.Section"/> of the configuration.
/// </summary>
public static class PipelineServices
{
    public static IHostApplicationBuilder AddDataPrepWorker(this IHostApplicationBuilder builder) => builder.Add((run, redis, store, artifacts, logging, ended) =>
        new DataPrepWorker(run, redis, store, artifacts, logging.CreateLogger<DataPrepWorker>()) { Ended = ended });

    public static IHostApplicationBuilder AddRewardTrainingWorker(this IHostApplicationBuilder builder) => builder.Add((run, redis, store, artifacts, logging, ended) =>
        new RewardTrainingWorker(run, redis, store, artifacts, logging.CreateLogger<RewardTrainingWorker>()) { Ended = ended });

    public static IHostApplicationBuilder AddRolloutWorker(this IHostApplicationBuilder builder) => builder.Add((run, redis, store, artifacts, logging, ended) =>
        new RolloutWorker(run, redis, store, artifacts, logging.CreateLogger<RolloutWorker>()) { Ended = ended });

    public static IHostApplicationBuilder AddLearnerWorker(this IHostApplicationBuilder builder) => builder.Add((run, redis, store, artifacts, logging, ended) =>
        new LearnerWorker(run, redis, store, artifacts, logging.CreateLogger<LearnerWorker>()) { Ended = ended });

    private static IHostApplicationBuilder Add<T>(
        this IHostApplicationBuilder builder, Func<RunSelection, RedisConnection, RunStore, IArtifactStore, ILoggerFactory, Action?, T> make) where T : RunWorker
    {
        RunSelection selection = builder.Configuration.GetSection(RunSelection.Section).Get<RunSelection>() ?? new RunSelection();
        builder.Services.AddSingleton<IHostedService>(services => make(
            selection, services.GetRequiredService<RedisConnection>(), services.GetRequiredService<RunStore>(), services.GetRequiredService<IArtifactStore>(), services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<IHostApplicationLifetime>().StopApplication));
        return builder;
    }
}
