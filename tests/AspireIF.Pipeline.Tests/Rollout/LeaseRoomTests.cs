using AspireIF.Pipeline.Rollout;

namespace AspireIF.Pipeline.Tests.Rollout;

public sealed class LeaseRoomTests
{
    [Theory]
    [InlineData(384, 8, 6)]
    [InlineData(192, 1, 24)]
    [InlineData(1024, 1, 64)]
    [InlineData(4, 8, 1)]
    public void A_worker_asks_for_an_eighth_of_what_it_generates_at_once(int sequences, int answers, int jobs)
    {
        using var room = new LeaseRoom(sequences, answers);
        Assert.Equal(jobs, room.Jobs);
    }

    [Fact]
    public async Task Room_is_counted_in_answers_and_comes_back_when_jobs_end()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var room = new LeaseRoom(16, 8);
        for (int i = 0; i < 4; i++)
        {
            await room.WaitAsync(cancellation);
            room.Take(8);
        }
        Task full = room.WaitAsync(cancellation);
        Assert.False(full.IsCompleted);
        room.GiveBack(8);
        await full;
        room.Take(1);
        Assert.Equal(2, room.Jobs);
        Assert.True(room.WaitAsync(cancellation).IsCompleted);
    }
}
