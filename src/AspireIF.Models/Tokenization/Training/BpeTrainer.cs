using System.Text;

namespace AspireIF.Models.Tokenization;

/// <summary>
/// Learns byte-level BPE merges from texts: the most frequent pair of neighbouring tokens becomes a token, again and again (Sennrich et
/// al., arXiv 1508.07909). Of equally frequent pairs the one with the smaller token ids wins, so the result depends on the texts only.
/// </summary>
/// <param name="vocabularySize">Tokens in all: special ones, 256 bytes and merges. Fewer where the texts give no more.</param>
/// <param name="minFrequency">Pairs that are rarer are not merged.</param>
public sealed class BpeTrainer(int vocabularySize, int minFrequency = 2)
{
    private readonly Dictionary<string, long> _counts = [];
    private readonly PreTokenPattern _pattern = PreTokenPattern.ForQwen2;

    /// <summary>The tokens that get the first ids.</summary>
    public IReadOnlyList<string> Specials { get; init; } = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

    /// <summary>Counts the pieces of a text.</summary>
    public void Add(string text)
    {
        ReadOnlySpan<char> rest = CanonicalComposition.Shared.Normalize(text);
        var counts = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
        while (!rest.IsEmpty)
        {
            var length = _pattern.Next(rest);
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, rest[..length], out _)++;
            rest = rest[length..];
        }
    }

    /// <summary>Throws where the vocabulary has no room for the bytes and special tokens.</summary>
    public TrainedVocabulary Train(CancellationToken cancellation = default)
    {
        var firstMerge = Specials.Count + 256;
        if (vocabularySize < firstMerge)
            throw new ArgumentException($"a vocabulary of {vocabularySize} has no room for {Specials.Count} special tokens and 256 bytes; ask for at least {firstMerge}.");
        if (minFrequency < 1)
            throw new ArgumentException($"the minimum frequency is {minFrequency}; it must be at least 1.");

        // Bytes have ids by the order of their characters, as vocabularies of this kind do.
        int[] order = [.. Enumerable.Range(0, 256).OrderBy(value => ByteAlphabet.CharacterOf((byte)value))];
        var byteIds = new int[256];
        var tokens = new List<byte[]>();
        foreach (var value in order)
        {
            byteIds[value] = Specials.Count + tokens.Count;
            tokens.Add([(byte)value]);
        }
        var corpus = new PairCounts(_counts.Select(entry => (Encoding.UTF8.GetBytes(entry.Key).Select(value => byteIds[value]).ToArray(), entry.Value)));
        var merges = new List<(int Left, int Right)>();
        // Two ways to spell the same token would make one id ambiguous.
        var spellings = new HashSet<string>(tokens.Select(token => ByteAlphabet.Write(token)));
        while (firstMerge + merges.Count < vocabularySize && corpus.MostFrequent(minFrequency) is var (left, right))
        {
            cancellation.ThrowIfCancellationRequested();
            byte[] merged = [.. tokens[left - Specials.Count], .. tokens[right - Specials.Count]];
            if (!spellings.Add(ByteAlphabet.Write(merged)))
            {
                corpus.Forget(left, right);
                continue;
            }
            corpus.Merge(left, right, firstMerge + merges.Count);
            merges.Add((left, right));
            tokens.Add(merged);
        }
        return new TrainedVocabulary(Specials, [.. tokens.Select(token => ByteAlphabet.Write(token))], merges);
    }
}
