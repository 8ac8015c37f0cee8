using System.Runtime.InteropServices;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>A kernel's place in the order in which kernels ask for their first loads; as in common.cuh.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Turn
{
    public nint Ahead, Asked;
    public int Expected;
}

/// <summary>As in wide.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WideArguments
{
    public nint Squares, Output, Statistics, Temperature;
    public int Depth, Outputs, Parts, RowStride, RowTiles, OutputTiles;
    public float Epsilon;
    public Turn Turn;
}

/// <summary>As in product.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProductArguments
{
    public nint FirstBias, SecondBias, ThirdBias, Squares, Gain, Stream, SquaresOut, Output, Statistics, Temperature;
    public int Depth, Outputs, FirstBlocks, SecondBlocks, Parts, RowStride, RowTiles;
    public float Epsilon;
    public Turn Turn;
}

/// <summary>As in weights8.cuh.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct PackedWeights
{
    public nint Slices, Scales;
    public int SecondBlock;
}

/// <summary>As in pack.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PackedMatrix
{
    public nint Weights, Slices, Scales;
    public int Outputs, Depth;
}

/// <summary>As in pack.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PackArguments
{
    public nint Matrices;
}

/// <summary>As in attention.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AttentionArguments
{
    public nint Heads, Turns, QueryGain, KeyGain, Cache, Positions, PageStarts, Pages, Output;
    public long PageStride;
    public int QueryHeads, KeyHeads;
    public float Scale, Epsilon;
    public Turn Turn;
}

/// <summary>As in rows.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EmbedArguments
{
    public nint Embedding, Gain, Tokens, Choices, Stream, Normed, Squares, Turns;
    public int Width, TurnCount;
}

/// <summary>As in rows.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GatherArguments
{
    public nint Normed, Squares, Rows, NormedOut, SquaresOut;
    public int Width, Parts, RowStride;
}

/// <summary>As in sample.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SampleArguments
{
    public nint Logits, Statistics, Rows, Choices;
    public int Vocabulary, Tiles;
}

/// <summary>As in rows.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CarryArguments
{
    public nint Source, Target;
    public int Words;
}

/// <summary>A row's options, as in sample.cu.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct SamplingRow
{
    public ulong Seed, Counter;
    public float Temperature, TopP, MinP, Penalty;
    public int TopK, HistoryLength, Filters, Reserved;
    public nint History;
}

/// <summary>A chosen token, as in sample.cu.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct SampledToken
{
    public int Token;
    public float LogProb, RawLogProb;
}
