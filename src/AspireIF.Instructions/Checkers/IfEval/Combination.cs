using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>combination:two_responses.</summary>
internal static class Combination
{
    private const string Divider = "******";

    public static ConstraintType TwoResponses { get; } = new(
        "combination:two_responses",
        [],
        _ => "Give two different responses, separated from each other by 6 asterisk symbols: ******.")
    {
        Bind = _ => new FunctionCheck(Check),
    };

    // Blank parts are allowed at both ends only.
    private static Verdict Check(string response)
    {
        ReadOnlySpan<char> text = response, first = default, second = default;
        int count = 0, start = 0;
        while (true)
        {
            int found = text[start..].IndexOf(Divider);
            int end = found < 0 ? text.Length : start + found;
            ReadOnlySpan<char> part = PythonText.Strip(text[start..end]);
            if (part.IsEmpty)
            {
                if (start > 0 && found >= 0)
                    return Verdict.Violated("two dividers ****** have nothing between them", new TextSpan(start - Divider.Length, end + Divider.Length));
            }
            else if (++count == 1)
            {
                first = part;
            }
            else
            {
                second = part;
            }
            if (found < 0)
                break;
            start = end + Divider.Length;
        }
        if (count != 2)
            return Verdict.Violated($"{Phrase.Count(count, "response")} separated by ****** found, 2 asked for");
        return first.SequenceEqual(second) ? Verdict.Violated("the two responses are the same") : Verdict.Followed;
    }
}
