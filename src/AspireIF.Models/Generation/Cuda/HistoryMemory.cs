using AspireIF.Models.Native.Cuda;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>Tokens so far of sequences with a repetition penalty, [samples, context]; made when the first one comes.</summary>
internal sealed unsafe class HistoryMemory(int samples, int context, nint stream) : IDisposable
{
    private readonly DeviceMemory _device = new(4L * samples * context, stream);
    private readonly HostMemory _host = new(4L * samples * context);

    /// <summary>Copies the tokens and says where they are.</summary>
    public void Upload(List<(Sequence Sequence, int Row)> sequences, SamplingRow* rows)
    {
        foreach (var (sequence, row) in sequences)
        {
            var offset = 4 * (nint)row * context;
            sequence.Tokens.CopyTo(new Span<int>((void*)(_host.Pointer + offset), context));
            rows[row].History = _device.Pointer + offset;
            CudaDriver.Check(
                CudaDriver.cuMemcpyHtoDAsync_v2(_device.Pointer + offset, _host.Pointer + offset, (nuint)(4 * sequence.Length), stream), "copying a history");
        }
    }

    public void Dispose()
    {
        _device.Dispose();
        _host.Dispose();
    }
}
