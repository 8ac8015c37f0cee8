using System.Text;
using AspireIF.Models.Tokenization;
using CsCheck;

namespace AspireIF.Tests.Tokenization;

public sealed class BpeTrainerTests
{
    private static readonly Gen<string[]> Corpora =
        Gen.OneOf(
            Gen.Int[0, 7].Select(i => ((string[])["a", "b", "ab", " ", " the", "aaa", "\u00E9", "'s"])[i]).Array[0, 30].Select(string.Concat),
            RandomText.Strings).Array[1, 12];

    [Fact]
    public void Merges_are_those_of_counting_everything_anew_each_time() => Corpora.Sample(
        texts =>
        {
            var trainer = new BpeTrainer(320, minFrequency: 2);
            foreach (var text in texts)
                trainer.Add(text);
            Assert.Equal(CountedAnew(texts, 320, 2), trainer.Train().Merges);
        },
        iter: 400);

    [Fact]
    public void The_saved_folder_gives_the_ids_that_applying_the_merges_one_by_one_gives() => Corpora.Sample(
        texts =>
        {
            var trainer = new BpeTrainer(400, minFrequency: 1);
            foreach (var text in texts)
                trainer.Add(text);
            var vocabulary = trainer.Train();
            var tokenizer = SaveAndLoad(vocabulary);
            Assert.Equal(vocabulary.Size, tokenizer.VocabularySize);
            foreach (var text in texts)
            {
                var ids = tokenizer.Encode(text);
                Assert.Equal(Applied(vocabulary, text), ids);
                Assert.Equal(CanonicalComposition.Shared.Normalize(RandomText.WithoutLoneSurrogates(text)), tokenizer.Decode(ids));
            }
        },
        iter: 100);

    [Fact]
    public void Linear_and_heap_merging_agree() => Gen.Select(Corpora, Gen.Byte[97, 99].Array[1, 64]).Sample(
        (texts, bytes) =>
        {
            var trainer = new BpeTrainer(330, minFrequency: 1);
            foreach (var text in texts)
                trainer.Add(text);
            var vocabulary = trainer.Train();
            var merges = new MergeTable(vocabulary.Merges.Count);
            foreach (var (rank, (left, right)) in vocabulary.Merges.Index())
                merges.Add(left, right, rank, vocabulary.Specials.Count + 256 + rank);
            var encoder = new BytePairEncoder(merges, ByteIds(vocabulary), null);
            var (fromScan, fromHeap) = (new List<int>(), new List<int>());
            encoder.MergeShort(bytes, fromScan);
            encoder.MergeLong(bytes, fromHeap);
            Assert.Equal(fromScan, fromHeap);
        },
        iter: 2_000);

    [Fact]
    public void The_specials_come_first_and_have_their_roles()
    {
        var trainer = new BpeTrainer(300);
        trainer.Add("the thin thing, the thick thing");
        var tokenizer = SaveAndLoad(trainer.Train());
        Assert.Equal([0, 1, 2], tokenizer.EncodeWithSpecials("<|endoftext|><|im_start|><|im_end|>"));
        Assert.Equal((2, 0), (tokenizer.EosId, tokenizer.PadId));
        Assert.Single(tokenizer.Encode(" thing"));
    }

    [Fact]
    public void A_vocabulary_without_room_for_the_bytes_is_refused() =>
        Assert.Contains("at least 259", Assert.Throws<ArgumentException>(() => new BpeTrainer(258).Train()).Message);

    private static Tokenizer SaveAndLoad(TrainedVocabulary vocabulary)
    {
        var folder = Directory.CreateTempSubdirectory("bpe");
        try
        {
            vocabulary.Save(folder.FullName);
            return Tokenizer.Load(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int[] ByteIds(TrainedVocabulary vocabulary) =>
        [.. Enumerable.Range(0, 256).Select(value => vocabulary.Specials.Count + vocabulary.Tokens.ToList().IndexOf(ByteAlphabet.Write([(byte)value])))];

    private static IEnumerable<List<int>> Words(string text, int[] byteIds)
    {
        var rest = CanonicalComposition.Shared.Normalize(text);
        while (rest.Length > 0)
        {
            var length = PreTokenPattern.ForQwen2.Next(rest);
            yield return [.. Encoding.UTF8.GetBytes(rest[..length]).Select(value => byteIds[value])];
            rest = rest[length..];
        }
    }

    private static List<(int, int)> CountedAnew(string[] texts, int size, int minFrequency)
    {
        var byteIds = ByteIds(new BpeTrainer(259).Train());
        var spelling = Enumerable.Range(0, 256).ToDictionary(value => byteIds[value], value => ByteAlphabet.Write([(byte)value]));
        var words = texts.SelectMany(text => Words(text, byteIds)).ToList();
        var merges = new List<(int, int)>();
        var refused = new HashSet<(int, int)>();
        while (259 + merges.Count < size)
        {
            var best = words.SelectMany(word => word.Zip(word.Skip(1)))
                .GroupBy(pair => pair).Where(group => group.Count() >= minFrequency && !refused.Contains(group.Key))
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
                .FirstOrDefault()?.Key;
            if (best is not var (left, right))
                break;
            if (spelling.ContainsValue(spelling[left] + spelling[right]))
            {
                refused.Add((left, right));
                continue;
            }
            spelling[259 + merges.Count] = spelling[left] + spelling[right];
            words.ForEach(word => Replace(word, left, right, 259 + merges.Count));
            merges.Add((left, right));
        }
        return merges;
    }

    private static List<int> Applied(TrainedVocabulary vocabulary, string text)
    {
        var words = Words(text, ByteIds(vocabulary)).ToList();
        foreach (var (rank, (left, right)) in vocabulary.Merges.Index())
            words.ForEach(word => Replace(word, left, right, 259 + rank));
        return [.. words.SelectMany(word => word)];
    }

    private static void Replace(List<int> word, int left, int right, int merged)
    {
        for (var i = 0; i + 1 < word.Count; i++)
        {
            if (word[i] != left || word[i + 1] != right)
                continue;
            word[i] = merged;
            word.RemoveAt(i + 1);
        }
    }
}
