using AspireIF.Models.Configuration;
using AspireIF.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>Rotary position embedding (RoFormer, arXiv 2104.09864), in the half-split layout of the Hugging Face checkpoints: dimension i turns with i + d/2.</summary>
public static class RotaryPositions
{
    /// <summary>Angle per position of each pair of dimensions, in radians, [head dimension / 2]. Computed in float32 by the same operations as transformers.</summary>
    public static float[] Frequencies(ModelConfiguration configuration)
    {
        TorchRuntime.Load();
        using DisposeScope scope = NewDisposeScope();
        int dimension = configuration.HeadDimension;
        Tensor exponents = arange(0, dimension, 2, ScalarType.Int64).to_type(ScalarType.Float32) / tensor((float)dimension);
        Tensor frequencies = pow(tensor((float)configuration.RopeTheta), exponents).reciprocal();
        float[] values = frequencies.data<float>().ToArray();
        return configuration.RopeScaling is { } scaling ? Stretch(values, scaling) : values;
    }

    /// <summary>Cosines and sines for the given positions, each [positions, 1, head dimension / 2].</summary>
    internal static (Tensor Cosines, Tensor Sines) Angles(float[] frequencies, long[] positions, Device device, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor angles = outer(tensor(positions).to_type(ScalarType.Float32), tensor(frequencies)).unsqueeze(1); // [positions, 1, dimension / 2]
        return (angles.cos().to(type, device).MoveToOuterDisposeScope(), angles.sin().to(type, device).MoveToOuterDisposeScope());
    }

    /// <summary>The same in float32, computed on the device: each [positions, head dimension / 2].</summary>
    internal static (Tensor Cosines, Tensor Sines) AnglesOnDevice(float[] frequencies, long[] positions, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor angles = outer(positions.On(device).to_type(ScalarType.Float32), frequencies.On(device));
        return (angles.cos().MoveToOuterDisposeScope(), angles.sin().MoveToOuterDisposeScope());
    }

    /// <param name="heads">Queries or keys, [tokens, heads, head dimension].</param>
    internal static Tensor Turn(Tensor heads, Tensor cosines, Tensor sines)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] halves = heads.chunk(2, -1);
        Tensor turned = cat([halves[0] * cosines - halves[1] * sines, (halves[1] * cosines).Plus(halves[0] * sines)], -1);
        return turned.MoveToOuterDisposeScope();
    }

    /// <summary>Llama 3.1: long wavelengths are stretched by the factor, short ones kept, those between blended.</summary>
    private static float[] Stretch(float[] frequencies, Llama3RopeScaling scaling)
    {
        double longest = scaling.OriginalMaxPositions / scaling.LowFrequencyFactor, shortest = scaling.OriginalMaxPositions / scaling.HighFrequencyFactor;
        return Array.ConvertAll(frequencies, frequency =>
        {
            double wavelength = 2 * Math.PI / frequency;
            if (wavelength < shortest)
                return frequency;
            if (wavelength > longest)
                return (float)(frequency / scaling.Factor);
            double smooth = (scaling.OriginalMaxPositions / wavelength - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
            return (float)((1 - smooth) * frequency / scaling.Factor + smooth * frequency);
        });
    }
}
