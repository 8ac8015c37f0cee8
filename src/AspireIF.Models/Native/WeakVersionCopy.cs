using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AspireIF.Models.Checkpoints;

namespace AspireIF.Models.Native;

/// <summary>
/// TorchSharp's Linux library asks the C++ library for version GLIBCXX_3.4.32, which Debian 12 and Ubuntu 22.04 do not have, for the sake of one symbol
/// that nothing calls. Marking that requirement as weak (VER_FLG_WEAK, "ELF gABI / Linux Standard Base, Symbol Versioning") lets the dynamic
/// loader accept an older library. The corrected copy lives in the user's cache folder under the hash of the original; the original is never touched.
/// </summary>
internal static class WeakVersionCopy
{
    public const string Version = "GLIBCXX_3.4.32";
    private const string OnlySymbol = "_ZSt21ios_base_library_initv";
    private const ushort WeakFlag = 2;
    private const uint SectionVersionNeeds = 0x6ffffffe, SectionVersionOfSymbol = 0x6fffffff, SectionDynamicSymbols = 11;

    /// <summary>Whether the loader's complaint is the one that a weak requirement cures.</summary>
    public static bool Cures(string loaderMessage) => loaderMessage.Contains($"`{Version}' not found", StringComparison.Ordinal);

    /// <summary>The path of the corrected copy. It is made on first need, and then, once, said on standard error.</summary>
    public static string Of(string library)
    {
        byte[] content = File.ReadAllBytes(library);
        string name = Convert.ToHexStringLower(SHA256.HashData(content))[..16] + "-" + Path.GetFileName(library);
        string copy = Path.Combine(UserCache.Folder, name);
        Correct(content, library);
        if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(content))
            return copy;

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            AtomicFile.Write(copy, stream => stream.Write(content));
            Console.Error.WriteLine($"This system's C++ library is older than {Version}: made a corrected copy of {Path.GetFileName(library)} to use instead ({copy}).");
            return copy;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TorchLoadException($"{copy} cannot be written: {error.Message} This system's C++ library is older than {Version}, so a corrected copy of {library} is needed. Set XDG_CACHE_HOME to a folder that can be written.", error);
        }
    }

    /// <summary>Sets the weak flag on the requirement, in place, after checking that only the one unused symbol carries that version.</summary>
    internal static void Correct(Span<byte> elf, string file)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new TorchLoadException($"{file} is no 64-bit little-endian ELF file.");
        try
        {
            Section needs = FindSection(elf, SectionVersionNeeds), versions = FindSection(elf, SectionVersionOfSymbol), symbols = FindSection(elf, SectionDynamicSymbols);
            int requirement = FindRequirement(elf, needs);
            ushort index = BinaryPrimitives.ReadUInt16LittleEndian(elf[(requirement + 6)..]);
            for (int i = 0; i < versions.Size / 2; i++)
            {
                if ((BinaryPrimitives.ReadUInt16LittleEndian(elf[(versions.Offset + 2 * i)..]) & 0x7fff) != index)
                    continue;
                int symbolName = BinaryPrimitives.ReadInt32LittleEndian(elf[(symbols.Offset + 24 * i)..]);
                string symbol = Text(elf, symbols.StringTable + symbolName);
                if (symbol != OnlySymbol)
                    throw new TorchLoadException($"{file} uses {symbol} of {Version}, which this system's C++ library does not have. Use a newer system (glibc 2.38 or later).");
            }
            BinaryPrimitives.WriteUInt16LittleEndian(elf[(requirement + 4)..], WeakFlag);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new TorchLoadException($"{file} is a damaged ELF file. Restore the packages again.", error);
        }
    }

    private readonly record struct Section(int Offset, int Size, int StringTable);

    private static Section FindSection(ReadOnlySpan<byte> elf, uint type)
    {
        int table = (int)BinaryPrimitives.ReadInt64LittleEndian(elf[0x28..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3a..]), count = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3c..]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = elf.Slice(table + i * entrySize, 64);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != type)
                continue;
            int link = BinaryPrimitives.ReadInt32LittleEndian(header[40..]);
            int strings = (int)BinaryPrimitives.ReadInt64LittleEndian(elf[(table + link * entrySize + 24)..]);
            return new Section((int)BinaryPrimitives.ReadInt64LittleEndian(header[24..]), (int)BinaryPrimitives.ReadInt64LittleEndian(header[32..]), strings);
        }
        throw new ArgumentOutOfRangeException(nameof(type), $"no section of type {type:x}");
    }

    private static int FindRequirement(ReadOnlySpan<byte> elf, Section needs)
    {
        // Two chains of records, each with the distance to its next one; 0 ends a chain.
        for (int need = needs.Offset, next = 1; next > 0; need += next)
        {
            int requirement = need + BinaryPrimitives.ReadInt32LittleEndian(elf[(need + 8)..]);
            for (int step = 1; step > 0; requirement += step)
            {
                if (Text(elf, needs.StringTable + BinaryPrimitives.ReadInt32LittleEndian(elf[(requirement + 8)..])) == Version)
                    return requirement;
                step = BinaryPrimitives.ReadInt32LittleEndian(elf[(requirement + 12)..]);
            }
            next = BinaryPrimitives.ReadInt32LittleEndian(elf[(need + 12)..]);
        }
        throw new ArgumentOutOfRangeException(nameof(needs), Version + " is not required");
    }

    private static string Text(ReadOnlySpan<byte> elf, int offset)
    {
        ReadOnlySpan<byte> rest = elf[offset..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }
}
