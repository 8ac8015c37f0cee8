using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace AspireIF.AppHost.Tests;

/// <summary>What the AppHost would start on this machine.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task Without_containers_the_embedded_server_and_a_folder_keep_the_run()
    {
        await using IDistributedApplicationTestingBuilder builder = await CreateAsync("Containers=false");

        Assert.Superset(new HashSet<string> { "artifacts", "dataprep", "learner", "monitor", "redis", "redis-server", "reward-trainer", "rollout" }, Names(builder));
        Assert.DoesNotContain(builder.Resources, resource => resource is ContainerResource);
        Assert.IsType<ConnectionStringResource>(Find(builder, "redis"));
        Assert.IsType<ConnectionStringResource>(Find(builder, "artifacts"));
    }

    [Fact]
    public async Task With_containers_redis_keeps_the_queues()
    {
        await using IDistributedApplicationTestingBuilder builder = await CreateAsync("Containers=true");

        Assert.IsType<RedisResource>(Find(builder, "redis"));
        Assert.DoesNotContain("redis-server", Names(builder));
    }

    [Fact]
    public async Task Own_connection_strings_take_the_place_of_what_the_machine_brings()
    {
        await using IDistributedApplicationTestingBuilder builder = await CreateAsync("Containers=true", "ConnectionStrings:redis=somewhere:6379", "ConnectionStrings:artifacts=/data");

        Assert.DoesNotContain(builder.Resources, resource => resource is ContainerResource);
        Assert.DoesNotContain("redis-server", Names(builder));
    }

    [Fact]
    public async Task Processes_with_gpus_of_their_own_are_resources_of_their_own()
    {
        await using IDistributedApplicationTestingBuilder builder = await CreateAsync(
            "Containers=false", "Workers:Rollout:Replicas=2", "Workers:Rollout:Gpus=2,3", "Workers:DataPrep:Gpus=", "Workers:RewardTrainer:Replicas=3");

        await using DistributedApplication app = await builder.BuildAsync();
        Assert.Equal("2", await VariableAsync(app, builder, "rollout-0", "CUDA_VISIBLE_DEVICES"));
        Assert.Equal("3", await VariableAsync(app, builder, "rollout-1", "CUDA_VISIBLE_DEVICES"));
        Assert.Equal("", await VariableAsync(app, builder, "dataprep", "CUDA_VISIBLE_DEVICES"));
        Assert.Null(await VariableAsync(app, builder, "learner", "CUDA_VISIBLE_DEVICES"));
        Assert.Equal(3, Find(builder, "reward-trainer").Annotations.OfType<ReplicaAnnotation>().Single().Replicas);
    }

    [Fact]
    public async Task Workers_are_told_their_run_and_wait_for_what_it_needs()
    {
        await using IDistributedApplicationTestingBuilder builder = await CreateAsync("Containers=false", "Run:Id=r1", "Run:Set:0=policy.steps=1");

        await using DistributedApplication app = await builder.BuildAsync();
        Assert.Equal("policy.steps=1", await VariableAsync(app, builder, "learner", "Run__Set__0"));
        Assert.NotNull(await VariableAsync(app, builder, "learner", "Run__Id"));
        Assert.NotNull(await VariableAsync(app, builder, "learner", "ConnectionStrings__redis"));
        Assert.NotNull(await VariableAsync(app, builder, "monitor", "ConnectionStrings__artifacts"));
        Assert.Superset(new HashSet<string> { "redis", "artifacts", "learner" }, Find(builder, "rollout").Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name).ToHashSet());
    }

    private static Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] settings) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([.. settings.Select(setting => "--" + setting)]);

    private static HashSet<string> Names(IDistributedApplicationTestingBuilder builder) => [.. builder.Resources.Select(resource => resource.Name)];

    private static IResource Find(IDistributedApplicationTestingBuilder builder, string name) => builder.Resources.Single(resource => resource.Name == name);

    /// <summary>As an expression where the value is known only when the system runs.</summary>
    private static async Task<string?> VariableAsync(DistributedApplication app, IDistributedApplicationTestingBuilder builder, string resource, string variable)
    {
#pragma warning disable CS0618 // From 13.6 on it is called Services.
        var options = new DistributedApplicationExecutionContextOptions(DistributedApplicationOperation.Publish) { ServiceProvider = app.Services };
#pragma warning restore CS0618
        IExecutionConfigurationResult configuration = await ExecutionConfigurationBuilder.Create(Find(builder, resource)).WithEnvironmentVariablesConfig()
            .BuildAsync(new DistributedApplicationExecutionContext(options));
        return configuration.EnvironmentVariables.Where(pair => pair.Key == variable).Select(pair => pair.Value).SingleOrDefault();
    }
}
