using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace AspireIF.Instructions.Text.Languages;

/// <summary>
/// How much each n-gram speaks for each language: one row of bytes for an n-gram, one column for a language.
/// A value is 25 ln(1 + p / 0.00005), p being the share of the n-gram among the n-grams of its length in that language,
/// so a sum of rows is a naive Bayes log-likelihood with langdetect's smoothing. 0 = (nearly) unseen.
/// </summary>
internal sealed class LanguageProfiles
{
    /// <summary>Bytes in a row; columns past the last language are zero.</summary>
    public const int Stride = 64;

    private static readonly Lazy<LanguageProfiles> Embedded = new(() =>
    {
        using Stream resource = typeof(LanguageProfiles).Assembly.GetManifestResourceStream("language-profiles.br")
            ?? throw new InvalidOperationException("the resource language-profiles.br is missing from the assembly");
        return Read(resource);
    });

    private readonly ulong[] _keys;
    private readonly int[] _rowOf;
    private readonly int _shift;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs once, over megabytes
    private LanguageProfiles(string[] languages, ulong[] grams, byte[] rows)
    {
        Languages = languages;
        Rows = rows;
        int bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)grams.Length * 2);
        _shift = 64 - bits;
        _keys = new ulong[1 << bits];
        _rowOf = new int[1 << bits];
        for (int row = 0; row < grams.Length; row++)
        {
            int slot = Slot(grams[row]);
            while (_keys[slot] != 0)
                slot = (slot + 1) & (_keys.Length - 1);
            _keys[slot] = grams[row];
            _rowOf[slot] = row * Stride;
        }
    }

    public static LanguageProfiles Instance => Embedded.Value;

    public string[] Languages { get; }

    public byte[] Rows { get; }

    /// <summary>Where the n-gram's row begins in <see cref="Rows"/>, or -1 when no language has it.</summary>
    public int Find(ulong gram)
    {
        ulong[] keys = _keys;
        for (int slot = Slot(gram); ; slot = (slot + 1) & (keys.Length - 1))
        {
            ulong key = keys[slot];
            if (key == gram)
                return _rowOf[slot];
            if (key == 0)
                return -1;
        }
    }

    /// <summary>
    /// Reads the compact form (Brotli): the language codes joined by spaces, the number of n-grams, then for each n-gram in ascending
    /// order of its key the difference to the key before, the number of languages that have it and (language, value) pairs.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LanguageProfiles Read(Stream stream)
    {
        using var brotli = new BrotliStream(stream, CompressionMode.Decompress);
        using var buffer = new MemoryStream();
        brotli.CopyTo(buffer);
        ReadOnlySpan<byte> bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        int length = (int)ReadNumber(ref bytes);
        string[] languages = System.Text.Encoding.ASCII.GetString(bytes[..length]).Split(' ');
        bytes = bytes[length..];
        var grams = new ulong[ReadNumber(ref bytes)];
        var rows = new byte[grams.Length * Stride];
        ulong key = 0;
        for (int i = 0; i < grams.Length; i++)
        {
            key += ReadNumber(ref bytes);
            grams[i] = key;
            int pairs = bytes[0];
            for (int n = 0; n < pairs; n++)
                rows[i * Stride + bytes[1 + 2 * n]] = bytes[2 + 2 * n];
            bytes = bytes[(1 + 2 * pairs)..];
        }
        return new LanguageProfiles(languages, grams, rows);
    }

    // Seven bits a byte, the lowest first, as BinaryWriter writes them.
    private static ulong ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0, i = 0; ; shift += 7, i++)
        {
            value |= (bytes[i] & 0x7FUL) << shift;
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }
    }

    private int Slot(ulong gram) => (int)(gram * 0x9E37_79B9_7F4A_7C15 >> _shift);
}
