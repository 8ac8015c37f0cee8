namespace AspireIF.Models.Generation.Cpu;

/// <summary>Stopwatch ticks per kind of work, summed over the threads' passes.</summary>
internal sealed class StepTimes
{
    public long Projections { get; set; }
    public long Attention { get; set; }
    public long Head { get; set; }
    public long Sampling { get; set; }

    /// <summary>Norms, rotary positions, cache writes, SwiGLU.</summary>
    public long Other { get; set; }

    public void Add(StepTimes other)
    {
        Projections += other.Projections;
        Attention += other.Attention;
        Head += other.Head;
        Sampling += other.Sampling;
        Other += other.Other;
    }

    public void Subtract(StepTimes other)
    {
        Projections -= other.Projections;
        Attention -= other.Attention;
        Head -= other.Head;
        Sampling -= other.Sampling;
        Other -= other.Other;
    }
}
