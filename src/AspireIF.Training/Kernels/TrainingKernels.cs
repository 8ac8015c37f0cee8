using System.Collections.Concurrent;
using AspireIF.Models.Native.Cuda;
using AspireIF.Training.Optimisation;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Training.Kernels;

/// <summary>The kernels of <c>head.cu</c> and <c>optimiser.cu</c>, for tensors in bf16 on one GPU.</summary>
internal sealed class TrainingKernels
{
    private const int RowBlock = 512, SumBlocks = 1056, Block = 256;

    private static readonly ConcurrentDictionary<int, Lazy<TrainingKernels?>> Devices = new();

    private readonly KernelModule _module;

    private TrainingKernels(CudaDevice device) =>
        _module = new KernelModule(device, "training", KernelModule.Source(typeof(TrainingKernels).Assembly, "head.cu", "optimiser.cu"), new Dictionary<string, string>());

    /// <summary>Those for a tensor, or null where there are none: not on a GPU, not bf16, or no way to compile them.</summary>
    public static TrainingKernels? For(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CUDA || tensor.dtype != ScalarType.BFloat16)
            return null;
        return Devices.GetOrAdd(Math.Max(0, tensor.device.index), static i => new Lazy<TrainingKernels?>(() => Load(i))).Value;
    }

    /// <summary>Log-probabilities of the targets, entropies and normalisers of rows of logits, each [rows] fp32.</summary>
    /// <param name="logits">[rows, vocabulary], the vocabulary a multiple of 8.</param>
    /// <param name="targets">[rows] int64</param>
    public (Tensor LogProbs, Tensor Entropies, Tensor Normalisers) Softmax(Tensor logits, Tensor targets)
    {
        long rows = logits.shape[0];
        Tensor logProbs = Row(), entropies = Row(), normalisers = Row();
        _module["head_softmax"].Launch(rows, RowBlock, logits, targets, logProbs, entropies, normalisers, (int)(logits.shape[1] / 8));
        return (logProbs, entropies, normalisers);

        Tensor Row() => empty(rows, ScalarType.Float32, logits.device);
    }

    /// <summary>In place, from logits to the gradient by them of the sum of <paramref name="slopes"/> times log-probabilities.</summary>
    public void SoftmaxGradient(Tensor logits, Tensor targets, Tensor normalisers, Tensor slopes) =>
        _module["head_softmax_gradient"].Launch(logits.shape[0], RowBlock, logits, targets, normalisers, slopes, (int)(logits.shape[1] / 8));

    /// <summary>Sum of the squares of all numbers, [] fp32.</summary>
    /// <param name="numbers">Of a length that is a multiple of 8.</param>
    public Tensor SumOfSquares(Tensor numbers)
    {
        Tensor parts = empty(SumBlocks, ScalarType.Float32, numbers.device);
        _module["sum_of_squares"].Launch(SumBlocks, RowBlock, numbers, parts, numbers.numel() / 8);
        return parts.sum();
    }

    /// <summary>One update of some parameters, the same range of every buffer, of a length that is a multiple of 8. See <see cref="Optimisation.AdamW"/>.</summary>
    /// <param name="start">Where the range begins in the moments.</param>
    public void AdamW(Tensor gradients, Tensor values, Tensor master, Moment first, Moment second, long start, AdamWRates rates)
    {
        long length = values.numel(), vectors = length / 8, blocks = (vectors + Block - 1) / Block;
        var (beta1, beta2, root, epsilon, kept, step) = ((float)rates.Beta1, (float)rates.Beta2, (float)rates.Root, (float)rates.Epsilon, (float)rates.Kept, (float)rates.Step);
        if (first.Values is { } fullFirst && second.Values is { } fullSecond)
            _module["adamw"].Launch(blocks, Block, gradients, values, master, fullFirst.narrow(0, start, length), fullSecond.narrow(0, start, length), vectors, beta1, beta2, root, epsilon, kept, step);
        else
            _module["adamw_8bit"].Launch(Math.Min(blocks, SumBlocks), Block, gradients, values, master, first.Codes!.narrow(0, start, length), first.ScalesOf(start, length), second.Codes!.narrow(0, start, length),
                second.ScalesOf(start, length), first.Table, second.Table, vectors, beta1, beta2, root, epsilon, kept, step);
    }

    private static TrainingKernels? Load(int ordinal)
    {
        try
        {
            return new TrainingKernels(CudaDevice.Of(ordinal));
        }
        catch (CudaException error)
        {
            Console.Error.WriteLine($"The head and the optimiser run without kernels of their own, at a fraction of their speed: {error.Message}.");
            return null;
        }
    }
}

/// <param name="Root">Square root of the second moment's bias correction.</param>
/// <param name="Kept">Share of the weights that decay leaves.</param>
/// <param name="Step">Learning rate over the first moment's bias correction.</param>
internal readonly record struct AdamWRates(double Beta1, double Beta2, double Root, double Epsilon, double Kept, double Step);
