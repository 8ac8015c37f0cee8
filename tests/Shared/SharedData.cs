using System.IO.Compression;
using System.Text;

namespace AspireIF.Tests;

/// <summary>Public data sets and golden verdicts that lie beside the repository (shared/data), or where ASPIREIF_SHARED says. Not everyone has them.</summary>
internal static class SharedData
{
    /// <summary>The path of a file under shared/data; skips the running test when it is not there.</summary>
    public static string Path(string file)
    {
        string? path = Find(file);
        Assert.SkipWhen(path is null, $"shared/data/{file} is not there (it lies beside the repository, or set ASPIREIF_SHARED)");
        return path!;
    }

    /// <summary>The lines of a UTF-8 file, gzipped or not. Only a line feed ends a line: the data hold U+0085 and U+2028.</summary>
    public static IEnumerable<string> Lines(string file)
    {
        using Stream raw = File.OpenRead(Path(file));
        using Stream stream = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string? Find(string file)
    {
        if (Environment.GetEnvironmentVariable("ASPIREIF_SHARED") is { Length: > 0 } shared)
            return Existing(System.IO.Path.Combine(shared, "data", file));
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "AspireIF.sln")))
                return Existing(System.IO.Path.Combine(folder.FullName, "..", "shared", "data", file));
        }
        return null;

        static string? Existing(string path) => File.Exists(path) ? path : null;
    }
}
