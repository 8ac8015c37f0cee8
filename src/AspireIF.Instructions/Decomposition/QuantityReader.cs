using System.Globalization;
using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition;

/// <summary>Finds numbers with what bounds them: digits and words, "at least", "or fewer", ranges, "twice".</summary>
internal static class QuantityReader
{
    private const string Word =
        "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
        + "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand";

    private const string Number =
        @"(?:\d{1,3}(?:,\d{3})+|\d{1,9}|a couple(?: of)?|half a dozen|(?:a )?dozen|(?:a )?hundred|(?:a )?thousand|(?:" + Word + @")(?:(?:-| | and )(?:" + Word + "))*)";

    private const string Before =
        "at least|at the very least|a minimum of|minimum of|minimum|no less than|not less than|no fewer than|not fewer than|"
        + "no more than|not more than|not be more than|not to exceed|not exceeding|not exceed|no longer than|not longer than|not be longer than|not over|at most|at the most|up to|a maximum of|maximum of|maximum|within|"
        + "anything longer than|exceeds|exceed|beyond|anything more than|anything over|more than|over|above|in excess of|greater than|longer than|exceeding|less than|fewer than|under|below|shorter than|"
        + "exactly|precisely|only|just|a total of|about|around|approximately|roughly";

    private const string After = "or more|or above|or greater|or less|or fewer|or under|at least|at most|at minimum|at maximum|at the most|minimum|maximum|max|min|plus";

