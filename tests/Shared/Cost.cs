namespace AspireIF.Tests;

/// <summary>What work costs, whatever else the machine does.</summary>
internal static class Cost
{
    private const int Rounds = 5;

    /// <summary>Processor time of all threads of this process; meant for tests in <see cref="Alone"/>. A busy machine makes work last longer, not cost more.</summary>
    public static TimeSpan ProcessorTime(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        work();
        return Environment.CpuUsage.TotalTime - before;
    }

    /// <summary>
    /// Managed bytes that the work allocates on this thread, once it has run before. A garbage collection may empty a pool and so add to one
    /// run; what the work itself allocates is in every run, so the least of several is told.
    /// </summary>
    public static long AllocatedBytes(Action work)
    {
        work();
        long least = long.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
