using AspireIF.Models.Transformer;
using AspireIF.Training.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Training.Optimisation;

/// <summary>
/// Trainable parameters laid out in one buffer, with their gradients in a second one, so that clipping, the optimiser and
/// publishing work on a few long vectors instead of hundreds of small tensors. Matrices come first and vectors (norms,
/// biases) last, because weight decay applies to the former only.
/// </summary>
/// <remarks>The parameters keep their identity: each becomes a view into <see cref="Values"/>. Both buffers are owned here.</remarks>
public sealed class FlatParameters : IDisposable
{
    /// <summary>Work over the buffers goes in blocks of so many elements, so that its fp32 temporaries are one block long, not one model long.</summary>
    internal const long BlockLength = 1 << 26;

    public FlatParameters(IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        var ordered = parameters.OrderBy(p => p.Parameter.dim() >= 2 ? 0 : 1).ToArray();
        if (ordered.Length == 0)
            throw new ArgumentException("there are no parameters to train", nameof(parameters));
        ScalarType dtype = ordered[0].Parameter.dtype;
        Device device = ordered[0].Parameter.device;
        if (ordered.FirstOrDefault(p => p.Parameter.dtype != dtype) is { Name: not null } odd)
            throw new ArgumentException($"parameter '{odd.Name}' is {odd.Parameter.dtype}, the others {dtype}: train in one type", nameof(parameters));

        using var noGrad = no_grad();
        long total = ordered.Sum(p => p.Parameter.numel());
        Values = empty(total, dtype, device).DetachFromDisposeScope();
        Gradients = zeros(total, dtype, device).DetachFromDisposeScope();
        var slices = new List<ParameterSlice>();
        long offset = 0;
        foreach (var (name, parameter) in ordered)
        {
            using var scope = NewDisposeScope();
            long[] shape = parameter.shape;
            long count = parameter.numel();
            Tensor view = Values.narrow(0, offset, count).view(shape);
            view.copy_(parameter);
            parameter.set_(view);
            parameter.grad = Gradients.narrow(0, offset, count).view(shape);
            slices.Add(new(name, shape, offset));
            offset += count;
            if (parameter.dim() >= 2)
                DecayedCount = offset;
        }
        Slices = slices;
    }

    /// <summary>All values, [count], of the parameters' type.</summary>
    public Tensor Values { get; }

    /// <summary>All gradients, [count], accumulated into by every backward pass.</summary>
    public Tensor Gradients { get; }

    public long Count => Values.numel();

    /// <summary>The first so many elements belong to matrices: weight decay applies to them.</summary>
    public long DecayedCount { get; }

    public IReadOnlyList<ParameterSlice> Slices { get; }

    public void ZeroGradients() => Gradients.zero_();

    /// <summary>
    /// Scales the gradients so that their joint L2 norm is at most <paramref name="maximum"/> and returns the norm before.
    /// Nothing waits for the device until the caller reads the returned scalar.
    /// </summary>
    public Tensor ClipGradients(double maximum)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor norm = SumOfSquares().sqrt();
        if (maximum > 0 && !double.IsPositiveInfinity(maximum))
        {
            using Scalar limit = maximum, epsilon = 1e-6, one = 1.0; // named: see TensorSums
            Gradients.mul_(norm.Plus(epsilon).reciprocal().mul(limit).clamp_max(one).to(Gradients.dtype));
        }
        return norm.MoveToOuterDisposeScope();
    }

    private Tensor SumOfSquares()
    {
        if (Count % 8 == 0 && TrainingKernels.For(Gradients) is { } kernels)
            return kernels.SumOfSquares(Gradients);
        Tensor squares = zeros(1, ScalarType.Float32, Gradients.device);
        for (long start = 0; start < Count; start += BlockLength)
        {
            using var block = NewDisposeScope();
            Tensor part = Gradients.narrow(0, start, Math.Min(BlockLength, Count - start)).to(ScalarType.Float32);
            squares.Accumulate((part * part).sum());
        }
        return squares;
    }

    public void Dispose()
    {
        Values.Dispose();
        Gradients.Dispose();
    }
}

/// <summary>Where one parameter lies in the flat buffers.</summary>
public sealed record ParameterSlice(string Name, IReadOnlyList<long> Shape, long Offset);
