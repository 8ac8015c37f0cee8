using AspireIF.Models.Configuration;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Sharing;

/// <summary>
/// Reads weights that another process (or another part of this one) shares. Every read is into memory of its own and counts only if the version was there before and after it, so
/// an owner that goes on, or dies, at any moment leaves nothing behind. The ways are tried in this order: the GPU's memory, shared memory; the first that serves is said in one line.
/// </summary>
public sealed class SharedWeightsReader : IDisposable
{
    private readonly SharedFolder _folder;
    private readonly SharedLayout _layout;
    private readonly SharedVersions _versions;
    private readonly Action<string> _log;
    private SharedMemory? _copy;
    private bool _handlesFail, _told, _useless;

    private SharedWeightsReader(SharedFolder folder, Action<string> log)
    {
        (_folder, _log) = (folder, log);
        _layout = SharedLayout.Read(folder.Layout);
        _versions = folder.OpenVersions();
    }

    /// <returns>Null when the offer is not for this machine, or no longer holds.</returns>
    public static SharedWeightsReader? TryOpen(SharedWeightsOffer offer, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(log);
        var folder = new SharedFolder(offer.Folder);
        if (!offer.IsHere || !folder.HasOwner)
            return null;
        try
        {
            return new SharedWeightsReader(folder, log);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log($"Weights are not read from the learner's memory: {error.Message}");
            return null;
        }
    }

    /// <summary>Copies exactly this version into a new model, which the caller disposes.</summary>
    /// <param name="configuration">Of the model that the weights must be of.</param>
    /// <returns>Null when this version is not to be had here, now.</returns>
    public DecoderModel? TryRead(long version, ModelConfiguration configuration, ScalarType type, Device device)
    {
        if (_useless || (_versions.Device != version && _versions.Host != version))
            return null;
        if (!_folder.HasOwner)
        {
            _folder.Remove(); // who died does not tidy up
            return null;
        }
        if (_layout.Obstacle(configuration, type) is { } obstacle)
        {
            _useless = true;
            _log($"Weights are not read from the learner's memory: {obstacle}.");
            return null;
        }
        try
        {
            CudaDevice? gpu = device.type == DeviceType.CUDA ? CudaDevice.Of(device.index) : null;
            if (gpu is not null && !_handlesFail && _versions.Device == version)
                return Read(configuration, type, device, target => CopyOnDevice(target, gpu) && _versions.Device == version, "the GPU's memory");
            return _versions.Host == version
                ? Read(configuration, type, device, target => CopyFromHost(target, gpu) && _versions.Host == version, "shared memory") : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CudaException)
        {
            if (_folder.HasOwner) // else the memory went with it
            {
                _useless = true;
                _log($"Weights are not read from the learner's memory: {error.Message}");
            }
            return null;
        }
    }

    public void Dispose()
    {
        _versions.Dispose();
        _copy?.Dispose();
    }

    private DecoderModel? Read(ModelConfiguration configuration, ScalarType type, Device device, Func<DecoderModel, bool> copy, string way)
    {
        DecoderModel target = DecoderModel.Unfilled(configuration, device, type);
        bool sound = false;
        try
        {
            sound = copy(target);
        }
        finally
        {
            if (!sound)
                target.Dispose();
        }
        if (!sound)
            return null;
        if (!_told)
            _log($"Weights come from the learner's process through {way}.");
        _told = true;
        return target;
    }

    private bool CopyOnDevice(DecoderModel target, CudaDevice device)
    {
        device.MakeCurrent();
        var opened = new List<nint>();
        try
        {
            if (!Open(opened))
                return false;
            bool own = opened.Count == 0;
            foreach (SharedTensor tensor in _layout.Tensors)
            {
                nint start = own ? (nint)_layout.Allocations[tensor.Allocation].Address : opened[tensor.Allocation];
                MemoryCopy.OnDevice(start + (nint)tensor.Offset, DevicePointers.Of(target.Parameters[tensor.Name]), tensor.Bytes);
            }
            MemoryCopy.Finish(device);
            return true;
        }
        finally
        {
            // Not kept open: memory that its owner frees must not be mapped anywhere.
            foreach (nint pointer in opened)
                _ = CudaDriver.cuIpcCloseMemHandle(pointer);
        }
    }

    /// <summary>Maps the owner's allocations; those of this very process are at hand as they are.</summary>
    private bool Open(List<nint> opened)
    {
        if (_layout.Process == SharedLayout.ThisProcess)
            return true;
        foreach (SharedAllocation allocation in _layout.Allocations)
        {
            int result = CudaDriver.cuIpcOpenMemHandle_v2(out nint pointer, MemoryHandle.Parse(allocation.Handle), CudaDriver.LazyPeerAccess);
            if (result != 0)
            {
                if (_folder.HasOwner)
                {
                    _handlesFail = true;
                    _versions.HostWanted = true;
                    _log($"The learner's GPU memory cannot be read from here (CUDA error {result}); from the next version on its weights come through shared memory.");
                }
                return false;
            }
            opened.Add(pointer);
        }
        return true;
    }

    private bool CopyFromHost(DecoderModel target, CudaDevice? device)
    {
        _copy ??= SharedMemory.Open(_folder.Copy);
        if (device is not null)
        {
            _copy.Register(device);
            device.MakeCurrent();
        }
        foreach (SharedTensor tensor in _layout.Tensors)
            MemoryCopy.FromHost(_copy.Pointer + (nint)tensor.HostOffset, DevicePointers.Of(target.Parameters[tensor.Name]), tensor.Bytes, device);
        MemoryCopy.Finish(device);
        return true;
    }
}
