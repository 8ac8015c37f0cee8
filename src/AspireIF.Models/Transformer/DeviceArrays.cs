using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>
/// Arrays on their way to a device. An ordinary copy to a GPU waits until the GPU has done all that it was given, and then the GPU waits for the host; one from page-locked
/// memory does neither. torch keeps that memory until the copy is done.
/// </summary>
public static class DeviceArrays
{
    /// <summary>A tensor of the array's values in the current dispose scope, of one dimension.</summary>
    public static Tensor On(this long[] values, Device device) => Move(tensor(values), device);

    /// <inheritdoc cref="On(long[], Device)"/>
    public static Tensor On(this int[] values, Device device) => Move(tensor(values), device);

    /// <inheritdoc cref="On(long[], Device)"/>
    public static Tensor On(this float[] values, Device device) => Move(tensor(values), device);

    private static Tensor Move(Tensor values, Device device)
    {
        if (device.type != DeviceType.CUDA)
            return values;
        using (values)
        {
            using Tensor locked = values.pin_memory();
            return locked.to(device, non_blocking: true);
        }
    }
}
