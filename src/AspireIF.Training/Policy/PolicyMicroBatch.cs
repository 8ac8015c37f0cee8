using AspireIF.Models.Transformer;
using AspireIF.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Training.Policy;

/// <summary>Some groups as one pass of the model takes them. Prompts are computed once for all their answers.</summary>
internal sealed class PolicyMicroBatch
{
    private readonly IReadOnlyList<PolicyItem> _items;
    private readonly PackedBatch _batch;
    private readonly long[] _positions; // [answer tokens]: the hidden state that predicts each

    public PolicyMicroBatch(IReadOnlyList<PolicyItem> items)
    {
        _items = items;
        // An answer's last token predicts nothing, but a branch has at least one.
        _batch = PackedBatch.OfGroups([.. items.Select(item => new PrefixGroup(item.Group.Prompt,
            [.. item.Group.Samples.Select(sample => sample.Tokens[..Math.Max(1, sample.Tokens.Length - 1)])]))]);
        Targets = [.. Samples().SelectMany(sample => sample.Tokens.Select(token => (long)token))];
        var positions = new List<long>(Targets.Length);
        int sequence = 0;
        foreach ((TokenRange prompt, PolicyItem item) in _batch.Prefixes.Zip(items))
        {
            foreach (PolicySample sample in item.Group.Samples)
            {
                TokenRange branch = _batch.Sequences[sequence++];
                positions.Add(prompt.End - 1L);
                for (int i = 1; i < sample.Tokens.Length; i++)
                    positions.Add(branch.Start + i - 1L);
            }
        }
        _positions = [.. positions];
    }

    /// <summary>The answers' tokens, one answer after the other.</summary>
    public long[] Targets { get; }

    public int InputTokens => _batch.TokenCount;

    /// <summary>The hidden states that predict the answers' tokens, [answer tokens, hidden], in the current dispose scope.</summary>
    public Tensor Hidden(DecoderModel model, bool recompute)
    {
        using DisposeScope scope = NewDisposeScope();
        return model.Forward(_batch, recompute).index_select(0, _positions.On(model.Device)).MoveToOuterDisposeScope();
    }

    /// <summary>The log-probabilities of the answers' tokens, [answer tokens] fp32, in the current dispose scope.</summary>
    public Tensor LogProbs(DecoderModel model, int headChunkTokens)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return ChunkedHead.Forward(Hidden(model, recompute: false), model.Head, Targets, headChunkTokens).LogProbs.MoveToOuterDisposeScope();
    }

    /// <summary>What <see cref="LogProbs"/> gave, a row for each answer, group by group.</summary>
    public float[][][] Rows(Tensor logProbs)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] all = logProbs.cpu().data<float>().ToArray();
        int next = 0;
        return [.. _items.Select(item => item.Group.Samples.Select(sample => all[next..(next += sample.Tokens.Length)]).ToArray())];
    }

    /// <summary>What the loss needs, in the current dispose scope.</summary>
    /// <param name="weight">How much each token of an answer of so many tokens counts.</param>
    /// <param name="answerRatios">GSPO's ratios, a number for each answer in order; null for none.</param>
    public PolicyTokens Tokens(Device device, Func<int, double> weight, IReadOnlyList<float>? answerRatios)
    {
        double[] advantages = [.. _items.SelectMany(item => item.Advantages)];
        return new PolicyTokens(
            Of(Samples().SelectMany(sample => sample.SamplerLogProbs)),
            _items[0].Old is null ? null : Of(_items.SelectMany(item => item.Old!).SelectMany(row => row)),
            _items[0].Reference is null ? null : Of(_items.SelectMany(item => item.Reference!).SelectMany(row => row)),
            Of(Samples().SelectMany((sample, i) => Enumerable.Repeat((float)advantages[i], sample.Tokens.Length))),
            Of(Samples().SelectMany(sample => Enumerable.Repeat((float)weight(sample.Tokens.Length), sample.Tokens.Length))),
            answerRatios is null ? null : Of(Samples().SelectMany((sample, i) => Enumerable.Repeat(answerRatios[i], sample.Tokens.Length))));

        Tensor Of(IEnumerable<float> values) => values.ToArray().On(device);
    }

    /// <summary>GSPO's ratio of each answer: exp of the mean over its tokens of log pi - log pi_old.</summary>
    public float[] AnswerRatios(float[][][] logProbs) => [.. _items.SelectMany((item, i) => item.Old!.Select((old, j) =>
        (float)Math.Exp(logProbs[i][j].Zip(old).Average(pair => (double)pair.First - pair.Second))))];

    private IEnumerable<PolicySample> Samples() => _items.SelectMany(item => item.Group.Samples);
}
