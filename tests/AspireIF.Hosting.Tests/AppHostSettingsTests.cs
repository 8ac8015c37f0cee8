using AspireIF.AppHost.Settings;
using Microsoft.Extensions.Configuration;

namespace AspireIF.Hosting.Tests;

public sealed class AppHostSettingsTests
{
    [Fact]
    public void Without_settings_each_worker_has_one_process_and_whatever_gpu_it_finds()
    {
        AppHostSettings settings = Read();

        Assert.All(settings.Workers, worker => Assert.Equal((1, null), (worker.Replicas, worker.Gpus)));
        Assert.Equal("quickstart", settings.Run.Preset);
        Assert.Null(settings.Run.Id);
        Assert.False(settings.MonitorIsPublic);
    }

    [Fact]
    public void Gpus_are_dealt_evenly_to_the_processes_of_a_worker()
    {
        WorkerSettings rollout = Read(("Workers:Rollout:Replicas", "2"), ("Workers:Rollout:Gpus", "4, 5,6,7")).Rollout;

        Assert.Equal(2, rollout.GpusPerReplica);
        Assert.Equal([4, 5], rollout.GpusOf(0));
        Assert.Equal([6, 7], rollout.GpusOf(1));
    }

    [Fact]
    public void An_empty_list_hides_all_gpus() => Assert.Empty(Read(("Workers:DataPrep:Gpus", "")).DataPrep.Gpus!);

    [Fact]
    public void Changes_to_the_preset_keep_their_order_beyond_ten()
    {
        (string, string)[] changes = [.. Enumerable.Range(0, 12).Select(i => ($"Run:Set:{i}", $"key{i}={i}"))];

        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"key{i}={i}"), Read(changes).Run.Set);
    }

    [Fact]
    public void All_problems_are_listed_at_once()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Read(
            ("Run:Set:0", "no equals sign"), ("Workers:Learner:Replicas", "2"), ("Workers:DataPrep:Replicas", "none"), ("Workers:Rollout:Replicas", "2"),
            ("Workers:Rollout:Gpus", "0,1,2"), ("Workers:RewardTrainer:Gpus", "0,0"), ("Target", "moon"), ("Azure:GpuProfile", "H100")));

        Assert.Collection(
            error.Message.Split('\n')[1..],
            line => Assert.Contains("Run:Set:0 is 'no equals sign'", line),
            line => Assert.Contains("Workers:DataPrep:Replicas is 'none'", line),
            line => Assert.Contains("Workers:RewardTrainer:Gpus is '0,0'", line),
            line => Assert.Contains("Workers:Rollout:Gpus names 3 GPUs for 2 processes", line),
            line => Assert.Contains("Azure:GpuProfile is 'H100'", line),
            line => Assert.Contains("a run has one learner", line),
            line => Assert.Contains("Target is 'moon'; it is one of azure, kubernetes, compose", line));
    }

    private static AppHostSettings Read(params (string Key, string Value)[] settings) => AppHostSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
