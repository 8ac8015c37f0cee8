using System.Runtime.Intrinsics;
using AspireIF.Models.Generation.Cpu;

namespace AspireIF.Models.Generation;

/// <summary>A chosen token; <see cref="Token"/> is -1 when the logits hold NaN or infinity.</summary>
/// <param name="LogProb">Under the distribution that was sampled.</param>
/// <param name="RawLogProb">Under the model's own, at temperature 1.</param>
public readonly record struct TokenChoice(int Token, float LogProb, float RawLogProb);

/// <summary>Chooses tokens from logits. Holds scratch memory for one vocabulary: one sampler per thread.</summary>
public sealed class Sampler
{
    private const int Block = 256;

    private readonly int _vocabulary;
    private readonly float[] _values; // [vocabulary, rounded up to a block]: logits, then weights exp((logit - max) / temperature)
    private readonly double[] _blockSums;
    private readonly int[] _seenIn;
    private readonly TokenFilter _filter;
    private int _draw;

    public Sampler(int vocabularySize)
    {
        _vocabulary = vocabularySize;
        var blocks = (vocabularySize + Block - 1) / Block;
        _values = new float[blocks * Block];
        _blockSums = new double[blocks];
        _seenIn = new int[vocabularySize];
        _filter = new TokenFilter(vocabularySize);
    }

    /// <param name="logits">One per token of the vocabulary; minus infinity forbids a token.</param>
    /// <param name="history">Prompt and answer so far, for the repetition penalty.</param>
    /// <param name="uniform">In [0, 1): the place in the distribution, tokens in the order of their ids.</param>
    public TokenChoice Choose(ReadOnlySpan<float> logits, SamplingOptions options, ReadOnlySpan<int> history, double uniform)
    {
        logits.CopyTo(_values);
        _values.AsSpan(_vocabulary).Fill(float.NegativeInfinity);
        if (!TryMaximum(out var rawMaximum))
            return new TokenChoice(-1, float.NaN, float.NaN);

        var penalised = options.RepetitionPenalty != 1 && !history.IsEmpty;
        var sameAsRaw = options.Temperature == 1 && !penalised;
        var rawLogSum = sameAsRaw ? 0 : Math.Log(Weigh(rawMaximum, 1, store: false));
        var maximum = rawMaximum;
        if (penalised)
        {
            Penalise(history, options.RepetitionPenalty);
            TryMaximum(out maximum);
        }
        if (options.Temperature == 0)
        {
            var best = _values.AsSpan(0, _vocabulary).IndexOf(maximum);
            return new TokenChoice(best, 0, (float)(logits[best] - rawMaximum - rawLogSum));
        }

        var inverseTemperature = 1 / options.Temperature;
        var total = Weigh(maximum, inverseTemperature, store: true);
        if (sameAsRaw)
            rawLogSum = Math.Log(total);
        if (options.Filters)
        {
            _filter.Apply(_values.AsSpan(0, _vocabulary), total, options);
            total = SumBlocks();
        }
        var token = Draw(uniform * total);
        // From the weight, not the logit: a penalised logit is gone by now.
        var logProb = Math.Log(_values[token]) - Math.Log(total);
        return new TokenChoice(token, (float)logProb, (float)(logits[token] - rawMaximum - rawLogSum));
    }

    private bool TryMaximum(out float maximum)
    {
        var largest = Vector512.Create(float.NegativeInfinity);
        var ordered = Vector512<float>.AllBitsSet;
        for (var i = 0; i < _values.Length; i += VectorMath.Width)
        {
            var x = Vector512.LoadUnsafe(ref _values[i]);
            ordered &= Vector512.Equals(x, x);
            largest = Vector512.MaxNative(largest, x);
        }
        maximum = VectorMath.Max(largest);
        return ordered.AsInt32() == Vector512<int>.AllBitsSet && float.IsFinite(maximum);
    }

    private void Penalise(ReadOnlySpan<int> history, float penalty)
    {
        _draw++;
        foreach (var token in history)
        {
            if (_seenIn[token] == _draw)
                continue;
            _seenIn[token] = _draw;
            _values[token] = _values[token] > 0 ? _values[token] / penalty : _values[token] * penalty;
        }
    }

    /// <summary>Sum of exp((logit - maximum) * scale); with <paramref name="store"/> the logits become these weights.</summary>
    private double Weigh(float maximum, float scale, bool store)
    {
        var total = 0.0;
        var (max, factor) = (Vector512.Create(maximum), Vector512.Create(scale));
        for (var block = 0; block < _blockSums.Length; block++)
        {
            var sum = Vector512<float>.Zero;
            for (var i = block * Block; i < (block + 1) * Block; i += VectorMath.Width)
            {
                var weight = VectorMath.Exp((Vector512.LoadUnsafe(ref _values[i]) - max) * factor);
                if (store)
                    weight.StoreUnsafe(ref _values[i]);
                sum += weight;
            }
            _blockSums[block] = VectorMath.Sum(sum);
            total += _blockSums[block];
        }
        return total;
    }

    private double SumBlocks()
    {
        var total = 0.0;
        for (var block = 0; block < _blockSums.Length; block++)
        {
            var sum = Vector512<float>.Zero;
            for (var i = block * Block; i < (block + 1) * Block; i += VectorMath.Width)
                sum += Vector512.LoadUnsafe(ref _values[i]);
            _blockSums[block] = VectorMath.Sum(sum);
            total += _blockSums[block];
        }
        return total;
    }

    /// <summary>The token in whose share of the mass the target falls.</summary>
    private int Draw(double target)
    {
        var block = 0;
        var before = 0.0;
        var lastWithMass = 0;
        for (; block < _blockSums.Length; block++)
        {
            if (_blockSums[block] > 0)
            {
                lastWithMass = block;
                if (before + _blockSums[block] > target)
                    break;
            }
            before += _blockSums[block];
        }
        // Rounding can leave the target a hair beyond the last token: then that one it is.
        block = lastWithMass;
        var token = -1;
        for (var i = block * Block; i < (block + 1) * Block; i++)
        {
            if (_values[i] == 0)
                continue;
            token = i;
            before += _values[i];
            if (before > target)
                break;
        }
        return token;
    }
}
