namespace AspireIF.Models.Chat.Templates;

/// <summary>Python's operators over a template's values.</summary>
internal static class Operators
{
    public static object? Apply(string @operator, object? left, object? right, Rendering rendering)
    {
        switch (@operator, left, right)
        {
            case ("~", _, _):
                return Concat(Values.ToText(left), Values.ToText(right));
            case ("+", TracedText a, TracedText b):
                return Concat(a, b);
            case ("+", List<object?> a, List<object?> b):
                rendering.Charge(a.Count + (long)b.Count);
                return new List<object?>([.. a, .. b]);
            case ("*", TracedText text, long times):
                Rendering.CheckLength(text.Length * Math.Max(0, Math.Min(times, int.MaxValue)));
                return TracedText.Concat(Enumerable.Repeat(text, (int)Math.Max(0, text.Length == 0 ? 0 : times)));
        }
        if (left is Undefined missing)
            throw new TemplateException($"'{missing.Name}' is undefined");
        if (right is Undefined missingRight)
            throw new TemplateException($"'{missingRight.Name}' is undefined");
        try
        {
            if (left is long or bool && right is long or bool)
                return Whole(@operator, Convert.ToInt64(left, null), Convert.ToInt64(right, null));
        }
        catch (OverflowException)
        {
            throw new TemplateException($"the result of '{@operator}' is too large");
        }
        if (Values.Number(left) is { } x && Values.Number(right) is { } y)
            return Real(@operator, x, y);
        throw new TemplateException($"'{@operator}' between a {Values.TypeName(left)} and a {Values.TypeName(right)}");
    }

    public static bool Compare(string @operator, object? left, object? right)
    {
        switch (@operator)
        {
            case "==":
                return Values.AreEqual(left, right);
            case "!=":
                return !Values.AreEqual(left, right);
            case "in":
                return Contains(right, left);
            case "not in":
                return !Contains(right, left);
        }
        var order = left is TracedText a && right is TracedText b ? string.CompareOrdinal(a.Value, b.Value)
            : Values.Number(left) is { } x && Values.Number(right) is { } y ? x.CompareTo(y)
            : throw new TemplateException($"'{@operator}' between a {Values.TypeName(left)} and a {Values.TypeName(right)}");
        return @operator switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }

    public static bool Contains(object? container, object? value) => (container, value) switch
    {
        (TracedText text, TracedText part) => text.Value.Contains(part.Value, StringComparison.Ordinal),
        (Mapping mapping, TracedText key) => mapping.TryGet(key.Value, out _),
        (Mapping, _) or (Undefined, _) => false,
        (List<object?> list, _) => list.Any(item => Values.AreEqual(item, value)),
        _ => throw new TemplateException($"'in' between a {Values.TypeName(value)} and a {Values.TypeName(container)}"),
    };

    public static object? Entry(object? target, object? index)
    {
        switch (target, index)
        {
            case (Mapping mapping, TracedText key):
                return mapping.TryGet(key.Value, out var value) ? value : new Undefined(key.Value);
            case (List<object?> list, long position):
                position = position < 0 ? position + list.Count : position;
                return position >= 0 && position < list.Count ? list[(int)position] : new Undefined($"index {index}");
            case (TracedText text, long position):
                return Entry(text.CodePoints(), position);
            case (Undefined missing, _):
                throw new TemplateException($"'{missing.Name}' is undefined, so it has no '{Values.ToText(index)}'");
            default:
                return new Undefined(index is TracedText name ? name.Value : Values.TypeName(index));
        }
    }

    /// <summary>Bounds as Python's slice.indices has them.</summary>
    public static object? Slice(object? target, int? start, int? stop, int step)
    {
        if (step == 0)
            throw new TemplateException("a slice has step 0");
        if (target is TracedText text)
        {
            var starts = text.CodePointStarts();
            if (step != 1)
                return TracedText.Concat(Pick(text.CodePoints()).Cast<TracedText>());
            var (from, to) = Bounds(starts.Length - 1);
            return from < to ? text.Slice(starts[from], starts[to] - starts[from]) : TracedText.Empty;
        }
        return target is List<object?> list ? Pick(list) : throw new TemplateException($"a slice of a {Values.TypeName(target)}");

        (int From, int To) Bounds(int count)
        {
            var (lowest, highest) = step > 0 ? (0, count) : (-1, count - 1);
            return (Clamp(start, step > 0 ? lowest : highest), Clamp(stop, step > 0 ? highest : lowest));

            int Clamp(int? bound, int missing) =>
                bound is null ? missing : (int)Math.Clamp(bound < 0 ? bound.Value + (long)count : bound.Value, lowest, highest);
        }

        List<object?> Pick(List<object?> items)
        {
            var (from, to) = Bounds(items.Count);
            var picked = new List<object?>();
            for (long i = from; step > 0 ? i < to : i > to; i += step)
                picked.Add(items[(int)i]);
            return picked;
        }
    }

    private static TracedText Concat(TracedText left, TracedText right)
    {
        Rendering.CheckLength(left.Length + (long)right.Length);
        return TracedText.Concat([left, right]);
    }

    private static object Whole(string @operator, long a, long b)
    {
        if (b == 0 && @operator is "/" or "//" or "%")
            throw new TemplateException("division by zero");
        if (@operator == "/" || (@operator == "**" && b < 0))
            return Real(@operator, a, b);
        return @operator switch
        {
            "+" => checked(a + b),
            "-" => checked(a - b),
            "*" => checked(a * b),
            "//" => b == -1 ? checked(-a) : (a - Modulo(a, b)) / b,
            "%" => Modulo(a, b),
            _ => Math.Pow(a, b) is var power && Math.Abs(power) <= 1L << 53 ? (long)power : throw new OverflowException(),
        };
    }

    // The sign is the divisor's.
    private static long Modulo(long a, long b) => b == -1 ? 0 : (a % b + b) % b;

    private static double Real(string @operator, double a, double b) => @operator switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "**" => Math.Pow(a, b),
        _ when b == 0 => throw new TemplateException("division by zero"),
        "/" => a / b,
        "//" => Math.Floor(a / b),
        _ => a - b * Math.Floor(a / b),
    };
}
