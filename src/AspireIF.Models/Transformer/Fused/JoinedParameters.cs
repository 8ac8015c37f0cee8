using AspireIF.Models.Native.Cuda;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>
/// Parameters with the same inputs as one: the maps to queries, keys and values make one product, gate and up another. For that they lie one behind the other in memory,
/// where flat buffers of a trainer have them already.
/// </summary>
internal static class JoinedParameters
{
    /// <summary>One tensor over all of them, without gradient, in the current dispose scope. Parameters that lie apart are moved together first, for good.</summary>
    /// <param name="parts">Matrices [outputs, inputs] with the same inputs, or vectors.</param>
    public static Tensor Values(params ReadOnlySpan<Parameter> parts)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        if (!FollowEachOther(parts))
            Move(parts);
        return Over(parts[0].detach(), parts).MoveToOuterDisposeScope();
    }

    /// <summary>Adds to the gradients of matrices: the transposed <paramref name="slopes"/> times <paramref name="inputs"/>.</summary>
    /// <param name="slopes">Gradient by the outputs, [tokens, outputs].</param>
    /// <param name="inputs">[tokens, inputs]</param>
    public static void AddProduct(Tensor slopes, Tensor inputs, params ReadOnlySpan<Parameter> parts)
    {
        if (!TakeGradients(parts))
            return;
        using DisposeScope scope = NewDisposeScope();
        if (GradientsFollowEachOther(parts))
            Over(parts[0].grad!, parts).addmm_(slopes.t(), inputs, 1, 1);
        else
            AddParts(slopes.t().matmul(inputs), parts);
    }

    /// <summary>Adds to the gradients of vectors.</summary>
    /// <param name="sum">[outputs]</param>
    public static void AddVector(Tensor sum, params ReadOnlySpan<Parameter> parts)
    {
        if (TakeGradients(parts))
            AddParts(sum, parts);
    }

    private static bool TakeGradients(ReadOnlySpan<Parameter> parts)
    {
        foreach (Parameter part in parts)
        {
            if (part.requires_grad)
                return true;
        }
        return false;
    }

    private static void AddParts(Tensor joined, ReadOnlySpan<Parameter> parts)
    {
        long start = 0;
        foreach (Parameter part in parts)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor own = joined.narrow(0, start, part.shape[0]).to(part.dtype);
            start += part.shape[0];
            if (!part.requires_grad)
                continue;
            if (part.grad is { } grad)
                grad.Accumulate(own);
            else
                part.grad = own.clone().DetachFromDisposeScope();
        }
    }

    private static Tensor Over(Tensor first, ReadOnlySpan<Parameter> parts)
    {
        long rows = 0;
        foreach (Parameter part in parts)
            rows += part.shape[0];
        return first.dim() == 1 ? first.as_strided([rows], [1], first.storage_offset()) : first.as_strided([rows, first.shape[1]], [first.shape[1], 1], first.storage_offset());
    }

    private static bool FollowEachOther(ReadOnlySpan<Parameter> parts)
    {
        for (int i = 1; i < parts.Length; i++)
        {
            if (!Follows(parts[i - 1], parts[i]))
                return false;
        }
        return true;
    }

    private static bool GradientsFollowEachOther(ReadOnlySpan<Parameter> parts)
    {
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].grad is not { } grad || i > 0 && !Follows(parts[i - 1].grad!, grad))
                return false;
        }
        return true;
    }

    private static bool Follows(Tensor before, Tensor after) =>
        DevicePointers.OfStorage(before) == DevicePointers.OfStorage(after) && after.storage_offset() == before.storage_offset() + before.numel();

    private static void Move(ReadOnlySpan<Parameter> parts)
    {
        long total = 0;
        foreach (Parameter part in parts)
            total += part.numel();
        Tensor joined = empty(total, parts[0].dtype, parts[0].device);
        long start = 0;
        foreach (Parameter part in parts)
        {
            long count = part.numel();
            Tensor place = joined.narrow(0, start, count).view(part.shape);
            place.copy_(part);
            part.set_(place);
            start += count;
        }
    }
}
