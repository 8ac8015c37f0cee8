using System.Numerics;

namespace AspireIF.Pipeline.Configuration;

/// <summary>Sentences about values that are out of range.</summary>
internal static class Check
{
    public static IEnumerable<string> AtLeast<T>(string key, T value, T least) where T : INumber<T> =>
        value >= least ? [] : [$"{key} is {value}; it must be at least {least}"];

    public static IEnumerable<string> Between<T>(string key, T value, T least, T most) where T : INumber<T> =>
        value >= least && value <= most ? [] : [$"{key} is {value}; it must be from {least} to {most}"];

    public static IEnumerable<string> Positive(string key, double value) => value > 0 ? [] : [$"{key} is {value}; it must be above 0"];

    /// <summary>Problems of a section's own options, which name them as the command line does: "learning-rate is ..".</summary>
    public static IEnumerable<string> Under(string section, IEnumerable<string> problems) => problems.Select(p => $"{section}.{Camel(p)}");

    private static string Camel(string problem)
    {
        int end = problem.IndexOf(' ', StringComparison.Ordinal);
        string[] words = problem[..end].Split('-');
        return words[0] + string.Concat(words.Skip(1).Select(w => char.ToUpperInvariant(w[0]) + w[1..])) + problem[end..];
    }
}
