using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;
using AspireIF.Training.Losses;
using static TorchSharp.torch;

namespace AspireIF.Training.Rewards;

/// <summary>
/// What a language model itself knows of an answer and a constraint: how much likelier the answer is when the constraint was asked (the channel direction of
/// Min et al., "Noisy Channel Language Model Prompting for Few-Shot Text Classification", ACL 2022). For models too small to learn judging from few labels.
/// Each constraint takes a pass over the answer, and the answer one more without any.
/// </summary>
/// <param name="model">A language model, left as it is.</param>
internal sealed class LikelihoodRatio(DecoderModel model, Tokenizer tokenizer, int microBatchTokens)
{
    private const string Nothing = "Write it.";
    private const int HeadChunkTokens = 1024;

    private readonly int _start = Special(tokenizer, "<|im_start|>"), _end = Special(tokenizer, "<|im_end|>");

    /// <summary>Evidence for each constraint, in nats, [answers][constraints]: the log of the sum over the answer's tokens of p(token | constraint) / p(token | nothing asked).</summary>
    public float[][] Evidence(IReadOnlyList<(string Answer, IReadOnlyList<string> Constraints)> answers)
    {
        var sequences = answers.SelectMany(a => a.Constraints.Prepend(Nothing).Select(c => Sequence(c, a.Answer))).ToArray();
        float[][] logProbs = LogProbs(sequences);
        var evidence = new float[answers.Count][];
        int at = 0;
        for (int i = 0; i < evidence.Length; i++)
        {
            float[] without = logProbs[at++];
            evidence[i] = new float[answers[i].Constraints.Count];
            for (int k = 0; k < evidence[i].Length; k++)
                evidence[i][k] = LogSumExp([.. logProbs[at++].Zip(without, (with, other) => with - other)]);
        }
        return evidence;
    }

    private (int[] Tokens, int AnswerStart) Sequence(string demand, string answer)
    {
        int[] prompt = [_start, .. tokenizer.Encode("user\n" + demand), _end, .. tokenizer.Encode("\n"), _start, .. tokenizer.Encode("assistant\n")];
        int room = Math.Max(1, model.Configuration.MaxPositions - prompt.Length - 1);
        return ([.. prompt, .. tokenizer.Encode(answer).Take(room), _end], prompt.Length);
    }

    private float[][] LogProbs((int[] Tokens, int AnswerStart)[] sequences)
    {
        using var noGrad = no_grad();
        var result = new float[sequences.Length][];
        foreach (int[] batch in Cut(sequences))
        {
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
            foreach (int i in batch)
                result[i] = flat[at..(at += sequences[i].Tokens.Length - sequences[i].AnswerStart)];
        }
        return result;
    }

    private IEnumerable<int[]> Cut((int[] Tokens, int AnswerStart)[] sequences)
    {
        var batch = new List<int>();
        long tokens = 0;
        foreach (int i in Enumerable.Range(0, sequences.Length).OrderBy(i => sequences[i].Tokens.Length).ThenBy(i => i))
        {
            if (batch.Count > 0 && tokens + sequences[i].Tokens.Length > microBatchTokens)
            {
                yield return [.. batch];
                batch.Clear();
                tokens = 0;
            }
            batch.Add(i);
            tokens += sequences[i].Tokens.Length;
        }
        if (batch.Count > 0)
            yield return [.. batch];
    }

    private static float LogSumExp(float[] values)
    {
        float largest = values.Max();
        return largest + MathF.Log(values.Sum(v => MathF.Exp(v - largest)));
    }

    private static int Special(Tokenizer tokenizer, string token) => tokenizer.IdOf(token)
        ?? throw new ArgumentException($"the tokenizer has no token {token}: a likelihood ratio needs a model of the ChatML format; use the kind Classifier", nameof(tokenizer));
}
