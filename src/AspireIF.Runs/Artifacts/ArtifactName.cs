using System.Globalization;

namespace AspireIF.Runs.Artifacts;

/// <summary>One version of one kind of artifact of a run.</summary>
internal readonly record struct ArtifactName
{
    public ArtifactName(string run, string kind, long version)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        Kind = KindPath(run, kind);
        Version = version;
    }

    public const string RunsFolder = "runs";

    /// <summary><c>runs/{run}/{kind}</c></summary>
    public string Kind { get; }

    public long Version { get; }

    /// <summary><c>runs/{run}/{kind}/{version}</c>, the version with at least six digits: sorted by name is sorted by version.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"{Kind}/{Version:D6}");

    public static string KindPath(string run, string kind) => $"{RunsFolder}/{RunNames.Check(run, "run")}/{RunNames.Check(kind, "kind of artifact")}";

    public static bool TryParseVersion(ReadOnlySpan<char> name, out long version) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out version);

    public override string ToString() => Path;
}
