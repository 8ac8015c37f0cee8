using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Messages;
using AspireIF.Pipeline.Rollout;

namespace AspireIF.Pipeline.Tests.Rollout;

public sealed class PolicyHostTests
{
    private static readonly string Primer = Path.Combine(AppContext.BaseDirectory.Split("tests")[0], "models", "primer");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_for_exactly_one_version_holds_it_and_the_next_version_waits()
    {
        using var host = NewHost();
        PolicyUse first = await host.UseAsync(VersionRange.Exactly(3), Cancellation);
        PolicyUse second = await host.UseAsync(VersionRange.Exactly(3), Cancellation);
        Task<PolicyUse> next = host.UseAsync(VersionRange.Exactly(4), Cancellation);
        Assert.False(await host.FollowAsync(5, Cancellation));
        first.Dispose();
        Assert.False(next.IsCompleted);
        Assert.Equal(3, host.Version);
        second.Dispose();
        using PolicyUse third = await next;
        Assert.Equal(4, host.Version);
    }

    [Fact]
    public async Task Work_for_the_newest_waits_for_a_version_and_does_not_hold_it()
    {
        using var host = NewHost();
        Task<PolicyUse> use = host.UseAsync(new VersionRange(2, null), Cancellation);
        Assert.True(await host.FollowAsync(1, Cancellation));
        Assert.False(use.IsCompleted);
        Assert.True(await host.FollowAsync(2, Cancellation));
        using PolicyUse got = await use;
        Assert.True(await host.FollowAsync(7, Cancellation));
        Assert.Equal(7, host.Version);
    }

    [Fact]
    public async Task A_version_that_is_not_published_blocks_nobody_else()
    {
        using var host = NewHost(published: 4);
        Task<PolicyUse> early = host.UseAsync(VersionRange.Exactly(9), Cancellation);
        using (await host.UseAsync(VersionRange.Exactly(4), Cancellation))
            Assert.Equal(4, host.Version);
        Assert.False(early.IsCompleted);
    }

    [Fact]
    public async Task A_running_engine_takes_what_the_learner_shares_and_else_the_artifact()
    {
        var read = new List<long>();
        using var host = new PolicyHost(new GenerationSettings { MaxSequences = 2 }, TorchDevices.Parse("cpu"), 1, (version, _) => Task.FromResult(version == 3 ? null : Primer),
            (version, configuration, type, _) =>
            {
                read.Add(version);
                return Task.FromResult(version == 2 ? null : DecoderModel.Create(configuration, type: type));
            });
        Assert.True(await host.FollowAsync(1, Cancellation)); // the first needs the artifact's tokenizer too
        Assert.True(await host.FollowAsync(2, Cancellation));
        Assert.True(await host.FollowAsync(3, Cancellation));
        Assert.Equal([2, 3], read);
        Assert.Equal(3, host.Version);
    }

    private static PolicyHost NewHost(long published = long.MaxValue) =>
        new(new GenerationSettings { MaxSequences = 2 }, TorchDevices.Parse("cpu"), 1, (version, _) => Task.FromResult(version <= published ? Primer : null));
}