    private static readonly Regex Pattern = new(
        @"(?:\b(?<before>" + Before + @")(?: a| the)?(?: total of)? (?:of )?)?"
        + @"(?:(?:\b(?<between>between|from|in the range of|in the range from) )?\b(?<low>" + Number + @")(?<join> to | and |-| - |–|—| – | or )(?<high>" + Number + @")\b"
        + @"|\b(?<number>" + Number + @")(?:(?<plus>\+)|\b(?: (?<after>" + After + @")\b)?)"
        + @"|\b(?<times>once|twice|thrice)\b(?: (?<after>" + After + @")\b)?)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    /// <summary>The next quantity at or after <paramref name="start"/> in lower-case text; null when there is none.</summary>
    public static (int Start, int End, Quantity Quantity, bool Times)? Next(string text, int start)
    {
        Match match = Pattern.Match(text, start);
        if (!match.Success)
            return null;
        Bound bound = match.Groups["after"].Success ? AfterBound(match.Groups["after"].Value) : Bound.None;
        if (match.Groups["plus"].Success)
            bound = Bound.AtLeast;
        if (match.Groups["before"].Success)
            bound = BeforeBound(match.Groups["before"].Value);
        bound = InClause(bound, text.AsSpan(Math.Max(0, match.Index - Reach), Math.Min(Reach, match.Index)).ToString());
        int end = match.Index + match.Length;
        if (match.Groups["times"] is { Success: true } times)
            return (match.Index, end, new Quantity(bound, times.Value switch { "once" => 1, "twice" => 2, _ => 3 }), true);
        if (match.Groups["number"] is { Success: true } single)
        {
            int number = Value(single.Value);
            // "At least 3 but fewer than 8".
            if (bound is Bound.AtLeast or Bound.MoreThan && OtherEnd.Match(text[end..Math.Min(text.Length, end + Reach)]) is { Success: true } other
                && new Quantity(BeforeBound(other.Groups["before"].Value), Value(other.Groups["number"].Value)) is { Bound: Bound.LessThan or Bound.AtMost } upper)
            {
                int low = bound == Bound.MoreThan ? number + 1 : number, high = upper.Bound == Bound.LessThan ? upper.Number - 1 : upper.Number;
                if (low < high)
                    return (match.Index, end + other.Length, new Quantity(Bound.Range, low, high), false);
            }
            return (match.Index, end, new Quantity(bound, number), false);
        }
        (int first, int second) = (Value(match.Groups["low"].Value), Value(match.Groups["high"].Value));
        bool and = match.Groups["join"].Value == " and ";
        if (first < second && (!and || match.Groups["between"].Success))
            return (match.Index, end, new Quantity(Bound.Range, first, second), false);
        int stop = match.Groups["low"].Index + match.Groups["low"].Length;
        return (match.Index, stop, new Quantity(bound, first), false);
    }

    // How far around a number the words are read that turn its bound.
    private const int Reach = 80;

    private static readonly Regex OtherEnd = new(@"^,? (?:and|but) (?<before>" + Before + ")(?: a| the)? (?<number>" + Number + @")\b",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    private static readonly Regex Denied = new(@"(?:\b(?:not|never|cannot|without|avoid|avoiding|refrain|dont)|n't)(?: [\w'\uE000]+){0,8} $", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static readonly Regex OtherClause = new(@"\b(?:and|but|with|in|or|include|contain|write)\b", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static readonly Regex Limited = new(@"\b(?:limit|restrict|confine|cap|keep)(?:ed|s|ing)?(?: [\w']+){0,5} to $|\b(?:limit|maximum)(?: is| of)?:? $", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>What words further ahead make of a bound: "do not use it more than 3 times", "not be shorter than 50", "limit the text to 80".</summary>
    private static Bound InClause(Bound bound, string before)
    {
        if (bound == Bound.None)
            return Limited.IsMatch(before) ? Bound.AtMost : bound;
        if (bound is not (Bound.MoreThan or Bound.LessThan) || Denied.Match(before) is not { Success: true } denied || OtherClause.IsMatch(denied.Value))
            return bound;
        return bound == Bound.MoreThan ? Bound.AtMost : Bound.AtLeast;
    }

    private static Bound BeforeBound(string text) => text switch
    {
        "at least" or "at the very least" or "a minimum of" or "minimum of" or "minimum" or "no less than" or "not less than" or "no fewer than" or "not fewer than" => Bound.AtLeast,
        "more than" or "over" or "above" or "beyond" or "exceed" or "exceeds" or "in excess of" or "greater than" or "longer than" or "exceeding" => Bound.MoreThan,
        "less than" or "fewer than" or "under" or "below" or "shorter than" => Bound.LessThan,
        "exactly" or "precisely" or "only" or "just" or "a total of" => Bound.Exactly,
        "about" or "around" or "approximately" or "roughly" => Bound.Around,
        _ => Bound.AtMost,
    };

    private static Bound AfterBound(string text) => text switch
    {
        "or less" or "or fewer" or "or under" or "at most" or "at maximum" or "at the most" or "maximum" or "max" => Bound.AtMost,
        _ => Bound.AtLeast,
    };

    private static int Value(string text)
    {
        if (char.IsAsciiDigit(text[0]))
            return int.TryParse(text.Replace(",", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out int digits) ? digits : int.MaxValue;
        if (text.StartsWith("a couple", StringComparison.Ordinal))
            return 2;
        if (text == "half a dozen")
            return 6;
        long total = 0, current = 0;
        foreach (string word in text.Split([' ', '-']))
        {
            int value = Array.IndexOf(Units, word);
            if (value < 0)
                value = Array.IndexOf(Tens, word) is var ten and >= 0 ? (ten + 2) * 10 : -1;
            if (value >= 0)
                current += value;
            else if (word == "hundred")
                current = Math.Max(1, current) * 100;
            else if (word == "dozen")
                current = Math.Max(1, current) * 12;
            else if (word == "thousand")
                (total, current) = (total + Math.Max(1, current) * 1000, 0);
            // Nonsense such as "hundred hundred hundred ..." ends at the largest number.
            current = Math.Min(current, int.MaxValue);
        }
        return (int)Math.Min(total + current, int.MaxValue);
    }

    private static readonly string[] Units =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
         "seventeen", "eighteen", "nineteen"];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
}
