namespace AspireIF.Models.Generation.Cpu;

internal static unsafe class RotaryTable
{
    /// <summary>[positions, cosines | sines], computed in fp32 as the model does.</summary>
    public static NativeBuffer Of(DecoderShape shape, int positions)
    {
        var half = shape.HeadDimension / 2;
        var table = new NativeBuffer((long)positions * shape.HeadDimension);
        for (var position = 0; position < positions; position++)
            for (var i = 0; i < half; i++)
            {
                var angle = position * shape.InverseFrequencies[i];
                table.Pointer[(long)position * shape.HeadDimension + i] = MathF.Cos(angle);
                table.Pointer[(long)position * shape.HeadDimension + half + i] = MathF.Sin(angle);
            }
        return table;
    }
}
