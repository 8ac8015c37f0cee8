using AspireIF.Models.Configuration;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using AspireIF.Models.Transformer.Fused;
using AspireIF.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Bench.Gpu;

/// <summary>Where a learner's step goes: each part alone, beside what its operations and bytes take at the device's measured rates.</summary>
internal static class LearnerParts
{
    public static void Print(DecoderModel model, int tokens, int chunk, int length)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        ModelConfiguration shape = model.Configuration;
        double product = GpuClock.ProductRate(), copy = GpuClock.CopyRate();
        Console.WriteLine($"bf16 product of 8192 x 8192: {product / 1e12:F0} TFLOP/s; copy {copy / 1e12:F2} TB/s; parts for {tokens} tokens:");
        Console.WriteLine($"{"",-34}{"times",6}{"ms",9}{"all ms",9}{"limit",9}{"of limit",10}");
        int hidden = shape.HiddenSize, wide = shape.IntermediateSize, heads = (shape.QueryHeads + 2 * shape.KeyValueHeads) * shape.HeadDimension, layers = shape.Layers;
        int queries = shape.QueryHeads * shape.HeadDimension;
        double all = 0, limits = 0;
        var kernels = new LayerKernels(shape, CudaDevice.Of(0));
        Tensor x = Random(tokens, hidden), rows = Random(tokens, heads), gateUp = Random(tokens, 2 * wide), active = Random(tokens, wide), gain = ones(hidden, ScalarType.BFloat16, CUDA);
        foreach (var (name, inputs, outputs, activations) in ((string, int, int, Tensor)[])[("rows", hidden, heads, rows), ("output", queries, hidden, x), ("gate and up", hidden, 2 * wide, gateUp), ("down", wide, hidden, x)])
        {
            using DisposeScope part = NewDisposeScope();
            Tensor weight = Random(outputs, inputs), gradient = Random(outputs, inputs), from = inputs == hidden ? x : active;
            double flops = 2.0 * tokens * inputs * outputs;
            Row(name + ", forward", layers, flops, 0, () => from.matmul(weight.t()));
            Row(name + ", gradient by inputs", layers, flops, 0, () => activations.matmul(weight));
            Row(name + ", gradient by weights", layers, flops, 0, () => gradient.addmm_(activations.t(), from, 1, 1));
        }

        PackedBatch batch = PackedBatch.Of([.. Enumerable.Range(0, tokens / length).Select(_ => new int[length])]);
        using PackedLayout layout = PackedLayout.Of(batch, RotaryPositions.Frequencies(shape), CUDA);
        Tensor view = rows.view(tokens, shape.QueryHeads + 2 * shape.KeyValueHeads, shape.HeadDimension);
        Tensor q = view.narrow(1, 0, shape.QueryHeads), k = view.narrow(1, shape.QueryHeads, shape.KeyValueHeads), v = view.narrow(1, shape.QueryHeads + shape.KeyValueHeads, shape.KeyValueHeads);
        double attention = 2.0 * tokens * length * queries;
        PackedAttention saved = PackedAttention.Forward(q, k, v, layout, true);
        Row("attention of equal sequences", 0, attention, 0, () => PackedAttention.Forward(q, k, v, layout, false));
        Row("the same, with its gradient", layers, 3.5 * attention, 0, () => PackedAttention.Forward(q, k, v, layout, true).Backward(saved.Output, layout));
        PackedBatch uneven = PackedBatch.Of([.. Enumerable.Range(0, tokens / length).Select(i => new int[length + (i == 0 ? 1 : i == 1 ? -1 : 0)])]);
        using PackedLayout any = PackedLayout.Of(uneven, RotaryPositions.Frequencies(shape), CUDA);
        PackedAttention savedAny = PackedAttention.Forward(q, k, v, any, true);
        Row("attention of any sequences", 0, attention, 0, () => PackedAttention.Forward(q, k, v, any, false));
        Row("its gradient", 0, 2.5 * attention, 0, () => savedAny.Backward(savedAny.Output, any));
        (Tensor dq, Tensor dk, Tensor dv) = (q.contiguous(), k.contiguous(), v.contiguous());

        (_, Tensor? scales) = kernels.Norm(x, gain, true);
        Row("norm", 2 * layers, 0, 4.0 * tokens * hidden, () => kernels.Norm(x, gain, true));
        Row("norm, gradient", 2 * layers, 0, 8.0 * tokens * hidden, () => kernels.NormGradient(x, x, gain, scales!, x));
        Row("rotary", layers, 0, 4.0 * tokens * (heads - shape.KeyValueHeads * shape.HeadDimension), () => kernels.Rotate(rows, layout, shape.QueryHeads + shape.KeyValueHeads));
        Row("rotary, gradient", layers, 0, 4.0 * tokens * heads, () => kernels.RotateGradient(dq, dk, dv, layout));
        Row("bias gradient", layers, 0, 2.0 * tokens * heads, () => rows.sum(0, false, ScalarType.Float32));
        Row("SwiGLU", layers, 0, 6.0 * tokens * wide, () => kernels.SwiGlu(gateUp));
        Row("SwiGLU, gradient", layers, 0, 12.0 * tokens * wide, () => kernels.SwiGluGradient(gateUp, active));

        int chunks = (tokens + chunk - 1) / chunk;
        TrainingKernels training = TrainingKernels.For(x)!;
        Tensor part2 = x.narrow(0, 0, chunk), logits = part2.matmul(model.Head.t()), targets = zeros(chunk, ScalarType.Int64, CUDA), headGradient = Random(shape.VocabularySize, hidden);
        double headFlops = 2.0 * chunk * hidden * shape.VocabularySize, logitBytes = 2.0 * chunk * shape.VocabularySize;
        (_, _, Tensor sums) = training.Softmax(logits, targets);
        Row("head, forward", chunks, headFlops, 0, () => part2.matmul(model.Head.t()));
        Row("head, gradient by inputs", chunks, headFlops, 0, () => part2.addmm_(logits, model.Head, 0, 1));
        Row("head, gradient by weights", chunks, headFlops, 0, () => headGradient.addmm_(logits.t(), part2, 1, 1));
        Row("softmax", chunks, 0, logitBytes, () => training.Softmax(logits, targets));
        Row("softmax, gradient", chunks, 0, 2 * logitBytes, () => training.SoftmaxGradient(logits, targets, sums, sums));
        Console.WriteLine($"{"together",-40}{"",9}{all,9:F1}{limits,9:F1}{limits / all,10:P0}");

        static Tensor Random(long count, long width) => randn([count, width], ScalarType.BFloat16, CUDA);

        void Row(string name, int times, double flops, double bytes, Action work)
        {
            double ms = GpuClock.Seconds(work, 5) * 1e3, limit = Math.Max(flops / product, bytes / copy) * 1e3;
            all += times * ms;
            limits += times * limit;
            Console.WriteLine($"{name,-34}{times,6}{ms,9:F3}{times * ms,9:F1}{limit,9:F3}{limit / ms,10:P0}");
        }
    }
}
