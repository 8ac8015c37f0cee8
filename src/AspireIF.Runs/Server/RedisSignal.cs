using StackExchange.Redis;

namespace AspireIF.Runs.Server;

/// <summary>Wakes who waits for a message on a channel. A message may be missed (a lost connection): waiting has a limit, then one looks by oneself.</summary>
internal sealed class RedisSignal(RedisConnection connection, RedisChannel channel) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<Action<RedisValue>> listeners = [];
    private TaskCompletionSource next = Fresh();
    private Task? subscription;

    /// <summary>Completes at the next message. Taken before looking, so that nothing slips in between.</summary>
    public async Task<Task> NextAsync(CancellationToken cancellation)
    {
        await SubscribeAsync(cancellation).ConfigureAwait(false);
        lock (gate)
            return next.Task;
    }

    /// <summary>Calls back at every message until disposed.</summary>
    public async Task<IDisposable> ListenAsync(Action<RedisValue> listener, CancellationToken cancellation)
    {
        await SubscribeAsync(cancellation).ConfigureAwait(false);
        lock (gate)
            listeners.Add(listener);
        return new Listening(this, listener);
    }

    public async ValueTask DisposeAsync()
    {
        if (subscription is { IsCompletedSuccessfully: true })
            await connection.Subscriber.UnsubscribeAsync(channel, OnMessage, CommandFlags.FireAndForget).ConfigureAwait(false);
    }

    private async Task SubscribeAsync(CancellationToken cancellation)
    {
        Task current;
        lock (gate)
        {
            if (subscription is null or { IsFaulted: true } or { IsCanceled: true })
            {
                subscription = connection.ReadAsync(
                    async _ =>
                    {
                        await connection.Subscriber.SubscribeAsync(channel, OnMessage).ConfigureAwait(false);
                        return true;
                    },
                    CancellationToken.None);
            }
            current = subscription;
        }
        await current.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private void OnMessage(RedisChannel from, RedisValue message)
    {
        Action<RedisValue>[] called;
        TaskCompletionSource done;
        lock (gate)
        {
            called = [.. listeners];
            done = next;
            next = Fresh();
        }
        done.SetResult();
        foreach (Action<RedisValue> listener in called)
            listener(message);
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Listening(RedisSignal signal, Action<RedisValue> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (signal.gate)
                signal.listeners.Remove(listener);
        }
    }
}
