using System.Runtime.InteropServices;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// When the GPU worked: the intervals of all kernels, copies and fills of this process, whatever library started them ("CUPTI", Activity API; torch brings the library along).
/// Tracing slows launches down, so the idle share that it shows is an upper bound.
/// </summary>
internal static unsafe partial class GpuTrace
{
    private const string Library = "libcupti.so.13";
    private const int BufferBytes = 8 << 20, Copy = 1, Fill = 2, ConcurrentKernel = 10; // CUPTI_ACTIVITY_KIND_*

    private static readonly Lock Guard = new();
    private static List<(ulong Start, ulong End)> intervals = [];

    /// <summary>Nanoseconds on the GPU's clock, by start.</summary>
    public static List<(ulong Start, ulong End)> Of(Action work)
    {
        intervals = [];
        Check(cuptiActivityRegisterCallbacks(&Give, &Take));
        int[] kinds = [Copy, Fill, ConcurrentKernel];
        foreach (int kind in kinds)
            Check(cuptiActivityEnable(kind));
        work();
        foreach (int kind in kinds)
            Check(cuptiActivityDisable(kind));
        Check(cuptiActivityFlushAll(1));
        lock (Guard)
            return [.. intervals.Order()];
    }

    /// <summary>Seconds from the first start to the last end.</summary>
    public static double Whole(List<(ulong Start, ulong End)> intervals) => (intervals.Max(interval => interval.End) - intervals[0].Start) / 1e9;

    /// <summary>Seconds in which nothing ran, in gaps of at least so many nanoseconds that begin between two times, in seconds after the first start.</summary>
    public static double Idle(List<(ulong Start, ulong End)> intervals, ulong leastGap, double from = 0, double to = double.MaxValue)
    {
        ulong first = intervals[0].Start, reached = first, idle = 0;
        foreach ((ulong start, ulong end) in intervals)
        {
            double at = (reached - first) / 1e9;
            if (start > reached && start - reached >= leastGap && at >= from && at < to)
                idle += start - reached;
            reached = Math.Max(reached, end);
        }
        return idle / 1e9;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Give(byte** buffer, nuint* size, nuint* records)
    {
        *buffer = (byte*)NativeMemory.AlignedAlloc(BufferBytes, 8);
        *size = BufferBytes;
        *records = 0; // as many as fit
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Take(nint context, uint stream, byte* buffer, nuint size, nuint valid)
    {
        byte* record = null;
        lock (Guard)
            while (cuptiActivityGetNextRecord(buffer, valid, &record) == 0)
                intervals.Add((*(ulong*)(record + 16), *(ulong*)(record + 24))); // start and end lie alike in the records of all three kinds
        NativeMemory.AlignedFree(buffer);
    }

    private static void Check(int status)
    {
        if (status != 0)
            throw new InvalidOperationException($"CUPTI answered {status}");
    }

    [LibraryImport(Library)]
    private static partial int cuptiActivityRegisterCallbacks(delegate* unmanaged[Cdecl]<byte**, nuint*, nuint*, void> give, delegate* unmanaged[Cdecl]<nint, uint, byte*, nuint, nuint, void> take);

    [LibraryImport(Library)]
    private static partial int cuptiActivityEnable(int kind);

    [LibraryImport(Library)]
    private static partial int cuptiActivityDisable(int kind);

    [LibraryImport(Library)]
    private static partial int cuptiActivityFlushAll(uint forced);

    [LibraryImport(Library)]
    private static partial int cuptiActivityGetNextRecord(byte* buffer, nuint valid, byte** record);
}
