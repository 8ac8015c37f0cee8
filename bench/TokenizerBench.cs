using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AspireIF.Models.Tokenization;
using Microsoft.ML.Tokenizers;
using Tokenizer = AspireIF.Models.Tokenization.Tokenizer;

namespace AspireIF.Bench;

/// <summary>
/// <c>tokenizer FOLDER FILE</c>: how fast the text of a file is encoded on one thread, here and by Microsoft.ML.Tokenizers, and how long a
/// vocabulary takes to learn. FOLDER has vocab.json, merges.txt and tokenizer_config.json, or the same with a prefix (<c>FOLDER/qwen2.</c>).
/// </summary>
internal static class TokenizerBench
{
    private const int EncodedBytes = 20_000_000, TrainedBytes = 50_000_000;

    public static int Run(string[] args)
    {
        if (args is not [var folder, var file])
        {
            Console.Error.WriteLine("usage: bench tokenizer FOLDER-OR-PREFIX TEXT-FILE");
            return 2;
        }
        if (!folder.EndsWith('.'))
            folder += Path.DirectorySeparatorChar;
        var watch = Stopwatch.StartNew();
        var tokenizer = Tokenizer.Load(folder + "vocab.json", folder + "merges.txt", folder + "tokenizer_config.json", compose: false);
        var loadSeconds = watch.Elapsed.TotalSeconds;
        var library = TiktokenTokenizer.Create(
            TiktokenVocabulary(folder + "vocab.json"), new RegexPreTokenizer(new(PreTokenPattern.ForQwen2.Regex, System.Text.RegularExpressions.RegexOptions.Compiled), null), null);

        var lines = Repeat(File.ReadAllLines(file), EncodedBytes);
        var bytes = lines.Sum(Encoding.UTF8.GetByteCount);
        var ours = MegabytesPerSecond(bytes, () => lines.Sum(line => (long)tokenizer.Encode(line).Length), out var tokens);
        var theirs = MegabytesPerSecond(bytes, () => lines.Sum(line => (long)library.EncodeToIds(line).Count), out var libraryTokens);

        watch.Restart();
        var trainer = new BpeTrainer(4096);
        foreach (var line in Repeat(File.ReadAllLines(file), TrainedBytes))
            trainer.Add(line);
        var trained = trainer.Train();
        var trainSeconds = watch.Elapsed.TotalSeconds;

        Console.WriteLine($"load                       {loadSeconds:F2} s");
        Console.WriteLine($"encode                     {ours:F1} MB/s ({tokens:N0} tokens)");
        Console.WriteLine($"  Microsoft.ML.Tokenizers  {theirs:F1} MB/s ({libraryTokens:N0} tokens)");
        Console.WriteLine($"train {trained.Size} from 50 MB    {trainSeconds:F1} s");
        Console.WriteLine(JsonSerializer.Serialize(new { loadSeconds, encodeMegabytesPerSecond = ours, libraryMegabytesPerSecond = theirs, tokens, trainSeconds }));
        return 0;
    }

    /// <summary>The best of three.</summary>
    private static double MegabytesPerSecond(long bytes, Func<long> encode, out long tokens)
    {
        var (best, count) = (double.MaxValue, 0L);
        for (var round = 0; round < 3; round++)
        {
            var watch = Stopwatch.StartNew();
            count = encode();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }
        tokens = count;
        return bytes / 1e6 / best;
    }

    private static List<string> Repeat(string[] lines, long bytes)
    {
        var repeated = new List<string>();
        for (long total = 0; total < bytes;)
            foreach (var line in lines)
            {
                repeated.Add(line);
                total += Encoding.UTF8.GetByteCount(line);
            }
        return repeated;
    }

    private static MemoryStream TiktokenVocabulary(string file)
    {
        var text = new StringBuilder();
        foreach (var (token, id) in JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(file))!)
            if (ByteAlphabet.TryRead(token, out var bytes))
                text.Append(Convert.ToBase64String(bytes)).Append(' ').Append(id).Append('\n');
        return new MemoryStream(Encoding.ASCII.GetBytes(text.ToString()));
    }
}
