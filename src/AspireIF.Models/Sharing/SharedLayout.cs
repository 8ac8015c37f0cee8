using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using TorchSharp;

namespace AspireIF.Models.Sharing;

/// <summary>What lies where in the memory that a learner shares.</summary>
/// <param name="Process">The learner's, by a name that no other process has.</param>
/// <param name="Type">Of all tensors, by torch's name.</param>
/// <param name="Allocations">Of the GPU's memory; empty when the weights are not on a GPU or cannot be named to others.</param>
/// <param name="Tensors">In the order of the model's parameters.</param>
internal sealed record SharedLayout(Guid Process, string Type, IReadOnlyList<SharedAllocation> Allocations, IReadOnlyList<SharedTensor> Tensors)
{
    // Tensors in the host's copy begin at multiples of this.
    private const long Alignment = 256;

    /// <summary>This process.</summary>
    public static Guid ThisProcess { get; } = Guid.NewGuid();

    /// <summary>Size of the host's copy.</summary>
    public long HostBytes => Tensors.Count == 0 ? 0 : Tensors[^1].HostOffset + Tensors[^1].Bytes;

    /// <param name="device">Where the allocations are to be named to others; null for a layout of the host's copy alone.</param>
    /// <exception cref="CudaException">The driver does not name this memory.</exception>
    public static SharedLayout Of(DecoderModel model, CudaDevice? device)
    {
        var allocations = new List<SharedAllocation>();
        var tensors = new List<SharedTensor>();
        long host = 0;
        device?.MakeCurrent();
        foreach (var (name, parameter) in model.Parameters)
        {
            long bytes = parameter.numel() * parameter.ElementSize, offset = 0;
            int allocation = -1;
            if (device is not null)
                (allocation, offset) = Place(DevicePointers.Of(parameter), allocations);
            tensors.Add(new SharedTensor(name, parameter.shape, bytes, allocation, offset, host));
            host = (host + bytes + Alignment - 1) / Alignment * Alignment;
        }
        return new SharedLayout(ThisProcess, model.DataType.ToString(), allocations, tensors);
    }

    /// <summary>Why a model cannot take these weights; null when it can.</summary>
    public string? Obstacle(ModelConfiguration configuration, torch.ScalarType type)
    {
        if (Type != type.ToString())
            return $"they are {Type}, the model here is {type}";
        var expected = ParameterShapes.Of(configuration).ToArray();
        return expected.Length == Tensors.Count && expected.Zip(Tensors).All(p => p.First.Name == p.Second.Name && p.First.Shape.SequenceEqual(p.Second.Shape))
            ? null : "they are of a model of another shape";
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this));

    public static SharedLayout Read(string path) => JsonSerializer.Deserialize<SharedLayout>(File.ReadAllText(path)) ?? throw new InvalidDataException($"{path} is empty");

    /// <summary>torch cuts tensors out of larger allocations, and only a whole one can be named.</summary>
    private static (int Allocation, long Offset) Place(nint pointer, List<SharedAllocation> allocations)
    {
        int known = allocations.FindIndex(a => pointer >= a.Address && pointer < a.Address + a.Bytes);
        if (known < 0)
        {
            CudaDriver.Check(CudaDriver.cuMemGetAddressRange_v2(out nint start, out nuint bytes, pointer), "looking up an allocation");
            CudaDriver.Check(CudaDriver.cuIpcGetMemHandle(out MemoryHandle handle, start), "naming an allocation to other processes");
            known = allocations.Count;
            allocations.Add(new SharedAllocation(handle.ToString(), (long)start, (long)bytes));
        }
        return (known, pointer - allocations[known].Address);
    }
}

/// <param name="Handle">As another process opens it.</param>
/// <param name="Address">In the learner's own process.</param>
internal sealed record SharedAllocation(string Handle, long Address, long Bytes);

/// <param name="Allocation">Index of its allocation on the GPU, or -1.</param>
/// <param name="Offset">In the allocation, in bytes.</param>
/// <param name="HostOffset">In the host's copy, in bytes.</param>
internal sealed record SharedTensor(string Name, long[] Shape, long Bytes, int Allocation, long Offset, long HostOffset);
