using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using AspireIF.Training.Rewards;
using static TorchSharp.torch;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// Pairs of a response and a constraint that a classifier judges in a second: responses of about 500 tokens, 5 constraints of 10 to 20 tokens each, all constraints of a response
/// in one pass over it, beside each pair alone. Arguments: "cpu" (the small model's shape, 64 responses; also without a GPU) or nothing (Qwen2.5-1.5B's shape on a GPU); responses (256); tokens of a pass (16384).
/// </summary>
internal static class ScoreBench
{
    private const int Constraints = 5;

    private static readonly ModelConfiguration Small = new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = 3072, HiddenSize = 160, IntermediateSize = 448, Layers = 5, QueryHeads = 4, KeyValueHeads = 2, HeadDimension = 40,
        MaxPositions = 1024, TiedEmbeddings = true, QueryKeyValueBias = true,
    };

    public static int Run(string[] args)
    {
        TorchRuntime.Load();
        bool gpu = !args.Contains("cpu") && cuda.is_available();
        int[] numbers = [.. args.Where(a => int.TryParse(a, out _)).Select(a => int.Parse(a, null))];
        int responses = numbers.Length > 0 ? numbers[0] : gpu ? 256 : 64, micro = numbers.Length > 1 ? numbers[1] : 16_384;
        ModelConfiguration shape = (gpu ? Shapes.Qwen15 : Small) with { Head = ModelHead.Classification, Classes = 2 };
        using DecoderModel classifier = Shapes.Create(shape, gpu ? CUDA : CPU, gpu ? ScalarType.BFloat16 : ScalarType.Float32);
        classifier.FusedLayers = !args.Contains("plain");
        var random = new Random(1);
        PrefixGroup[] groups = [.. Enumerable.Range(0, responses).Select(_ => new PrefixGroup(Tokens(450, 550), [.. Enumerable.Range(0, Constraints).Select(_ => Tokens(10, 20))]))];
        PrefixGroup[] alone = [.. groups.Take(Math.Max(1, responses / 4)).SelectMany(group => group.Branches.Select(branch => new PrefixGroup(group.Prefix, [branch])))];

        float[][]? shared = null, single = null;
        double sharedSeconds = Seconds(() => shared = ClassifierPass.Logits(classifier, groups, micro)), aloneSeconds = Seconds(() => single = ClassifierPass.Logits(classifier, alone, micro));
        double pairs = responses * Constraints / sharedSeconds, pairsAlone = alone.Length / aloneSeconds;
        double difference = single!.Select((margins, i) => Math.Abs((double)margins[0] - shared![i / Constraints][i % Constraints])).Max(), spread = shared!.SelectMany(m => m).Max(m => Math.Abs((double)m));
        Console.WriteLine($"{"",-44}{"pairs/s",10}");
        Console.WriteLine($"{"all constraints of a response in one pass",-44}{pairs,10:N0}");
        Console.WriteLine($"{"each pair alone",-44}{pairsAlone,10:N0}{pairs / pairsAlone,8:F2} times");
        Console.WriteLine($"largest difference of a margin {difference:E1}, largest margin {spread:E1}");
        Console.WriteLine(JsonSerializer.Serialize(new { bench = "gpu-score", device = gpu ? "cuda" : "cpu", responses, constraints = Constraints, micro, pairs_s = pairs, pairs_alone_s = pairsAlone, times = pairs / pairsAlone, difference }));
        return 0;

        int[] Tokens(int least, int most) => [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => random.Next(shape.VocabularySize))];
    }

    private static double Seconds(Action work)
    {
        var seconds = new List<double>();
        for (int round = 0; round < 4; round++)
        {
            long started = System.Diagnostics.Stopwatch.GetTimestamp();
            work(); // ends with margins on the host: the device is done
            if (round > 0)
                seconds.Add(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        seconds.Sort();
        return seconds[1];
    }
}
