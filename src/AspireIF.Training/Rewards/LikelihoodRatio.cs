using AspireIF.Instructions.Constraints;
using AspireIF.Models.Generation.Cpu;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;
using AspireIF.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Training.Rewards;

/// <summary>
/// What a language model itself knows of an answer and a constraint: how much likelier the answer is when the constraint was asked than when something else was (the channel
/// direction of Min et al., "Noisy Channel Language Model Prompting for Few-Shot Text Classification", ACL 2022). For models too small to learn judging from few labels.
/// Each constraint takes a pass over the answer, and so does each demand that it is compared with.
/// </summary>
/// <param name="model">A language model, left as it is.</param>
internal sealed class LikelihoodRatio(DecoderModel model, Tokenizer tokenizer, ComparedDemands compared, int microBatchTokens) : IDisposable
{
    private const int HeadChunkTokens = 1024;

    // Of a phrase one token alone can fit by chance, such as its capital letter, and what follows takes it back. About a phrase's length.
    private const int WindowTokens = 4;

    private readonly Lazy<AnswerLikelihood>? _onCores = model.Device.type == DeviceType.CPU ? new(() => new AnswerLikelihood(model)) : null;

    private readonly int _start = Special(tokenizer, "<|im_start|>"), _end = Special(tokenizer, "<|im_end|>");

    /// <summary>
    /// Evidence for each constraint, in nats, [answers][constraints]: the log of the mean over the answer's windows of four tokens of p(window | constraint) / p(window | another).
    /// A constraint of style shows in a few words, which a sum over all tokens would drown; a mean over windows, so that a long answer does not show more than a short one.
    /// </summary>
    public float[][] Evidence(IReadOnlyList<(string Answer, IReadOnlyList<Constraint> Constraints)> answers)
    {
        var demands = new string[answers.Count][]; // of all passes over an answer
        var others = new IReadOnlyList<string>[answers.Count][];
        for (int i = 0; i < demands.Length; i++)
        {
            IReadOnlyList<Constraint> asked = answers[i].Constraints;
            others[i] = [.. asked.Select(c => compared.For(c, asked))];
            demands[i] = [.. asked.Select(c => c.Text).Concat(others[i].SelectMany(o => o)).Distinct()];
        }
        float[][] logProbs = LogProbs([.. answers.SelectMany((a, i) => Sequences(a.Answer, demands[i]))]);
        var evidence = new float[answers.Count][];
        for (int i = 0, at = 0; i < evidence.Length; at += demands[i++].Length)
        {
            float[][] passes = logProbs[at..(at + demands[i].Length)];
            float[] Of(string demand) => passes[Array.IndexOf(demands[i], demand)];
            evidence[i] = [.. answers[i].Constraints.Select((c, k) => Windows(Of(c.Text), [.. others[i][k].Select(Of)]))];
        }
        return evidence;
    }

    public void Dispose()
    {
        if (_onCores is { IsValueCreated: true })
            _onCores.Value.Dispose();
    }

    /// <param name="with">Log-probabilities of the answer's tokens where the constraint is asked.</param>
    /// <param name="others">The same where something else is.</param>
    private static float Windows(float[] with, float[][] others)
    {
        float[][] against = [.. others.Select(o => Sums([.. o.Zip(with, (q, p) => q - p)]))]; // [others][windows]
        return LogMeanExp([.. against[0].Select((_, window) => -Mean([.. against.Select(o => o[window])]))]);
    }

    // The others' mean probability of a window, each taken by the token (the power mean of exponent 1 / WindowTokens): a demand that a window fits speaks up, and does not drown out all others.
    private static float Mean(float[] others) => WindowTokens * LogMeanExp([.. others.Select(x => x / WindowTokens)]);

    private static float[] Sums(float[] tokens)
    {
        var sums = new float[Math.Max(1, tokens.Length - WindowTokens + 1)];
        for (int first = 0; first < sums.Length; first++)
        {
            foreach (float x in tokens.AsSpan(first, Math.Min(WindowTokens, tokens.Length)))
                sums[first] += x;
        }
        return sums;
    }

    private IEnumerable<(int[] Prompt, int[] Answer)> Sequences(string answer, string[] demands)
    {
        int[][] prompts = [.. demands.Select(d => (int[])[_start, .. tokenizer.Encode("user\n" + d), _end, .. tokenizer.Encode("\n"), _start, .. tokenizer.Encode("assistant\n")])];
        // Behind every demand as much of the answer as fits behind the longest: they are compared token by token.
        int room = Math.Max(1, model.Configuration.MaxPositions - prompts.Max(p => p.Length) - 1);
        int[] read = [.. tokenizer.Encode(answer).Take(room), _end];
        return prompts.Select(p => (p, read));
    }

    private float[][] LogProbs((int[] Prompt, int[] Answer)[] asked)
    {
        if (_onCores is not null)
            return _onCores.Value.LogProbs(asked);
        var result = new float[asked.Length][];
        IEnumerable<int> bySize = Enumerable.Range(0, asked.Length).OrderBy(i => asked[i].Prompt.Length + asked[i].Answer.Length).ThenBy(i => i);
        foreach (int[] batch in MicroBatches.Cut(bySize, i => asked[i].Prompt.Length + asked[i].Answer.Length, microBatchTokens))
        {
            foreach (var (i, logProbs) in batch.Zip(WithTorch(model, [.. batch.Select(i => asked[i])])))
                result[i] = logProbs;
        }
        return result;
    }

    /// <summary>The same by torch's operations, in one pass.</summary>
    internal static float[][] WithTorch(DecoderModel model, (int[] Prompt, int[] Answer)[] batch)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var positions = new List<long>();
        int end = 0;
        foreach (var (prompt, answer) in batch)
        {
            positions.AddRange(Enumerable.Range(end + prompt.Length - 1, answer.Length).Select(position => (long)position));
            end += prompt.Length + answer.Length;
        }
        Tensor hidden = model.Forward(PackedBatch.Of([.. batch.Select(s => (int[])[.. s.Prompt, .. s.Answer])])); // [tokens, hidden]
        Tensor scored = hidden.index_select(0, tensor(positions.ToArray(), device: model.Device)); // [answers' tokens, hidden]
        float[] flat = ChunkedHead.Forward(scored, model.Head, [.. batch.SelectMany(s => s.Answer).Select(token => (long)token)], HeadChunkTokens).LogProbs.cpu().data<float>().ToArray();
        int at = 0;
        return [.. batch.Select(s => flat[at..(at += s.Answer.Length)])];
    }

    private static float LogMeanExp(float[] values)
    {
        float largest = values.Max();
        return largest + MathF.Log(values.Average(v => MathF.Exp(v - largest)));
    }

    private static int Special(Tokenizer tokenizer, string token) => tokenizer.IdOf(token)
        ?? throw new ArgumentException($"the tokenizer has no token {token}: a likelihood ratio needs a model of the ChatML format; use the kind Classifier", nameof(tokenizer));
}
