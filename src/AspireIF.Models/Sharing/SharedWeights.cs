using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using TorchSharp;

namespace AspireIF.Models.Sharing;

/// <summary>
/// A model's weights where other processes of the same machine read them: in the GPU's own memory, named to them by CUDA's IPC handles, and, when one of them cannot read that
/// or the model is on the CPU, in a copy in the machine's shared memory. Nothing waits for a reader: the owner withdraws the weights before it changes them, and a copy that was under
/// way then does not count.
/// </summary>
public sealed class SharedWeights : IDisposable
{
    private readonly DecoderModel _model;
    private readonly CudaDevice? _device;
    private readonly SharedFolder _folder;
    private readonly FileStream _owner;
    private readonly SharedVersions _versions;
    private readonly SharedLayout _layout;
    private readonly Action<string> _log;
    private bool _host;
    private SharedMemory? _copy;

    private SharedWeights(DecoderModel model, CudaDevice? device, SharedLayout layout, bool host, Action<string> log)
    {
        (_model, _device, _layout, _host, _log) = (model, device, layout, host, log);
        (_folder, _owner) = SharedFolder.Create();
        _versions = _folder.CreateVersions();
        _versions.Withdraw();
        layout.Write(_folder.Layout);
        Offer = new SharedWeightsOffer(SharedWeightsOffer.ThisHost!, _folder.Path);
    }

    public SharedWeightsOffer Offer { get; }

    /// <summary>Readies the weights of a model that stays where it is. Nothing is to be had before <see cref="Publish"/>.</summary>
    /// <param name="host">Through shared memory at once, also where the GPU's memory could be read.</param>
    /// <param name="log">Takes a line when there is something to say.</param>
    /// <returns>Null where processes cannot share memory; the log says why.</returns>
    public static SharedWeights? TryCreate(DecoderModel model, bool host, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(log);
        if (SharedWeightsOffer.ThisHost is null)
        {
            log("Weights are not shared with other processes: this system has no shared memory by name.");
            return null;
        }
        try
        {
            CudaDevice? device = model.Device.type == DeviceType.CUDA ? CudaDevice.Of(model.Device.index) : null;
            SharedLayout? layout = null;
            try
            {
                if (device is not null && !host)
                    layout = SharedLayout.Of(model, device);
            }
            catch (CudaException error)
            {
                log($"Weights go to other processes through shared memory: {error.Message}.");
            }
            return new SharedWeights(model, device, layout ?? SharedLayout.Of(model, null), layout is null, log);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CudaException)
        {
            log($"Weights are not shared with other processes: {error.Message}");
            return null;
        }
    }

    /// <summary>The weights as they are now are this version, until <see cref="Withdraw"/>.</summary>
    public void Publish(long version)
    {
        if (_device is not null)
        {
            _device.MakeCurrent();
            CudaDriver.Check(CudaDriver.cuCtxSynchronize(), "waiting for the weights");
        }
        if (_layout.Allocations.Count > 0)
            _versions.Device = version;
        if ((_host || _versions.HostWanted) && CopyToHost())
            _versions.Host = version;
    }

    /// <summary>To be called before the weights change.</summary>
    public void Withdraw() => _versions.Withdraw();

    public void Dispose()
    {
        Withdraw();
        _versions.Dispose();
        _copy?.Dispose();
        _folder.Remove();
        _owner.Dispose();
    }

    private bool CopyToHost()
    {
        try
        {
            if (_copy is null)
            {
                _copy = SharedMemory.Create(_folder.Copy, _layout.HostBytes);
                if (_device is not null)
                    _copy.Register(_device);
            }
            foreach (SharedTensor tensor in _layout.Tensors)
                MemoryCopy.ToHost(DevicePointers.Of(_model.Parameters[tensor.Name]), _copy.Pointer + (nint)tensor.HostOffset, tensor.Bytes, _device);
            MemoryCopy.Finish(_device);
            return true;
        }
        catch (Exception error) when (error is IOException or CudaException)
        {
            _log($"Weights are not shared through shared memory ({_layout.HostBytes / 1e9:F1} GB): {error.Message}");
            (_host, _versions.HostWanted) = (false, false);
            return false;
        }
    }
}
