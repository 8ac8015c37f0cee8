using System.Collections.Frozen;

namespace AspireIF.Instructions.Checkers.FinalAnswers;

/// <summary>Units written as plain words behind a number: "5 cm", "12 square feet", "60 miles per hour".</summary>
internal static class Units
{
    private static readonly FrozenSet<string> Words = new[]
    {
        "mm", "cm", "m", "km", "in", "inch", "inches", "ft", "foot", "feet", "yd", "yard", "yards", "mi", "mile", "miles", "meter", "meters", "metre", "metres", "centimeter", "centimeters", "kilometer", "kilometers",
        "s", "sec", "second", "seconds", "min", "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years",
        "g", "gram", "grams", "kg", "kilogram", "kilograms", "lb", "lbs", "pound", "pounds", "oz", "ounce", "ounces", "ton", "tons",
        "L", "l", "ml", "mL", "liter", "liters", "litre", "litres", "gallon", "gallons", "quart", "quarts", "pint", "pints", "cup", "cups",
        "dollar", "dollars", "cent", "cents", "euro", "euros", "USD", "degree", "degrees", "percent", "unit", "units", "square", "cubic", "sq", "cu", "per", "mph", "kph",
        "people", "students", "ways", "times", "points", "items", "pieces", "rad", "radians",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The text without the unit words at its end, if a digit stands before them. A unit of one letter counts only behind a blank: "5m" may be five times m.</summary>
    public static string Remove(string text)
    {
        string rest = text.TrimEnd();
        while (true)
        {
            int end = WithoutExponent(rest);
            int start = end;
            while (start > 0 && (char.IsAsciiLetter(rest[start - 1]) || rest[start - 1] == '/'))
                start--;
            string word = rest[start..end];
            bool known = word.Length > 0 && start > 0 && word.Split('/').All(Words.Contains) && (word.Length > 1 || rest[start - 1] == ' ');
            string before = known ? rest[..start].TrimEnd() : "";
            if (before.Length == 0 || !before.Any(char.IsAsciiDigit) || before[^1] is '\\' or '^' or '_')
                return rest;
            rest = before;
        }
    }

    // Behind a unit: ^2, ^{2}, ^3.
    private static int WithoutExponent(string text)
    {
        int caret = text.LastIndexOf('^');
        if (caret <= 0 || !char.IsAsciiLetter(text[caret - 1]))
            return text.Length;
        string exponent = text[(caret + 1)..].Trim('{', '}', ' ');
        return exponent is "2" or "3" ? caret : text.Length;
    }
}
