namespace AspireIF.Models.Native.Cuda;

/// <summary>Launches that were recorded once and are started together.</summary>
internal sealed class Graph : IDisposable
{
    private readonly nint _graph, _executable;

    /// <param name="launches">Enqueues on the stream what the graph shall hold; nothing runs yet.</param>
    public Graph(nint stream, Action launches)
    {
        CudaDriver.Check(CudaDriver.cuStreamBeginCapture_v2(stream, CudaDriver.RelaxedCapture), "beginning a graph");
        try
        {
            launches();
        }
        catch
        {
            _ = CudaDriver.cuStreamEndCapture(stream, out _); // the stream must not go on recording
            throw;
        }
        CudaDriver.Check(CudaDriver.cuStreamEndCapture(stream, out _graph), "ending a graph");
        CudaDriver.Check(CudaDriver.cuGraphInstantiateWithFlags(out _executable, _graph, 0), "preparing a graph");
    }

    public void Launch(nint stream) => CudaDriver.Check(CudaDriver.cuGraphLaunch(_executable, stream), "starting a graph");

    public void Dispose()
    {
        _ = CudaDriver.cuGraphExecDestroy(_executable);
        _ = CudaDriver.cuGraphDestroy(_graph);
    }
}
