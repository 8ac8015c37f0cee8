using System.Diagnostics;
using static TorchSharp.torch;

namespace AspireIF.Bench.Gpu;

/// <summary>Seconds of work on a GPU, from an idle device to an idle device, and what the device itself can do.</summary>
internal static class GpuClock
{
    /// <summary>Median over <paramref name="rounds"/> of running <paramref name="work"/> so many times, in seconds of one time, after a warm-up.</summary>
    public static double Seconds(Action work, int times = 10, int rounds = 3)
    {
        var seconds = new List<double>();
        for (int round = -1; round < rounds; round++)
        {
            cuda.synchronize();
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < (round < 0 ? 2 : times); i++)
            {
                using (NewDisposeScope())
                    work();
            }
            cuda.synchronize();
            if (round >= 0)
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds / times);
        }
        seconds.Sort();
        return seconds[rounds / 2];
    }

    /// <summary>FLOP/s of a bf16 product of 8192 x 8192 matrices.</summary>
    public static double ProductRate()
    {
        using var scope = NewDisposeScope();
        Tensor a = randn([8192, 8192], ScalarType.BFloat16, CUDA), b = randn([8192, 8192], ScalarType.BFloat16, CUDA);
        return 2 * Math.Pow(8192, 3) / Seconds(() => a.matmul(b));
    }

    /// <summary>Bytes/s of a copy on the device, read and written.</summary>
    public static double CopyRate()
    {
        using var scope = NewDisposeScope();
        Tensor a = randn([1L << 30], ScalarType.BFloat16, CUDA), b = empty_like(a);
        return 4.0 * (1L << 30) / Seconds(() => b.copy_(a));
    }
}
