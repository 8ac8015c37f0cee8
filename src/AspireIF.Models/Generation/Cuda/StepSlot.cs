using AspireIF.Models.Native.Cuda;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>The host's memory of one step under way: what it is told, and what it chose.</summary>
internal sealed unsafe class StepSlot : IDisposable
{
    private readonly nint _done;

    public StepSlot(int inputBytes, long choiceBytes)
    {
        Inputs = new HostMemory(inputBytes);
        Choices = new HostMemory(choiceBytes);
        CudaDriver.Check(CudaDriver.cuEventCreate(out _done, CudaDriver.EventWithoutTime), "making an event");
    }

    /// <summary>Where the step is packed; free for the next one when <see cref="Wait"/> has returned.</summary>
    public HostMemory Inputs { get; }

    /// <summary>Where the step's choices go.</summary>
    public HostMemory Choices { get; }

    /// <summary>The step, its choices included, is enqueued.</summary>
    public void Mark(nint stream) => CudaDriver.Check(CudaDriver.cuEventRecord(_done, stream), "marking the end of a step");

    /// <summary>Waits for the step and gives its first choices.</summary>
    public void Wait(Span<TokenChoice> choices)
    {
        CudaDriver.Check(CudaDriver.cuEventSynchronize(_done), "computing a step");
        var chosen = new ReadOnlySpan<SampledToken>((void*)Choices.Pointer, choices.Length);
        for (var i = 0; i < choices.Length; i++)
            choices[i] = new TokenChoice(chosen[i].Token, chosen[i].LogProb, chosen[i].RawLogProb);
    }

    public void Dispose()
    {
        Inputs.Dispose();
        Choices.Dispose();
        _ = CudaDriver.cuEventDestroy_v2(_done);
    }
}
