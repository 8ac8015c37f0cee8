using System.Buffers;

namespace AspireIF.Instructions.Text.Patterns;

/// <summary>
/// A regular expression in Python's syntax and with Python's meaning (code points, Unicode classes, <c>re.IGNORECASE</c>), for patterns that
/// people put into constraints. Immutable and thread-safe. Its time is bounded: a search that takes more than about a million steps
/// gives up with a <see cref="TimeoutException"/>, after some milliseconds.
/// </summary>
public sealed class PythonPattern
{
    private static readonly SearchValues<char> Special = SearchValues.Create(@"\.^$*+?{}[]|()");

    private readonly PatternProgram _program;

    /// <exception cref="PatternException">The text is no valid pattern.</exception>
    public PythonPattern(string pattern, bool ignoreCase = false, bool multiLine = false)
    {
        PatternFlags flags = (ignoreCase ? PatternFlags.IgnoreCase : 0) | (multiLine ? PatternFlags.MultiLine : 0);
        var (root, groups, captures) = Parser.Parse(pattern, flags);
        var (instructions, registers, rows) = Compiler.Compile(root, groups, captures);
        _program = new PatternProgram(instructions, registers, rows);
        GroupCount = groups;
    }

    /// <summary>How many capturing groups the pattern has.</summary>
    public int GroupCount { get; }

    /// <summary>Whether the pattern has no special characters, so that it matches itself alone.</summary>
    public static bool IsLiteral(ReadOnlySpan<char> pattern) => !pattern.ContainsAny(Special);

    /// <summary>The first match, as <c>re.search</c> finds it, or null.</summary>
    /// <exception cref="TimeoutException">The search was given up.</exception>
    public Range? Search(ReadOnlySpan<char> text)
    {
        using var matcher = new Matcher(_program, text);
        return matcher.Find(0, notEmptyAtStart: false) is { } match ? match.Start..match.End : null;
    }

    /// <summary>How many matches <c>re.findall</c> gives.</summary>
    /// <exception cref="TimeoutException">The search was given up.</exception>
    public int Count(ReadOnlySpan<char> text)
    {
        using var matcher = new Matcher(_program, text);
        int count = 0;
        bool empty = false;
        for (int from = 0; matcher.Find(from, notEmptyAtStart: empty) is { } match; from = match.End)
        {
            count++;
            empty = match.Start == match.End;
        }
        return count;
    }
}
