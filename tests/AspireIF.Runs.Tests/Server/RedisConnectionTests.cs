using AspireIF.Runs.Server;
using AspireIF.Tests;

namespace AspireIF.Runs.Tests.Server;

public sealed class RedisConnectionTests
{
    [Fact]
    public async Task What_a_server_wrote_that_died_before_its_commit_is_written_again()
    {
        await using var server = new GarnetProcess();
        await server.StartAsync();
        await using RedisConnection connection = await RedisConnection.OpenAsync(server.ConnectionString);
        int calls = 0;
        // The client is held up until the server's successor runs, and asks that one to commit.
        bool written = await connection.WriteAsync(
            database =>
            {
                Task<bool> set = database.StringSetAsync("key", "value");
                if (++calls == 1)
                    RestartAsync(set).GetAwaiter().GetResult();
                return set;
            },
            TestContext.Current.CancellationToken);
        Assert.True(written);
        Assert.Equal(2, calls);

        async Task RestartAsync(Task answered)
        {
            await answered;
            await server.KillAsync();
            await server.StartAsync();
        }
    }
}
