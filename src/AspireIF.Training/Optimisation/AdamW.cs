using AspireIF.Models.Transformer;
using AspireIF.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Training.Optimisation;

/// <summary>Settings of <see cref="AdamW"/>.</summary>
public sealed record AdamWOptions
{
    public double Beta1 { get; init; } = 0.9;

    public double Beta2 { get; init; } = 0.95;

    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled decay, applied to matrices only.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Keep an fp32 copy of parameters of a smaller type, so that updates below its resolution are not lost.</summary>
    public bool MasterWeights { get; init; } = true;

    /// <summary>Keep the moments in 8 bits (Dettmers et al., "8-bit Optimizers via Block-wise Quantization", ICLR 2022), in blocks of 256: 2 bytes a parameter instead of 8.</summary>
    public bool EightBitMoments { get; init; }
}

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, algorithm 2)
/// over flat buffers. Moments (unless in 8 bits), and the master weights of parameters that are not fp32, are fp32.
/// </summary>
public sealed class AdamW : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly Moment _first, _second;
    private readonly Tensor? _master;

    public AdamW(FlatParameters parameters, AdamWOptions options)
    {
        _parameters = parameters;
        Options = options;
        Tensor values = parameters.Values;
        _first = new Moment("first_moment", parameters, options.EightBitMoments, signed: true);
        _second = new Moment("second_moment", parameters, options.EightBitMoments, signed: false);
        if (values.dtype != ScalarType.Float32 && options.MasterWeights)
            _master = values.to(ScalarType.Float32).DetachFromDisposeScope();
    }

    public AdamWOptions Options { get; }

    /// <summary>How many updates were made; resumes from a checkpoint set it.</summary>
    public long StepCount { get; set; }

    /// <summary>The tensors that a checkpoint must hold, by name; restoring copies into them.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State() => [.. _first.State(), .. _second.State(), .. _master is null ? [] : new[] { ("master", _master) }];

    /// <summary>One update from the gradients in the buffer, which stay as they are.</summary>
    public void Step(double learningRate)
    {
        using var noGrad = no_grad();
        StepCount++;
        double correction1 = 1 - Math.Pow(Options.Beta1, StepCount);
        double correction2 = 1 - Math.Pow(Options.Beta2, StepCount);
        long decayed = _parameters.DecayedCount;
        for (long start = 0; start < _parameters.Count;)
        {
            // A block never straddles the border between decayed and undecayed parameters.
            long end = Math.Min(start + FlatParameters.BlockLength, start < decayed ? decayed : _parameters.Count);
            Update(start, end - start, learningRate, start < decayed ? Options.WeightDecay : 0, correction1, correction2);
            start = end;
        }
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _master?.Dispose();
    }

    private void Update(long start, long length, double learningRate, double decay, double correction1, double correction2)
    {
        using var scope = NewDisposeScope();
        Tensor value = _parameters.Values.narrow(0, start, length);
        if (_master is not null && start % 8 == 0 && length % 8 == 0 && TrainingKernels.For(value) is { } kernels)
        {
            var rates = new AdamWRates(Options.Beta1, Options.Beta2, Math.Sqrt(correction2), Options.Epsilon, 1 - learningRate * decay, learningRate / correction1);
            kernels.AdamW(_parameters.Gradients.narrow(0, start, length), value, _master.narrow(0, start, length), _first, _second, start, rates);
            return;
        }
        Tensor gradient = _parameters.Gradients.narrow(0, start, length).to(ScalarType.Float32);
        Tensor weight = _master?.narrow(0, start, length) ?? value;
        Tensor first = _first.Read(start, length), second = _second.Read(start, length);

        // Every number has a name that outlives the calls: see TensorSums.
        using Scalar beta1 = Options.Beta1, rest1 = 1 - Options.Beta1, beta2 = Options.Beta2, rest2 = 1 - Options.Beta2;
        using Scalar root = Math.Sqrt(correction2), epsilon = Options.Epsilon, kept = 1 - learningRate * decay, step = -learningRate / correction1;
        first.mul_(beta1).add_(gradient, rest1);
        second.mul_(beta2).addcmul_(gradient, gradient, rest2);
        Tensor denominator = second.sqrt().div_(root).Accumulate(epsilon);
        if (decay != 0)
            weight.mul_(kept);
        if (weight.dtype == ScalarType.Float32)
            weight.addcdiv_(first, denominator, step);
        else
            weight.add_(first.div(denominator).to(weight.dtype), step);
        if (_master is not null)
            value.copy_(weight);
        _first.Write(start, first);
        _second.Write(start, second);
    }
}
