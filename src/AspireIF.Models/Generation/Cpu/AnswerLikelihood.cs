using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer;

namespace AspireIF.Models.Generation.Cpu;

/// <summary>
/// How likely a model finds answers that are given, on CPU cores with the kernels of generation. A prompt is computed once for all its answers. An answer's numbers depend on
/// its prompt, itself and the weights only. May be called from several threads.
/// </summary>
public sealed class AnswerLikelihood : IDisposable
{
    // A core's share of the work is cut no finer: enough rows to read the weights for, few enough that cores end together.
    private const int PortionRows = 384;

    private readonly DecoderShape _shape;
    private readonly CpuWeights _weights;
    private readonly ConcurrentBag<LikelihoodPass> _passes = [];
    private readonly int _maxPositions;

    /// <param name="model">Its weights are copied.</param>
    /// <exception cref="GenerationException">The model is a classifier.</exception>
    public AnswerLikelihood(DecoderModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_shape, _maxPositions) = (DecoderShape.Of(model.Configuration), model.Configuration.MaxPositions);
        _weights = new CpuWeights(_shape);
        _weights.Load(model);
    }

    /// <summary>Log-probabilities of the answers' tokens, in nats, [answers][tokens].</summary>
    /// <param name="asked">Token ids; neither a prompt nor an answer is empty.</param>
    /// <exception cref="ArgumentException">One is empty, or both together are longer than the model's positions.</exception>
    public float[][] LogProbs(IReadOnlyList<(int[] Prompt, int[] Answer)> asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        foreach (var (i, (prompt, answer)) in asked.Index())
        {
            if (prompt.Length == 0 || answer.Length == 0)
                throw new ArgumentException($"{(prompt.Length == 0 ? "prompt" : "answer")} {i} has no tokens.", nameof(asked));
            if (prompt.Length + answer.Length > _maxPositions)
                throw new ArgumentException($"prompt and answer {i} have {prompt.Length} + {answer.Length} tokens; the model reads at most {_maxPositions}.", nameof(asked));
        }
        float[][] results = [.. asked.Select(a => new float[a.Answer.Length])];
        OneCoreThreads.Map(Portions(asked), portion =>
        {
            LikelihoodPass pass = Take(LikelihoodPass.PagesFor(portion), portion.Max(group => group.LongestSequence));
            pass.Run(portion, results);
            _passes.Add(pass);
            return true;
        });
        return results;
    }

    public void Dispose()
    {
        foreach (LikelihoodPass pass in _passes)
            pass.Dispose();
        _weights.Dispose();
    }

    /// <summary>Groups of one prompt each, no longer than a portion, put together to portions; the largest first, so that the cores end together.</summary>
    private static GivenAnswers[][] Portions(IReadOnlyList<(int[] Prompt, int[] Answer)> asked)
    {
        var groups = new List<GivenAnswers>();
        foreach (IGrouping<int[], int> same in Enumerable.Range(0, asked.Count).GroupBy(i => asked[i].Prompt, TokensComparer.Instance))
        {
            int[][] parts = Cut(same, i => asked[i].Answer.Length, PortionRows);
            groups.AddRange(parts.Select(part => new GivenAnswers(same.Key, [.. part.Select(i => (i, asked[i].Answer))])));
        }
        return [.. Cut(groups.OrderByDescending(group => group.Rows), group => group.Rows, PortionRows).OrderByDescending(portion => portion.Sum(group => group.Rows))];
    }

    /// <summary>Neighbours together until they have as many rows as wanted.</summary>
    private static T[][] Cut<T>(IEnumerable<T> items, Func<T, int> rows, int most)
    {
        var (parts, part, size) = (new List<T[]>(), new List<T>(), 0);
        foreach (T item in items)
        {
            if (part.Count > 0 && size + rows(item) > most)
            {
                parts.Add([.. part]);
                part.Clear();
                size = 0;
            }
            part.Add(item);
            size += rows(item);
        }
        if (part.Count > 0)
            parts.Add([.. part]);
        return [.. parts];
    }

    private LikelihoodPass Take(int pages, int context)
    {
        while (_passes.TryTake(out LikelihoodPass? pass))
        {
            if (pass.Pages >= pages && pass.Context >= context)
                return pass;
            pass.Dispose(); // grown at most a few times: sizes are powers of two
        }
        return new LikelihoodPass(_shape, _weights, RoundUp(pages), RoundUp(context));
    }

    private static int RoundUp(int size) => (int)BitOperations.RoundUpToPowerOf2((uint)size);

    private sealed class TokensComparer : IEqualityComparer<int[]>
    {
        public static TokensComparer Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] tokens)
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes<int>(tokens));
            return hash.ToHashCode();
        }
    }
}

/// <summary>Answers to one prompt.</summary>
/// <param name="Answers">Each with the index of its result.</param>
internal sealed record GivenAnswers(int[] Prompt, (int Index, int[] Tokens)[] Answers)
{
    /// <summary>Rows of a pass: the prompt's last token is read with each answer.</summary>
    public int Rows => Prompt.Length - 1 + Answers.Sum(answer => answer.Tokens.Length);

    public int LongestSequence => Prompt.Length + Answers.Max(answer => answer.Tokens.Length);
}
