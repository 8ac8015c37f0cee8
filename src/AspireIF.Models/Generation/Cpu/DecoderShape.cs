using AspireIF.Models.Configuration;
using AspireIF.Models.Transformer;

namespace AspireIF.Models.Generation.Cpu;

/// <summary>The sizes of a decoder, as far as generation needs them.</summary>
internal sealed record DecoderShape
{
    public required int Vocabulary { get; init; }
    public required int Hidden { get; init; }
    public required int Intermediate { get; init; }
    public required int Layers { get; init; }
    public required int Heads { get; init; }
    public required int KeyValueHeads { get; init; }
    public required int HeadDimension { get; init; }
    public float NormEpsilon { get; init; } = 1e-6f;
    public bool TiedHead { get; init; }
    public bool QueryKeyValueBias { get; init; }
    public bool OutputBias { get; init; }
    public bool QueryKeyNorm { get; init; }

    /// <summary>Rotary frequencies in radians per position, [head dimension / 2].</summary>
    public required float[] InverseFrequencies { get; init; }

    public int QueryWidth => Heads * HeadDimension;

    public int KeyWidth => KeyValueHeads * HeadDimension;

    public static DecoderShape Of(ModelConfiguration configuration)
    {
        if (configuration.Head != ModelHead.NextToken)
            throw new GenerationException("the model is a classifier; only a model with a next-token head generates.");
        return new DecoderShape
        {
            Vocabulary = configuration.VocabularySize,
            Hidden = configuration.HiddenSize,
            Intermediate = configuration.IntermediateSize,
            Layers = configuration.Layers,
            Heads = configuration.QueryHeads,
            KeyValueHeads = configuration.KeyValueHeads,
            HeadDimension = configuration.HeadDimension,
            NormEpsilon = (float)configuration.NormEpsilon,
            TiedHead = configuration.TiedEmbeddings,
            QueryKeyValueBias = configuration.QueryKeyValueBias,
            OutputBias = configuration.AttentionOutputBias,
            QueryKeyNorm = configuration.QueryKeyNorm,
            InverseFrequencies = RotaryPositions.Frequencies(configuration),
        };
    }
}
