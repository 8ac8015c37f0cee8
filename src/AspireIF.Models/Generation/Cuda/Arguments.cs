using System.Runtime.InteropServices;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>As in product.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProductArguments
{
    public nint FirstBias, SecondBias, ThirdBias, Squares, Gain, Stream, SquaresOut, Output, Statistics, Temperature;
    public int Depth, Outputs, FirstBlocks, SecondBlocks, Parts, RowStride, RowTiles;
    public float Epsilon;
}

/// <summary>As in attention.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AttentionArguments
{
    public nint Heads, Turns, QueryGain, KeyGain, Cache, Positions, PageStarts, Pages, Output;
    public long PageStride;
    public int QueryHeads, KeyHeads;
    public float Scale, Epsilon;
}

/// <summary>As in rows.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EmbedArguments
{
    public nint Embedding, Gain, Tokens, Choices, Stream, Normed, Squares;
    public int Width;
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
