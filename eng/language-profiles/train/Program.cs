using System.IO.Compression;
using AspireIF.Instructions.Text.Languages;

// Counts the n-grams of CORPUS/<language>.txt and writes the compact profiles: train CORPUS OUT [MIN_SHARE]
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: train CORPUS OUT [MIN_SHARE]");
    return 2;
}
double minShare = args.Length > 2 ? double.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 1e-5;
string[] files = [.. Directory.GetFiles(args[0], "*.txt").Order(StringComparer.Ordinal)];
var values = new SortedDictionary<ulong, List<(byte Language, byte Value)>>();
for (int language = 0; language < files.Length; language++)
{
    var counts = new GramCounts();
    foreach (string line in File.ReadLines(files[language]))
        LanguageText.Walk(line, skipLatin: false, ref counts);
    foreach (var (gram, value) in counts.Values(minShare))
    {
        if (!values.TryGetValue(gram, out var list))
            values[gram] = list = [];
        list.Add(((byte)language, value));
    }
}

using (FileStream file = File.Create(args[1]))
using (var brotli = new BrotliStream(file, CompressionLevel.SmallestSize))
using (var writer = new BinaryWriter(brotli))
{
    writer.Write(string.Join(' ', files.Select(Path.GetFileNameWithoutExtension)));
    writer.Write7BitEncodedInt(values.Count);
    ulong last = 0;
    foreach (var (gram, list) in values)
    {
        writer.Write7BitEncodedInt64((long)(gram - last));
        last = gram;
        writer.Write((byte)list.Count);
        foreach (var (language, value) in list)
        {
            writer.Write(language);
            writer.Write(value);
        }
    }
}
Console.WriteLine($"{files.Length} languages, {values.Count} n-grams, {values.Sum(v => v.Value.Count)} values, {new FileInfo(args[1]).Length} bytes");
return 0;

/// <summary>The n-grams of one language, counted.</summary>
internal struct GramCounts() : IGramSink
{
    private readonly Dictionary<ulong, int> _counts = [];
    private readonly long[] _totals = new long[4];

    public readonly void Add(ulong key, int length)
    {
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _)++;
        _totals[length]++;
    }

    /// <summary>25 ln(1 + p / 0.00005) of the n-grams that make up at least the given share of all characters and say something about the language.</summary>
    public readonly IEnumerable<(ulong Gram, byte Value)> Values(double minShare)
    {
        long[] totals = _totals;
        long latin = _counts.Where(c => c.Key < 0x80).Sum(c => (long)c.Value);
        bool latinIsForeign = latin < totals[1] / 3; // names and code in a language that is written otherwise
        double least = Math.Max(totals[1] * minShare, 2);
        return from c in _counts
               where c.Value > least && !(latinIsForeign && HasLatin(c.Key))
               let value = (int)Math.Round(25 * Math.Log(1 + (double)c.Value / totals[Length(c.Key)] / 0.00005))
               where value > 0
               select (c.Key, (byte)Math.Min(value, 255));
    }

    private static int Length(ulong gram) => gram > 0xFFFF_FFFF ? 3 : gram > 0xFFFF ? 2 : 1;

    private static bool HasLatin(ulong gram)
    {
        for (; gram != 0; gram >>= 16)
        {
            if (char.IsAsciiLetter((char)(gram & 0xFFFF)))
                return true;
        }
        return false;
    }
}
