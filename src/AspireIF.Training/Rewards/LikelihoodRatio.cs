using AspireIF.Instructions.Constraints;
using AspireIF.Models.Native;
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
internal sealed class LikelihoodRatio(DecoderModel model, Tokenizer tokenizer, ComparedDemands compared, int microBatchTokens)
{
    private const int HeadChunkTokens = 1024;

    // Of a phrase one token alone can fit by chance, such as its capital letter, and what follows takes it back. About a phrase's length.
    private const int WindowTokens = 4;

    // What a core has in its caches at once; more is slower.
    private const int CoreTokens = 2048;

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

    private IEnumerable<(int[] Tokens, int AnswerStart)> Sequences(string answer, string[] demands)
    {
        int[][] prompts = [.. demands.Select(d => (int[])[_start, .. tokenizer.Encode("user\n" + d), _end, .. tokenizer.Encode("\n"), _start, .. tokenizer.Encode("assistant\n")])];
        // Behind every demand as much of the answer as fits behind the longest: they are compared token by token.
        int room = Math.Max(1, model.Configuration.MaxPositions - prompts.Max(p => p.Length) - 1);
        int[] read = [.. tokenizer.Encode(answer).Take(room), _end];
        return prompts.Select(p => ((int[])[.. p, .. read], p.Length));
    }

    private float[][] LogProbs((int[] Tokens, int AnswerStart)[] sequences)
    {
        var result = new float[sequences.Length][];
        bool onCores = model.Device.type == DeviceType.CPU;
        long share = sequences.Sum(s => (long)s.Tokens.Length) / get_num_threads() + 1;
        IEnumerable<int> bySize = Enumerable.Range(0, sequences.Length).OrderBy(i => sequences[i].Tokens.Length).ThenBy(i => i);
        long most = onCores ? Math.Min(share, Math.Min(CoreTokens, microBatchTokens)) : microBatchTokens;
        int[][] batches = [.. MicroBatches.Cut(bySize, i => sequences[i].Tokens.Length, most)];
        float[][][] rows = onCores ? OneCoreThreads.Map(batches, Pass) : Array.ConvertAll(batches, Pass);
        foreach (var (batch, of) in batches.Zip(rows))
        {
            for (int i = 0; i < batch.Length; i++)
                result[batch[i]] = of[i];
        }
        return result;

        float[][] Pass(int[] batch)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var positions = new List<long>();
            var targets = new List<long>();
            long offset = 0;
            foreach (int i in batch)
            {
                var (tokens, start) = sequences[i];
                for (int t = start; t < tokens.Length; t++)
                {
                    positions.Add(offset + t - 1);
                    targets.Add(tokens[t]);
                }
                offset += tokens.Length;
            }
            Tensor hidden = model.Forward(PackedBatch.Of([.. batch.Select(i => sequences[i].Tokens)])); // [tokens, hidden]
            Tensor scored = hidden.index_select(0, tensor(positions.ToArray(), device: model.Device)); // [answers' tokens, hidden]
            float[] flat = ChunkedHead.Forward(scored, model.Head, [.. targets], HeadChunkTokens).LogProbs.cpu().data<float>().ToArray();
            int at = 0;
            return [.. batch.Select(i => flat[at..(at += sequences[i].Tokens.Length - sequences[i].AnswerStart)])];
        }
    }

    private static float LogMeanExp(float[] values)
    {
        float largest = values.Max();
        return largest + MathF.Log(values.Average(v => MathF.Exp(v - largest)));
    }

    private static int Special(Tokenizer tokenizer, string token) => tokenizer.IdOf(token)
        ?? throw new ArgumentException($"the tokenizer has no token {token}: a likelihood ratio needs a model of the ChatML format; use the kind Classifier", nameof(tokenizer));
}
