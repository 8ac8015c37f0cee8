using System.Text.RegularExpressions;
using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>
/// format:options: the answer is one of the options, which are separated by "/", else by "or", else by commas. Letters ("a), b), c)") must be
/// exact; with words, case and punctuation around the answer do not matter.
/// </summary>
internal sealed partial class OptionsCheck : ResponseCheck
{
    private readonly string[] _options;
    private readonly bool _exact;
    private readonly string _text;

    public OptionsCheck(string options)
    {
        _text = options;
        _exact = Letters().IsMatch(options);
        string separator = options.Contains('/') ? "/" : options.Contains("or", StringComparison.Ordinal) ? "or" : ",";
        _options = [.. options.Split(separator).Select(o => BenchText.Strip(o))];
    }

    protected override Verdict CheckText(string response)
    {
        bool found = _exact
            ? _options.Contains(response)
            : _options.Any(o => PythonText.Lower(BenchText.Trim(o)) == PythonText.Lower(BenchText.Trim(response)));
        return found ? Verdict.Followed : Verdict.Violated($"{Phrase.Quote(response)} is none of the options {_text}");
    }

    [GeneratedRegex(@"^\W*[aA]\W*[bB]\W*[cC]", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Letters();
}
