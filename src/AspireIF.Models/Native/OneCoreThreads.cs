using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TorchSharp;

namespace AspireIF.Models.Native;

/// <summary>
/// Threads whose tensor operations stay on one core. Independent passes of a small model run faster beside each other, one on each core, than one after
/// the other with every operation divided: most operations are too short to be worth dividing.
/// </summary>
public static class OneCoreThreads
{
    private static readonly BlockingCollection<Action> Work = [];

    /// <summary>The results of <paramref name="pass"/>, in order, computed by as many threads as one operation of the caller may use. The passes must not depend on each other.</summary>
    /// <remarks>Dispose scopes and <c>no_grad</c> belong to a thread: a pass opens its own.</remarks>
    public static TResult[] Map<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> pass)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(pass);
        TorchRuntime.Load();
        var results = new TResult[items.Count];
        int threads = Math.Min(torch.get_num_threads(), items.Count), next = -1;
        Exception? failure = null;
        using var running = new CountdownEvent(Math.Max(threads, 1));
        for (int i = 0; i < threads; i++)
            Work.Add(TakeTurns);
        if (threads == 0)
            running.Signal();
        running.Wait();
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return results;

        void TakeTurns()
        {
            try
            {
                for (int i; failure is null && (i = Interlocked.Increment(ref next)) < results.Length;)
                    results[i] = pass(items[i]);
            }
            catch (Exception error)
            {
                failure = error;
            }
            finally
            {
                running.Signal();
            }
        }
    }

    /// <summary>To be called once, before anything else of torch runs: the number of threads that a thread sets is also the one with which others begin.</summary>
    internal static void Start()
    {
        int usual = torch.get_num_threads();
        using var ready = new CountdownEvent(Environment.ProcessorCount);
        for (int i = 0; i < Environment.ProcessorCount; i++)
            new Thread(() => Serve(ready)) { IsBackground = true, Name = $"one core {i}" }.Start();
        ready.Wait();
        torch.set_num_threads(usual);
    }

    private static void Serve(CountdownEvent ready)
    {
        torch.set_num_threads(1);
        ready.Signal();
        foreach (Action action in Work.GetConsumingEnumerable())
            action();
    }
}
