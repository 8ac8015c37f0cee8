using AspireIF.Models.Native;
using AspireIF.Training.Optimisation;
using AdamW = AspireIF.Training.Optimisation.AdamW;
using Parameter = TorchSharp.Modules.Parameter;
using static TorchSharp.torch;

namespace AspireIF.Training.Tests.Optimisation;

public sealed class AdamWTests
{
    public AdamWTests() => TorchRuntime.Load();

    [Fact]
    public void Agrees_with_the_library_optimiser_over_many_steps()
    {
        using var scope = NewDisposeScope();
        var options = new AdamWOptions { WeightDecay = 0.1 };
        var generator = new Generator(11);
        Parameter matrix = Random(generator, 6, 5), vector = Random(generator, 7);
        Parameter matrixTwin = new(matrix.detach().clone()), vectorTwin = new(vector.detach().clone());

        using var flat = new FlatParameters([("vector", vector), ("matrix", matrix)]);
        using var ours = new AdamW(flat, options);
        // The library decays every parameter of a group alike, so the two kinds go to two optimisers.
        using var theirsMatrix = optim.AdamW([matrixTwin], lr: 0.01, beta1: 0.9, beta2: 0.95, eps: 1e-8, weight_decay: 0.1);
        using var theirsVector = optim.AdamW([vectorTwin], lr: 0.01, beta1: 0.9, beta2: 0.95, eps: 1e-8, weight_decay: 0);
        for (int step = 0; step < 50; step++)
        {
            flat.ZeroGradients();
            theirsMatrix.zero_grad();
            theirsVector.zero_grad();
            Loss(matrix, vector).backward();
            Loss(matrixTwin, vectorTwin).backward();
            ours.Step(0.01);
            theirsMatrix.step();
            theirsVector.step();
        }
        Assert.True((matrix - matrixTwin).abs().max().item<float>() < 1e-5f);
        Assert.True((vector - vectorTwin).abs().max().item<float>() < 1e-5f);
    }

    [Fact]
    public void Master_weights_keep_updates_that_the_parameters_cannot_hold()
    {
        using var scope = NewDisposeScope();
        // bf16 has 8 significant bits: 1 - 1e-3 rounds back to 1, so without a master copy nothing would ever move.
        var parameter = new Parameter(ones(4, 4, ScalarType.BFloat16));
        using var flat = new FlatParameters([("weight", parameter)]);
        using var optimiser = new AdamW(flat, new AdamWOptions { WeightDecay = 0 });
        for (int step = 0; step < 20; step++)
        {
            flat.ZeroGradients();
            parameter.sum().backward();
            optimiser.Step(1e-3);
        }
        Assert.Equal(0.98f, parameter.to(ScalarType.Float32).mean().item<float>(), 0.005f);
    }

    [Fact]
    public void Clipping_scales_the_joint_norm_and_reports_the_norm_before()
    {
        using var scope = NewDisposeScope();
        var a = new Parameter(zeros(3, 3));
        var b = new Parameter(zeros(4));
        using var flat = new FlatParameters([("a", a), ("b", b)]);
        ((a * 2).sum() + (b * 3).sum()).backward();
        double norm = flat.ClipGradients(1.0).item<float>();
        Assert.Equal(Math.Sqrt(9 * 4 + 4 * 9), norm, 4);
        Assert.Equal(1.0, linalg.vector_norm(flat.Gradients, ord: 2).item<float>(), 4);
    }

    [Fact]
    public void Parameters_keep_their_values_and_become_views()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(arange(6, ScalarType.Float32).view(2, 3));
        using var flat = new FlatParameters([("weight", parameter)]);
        using (no_grad())
            flat.Values.add_(1);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], parameter.view(-1).data<float>().ToArray());
    }

    private static Parameter Random(Generator generator, params long[] shape) => new(randn(shape, generator: generator));

    private static Tensor Loss(Tensor matrix, Tensor vector) => (matrix.square().sum() + matrix.sin().sum()) + (vector - 1).pow(4).sum();
}
