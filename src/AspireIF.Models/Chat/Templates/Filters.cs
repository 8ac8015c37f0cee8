using System.Globalization;

namespace AspireIF.Models.Chat.Templates;

/// <summary>What may follow a bar (jinja.palletsprojects.com/templates, "List of Builtin Filters").</summary>
internal static class Filters
{
    public static object? Apply(string filter, object? value, Arguments arguments, Rendering rendering) => filter switch
    {
        "trim" => Values.ToText(value).Strip(arguments.Accept("chars").OptionalText(0, "chars"), left: true, right: true),
        "tojson" => Json.Write(value, arguments.Accept("indent", "ensure_ascii", "separators", "sort_keys")),
        "length" or "count" => Length(value),
        "upper" => Values.ToText(value).Map(run => run.ToUpperInvariant()),
        "lower" => Values.ToText(value).Map(run => run.ToLowerInvariant()),
        "capitalize" => Capitalize(Values.ToText(value)),
        "title" => Title(Values.ToText(value)),
        "default" or "d" => Default(value, arguments.Accept("default_value", "boolean")),
        "string" => Values.ToText(value),
        "safe" => value,
        "list" => new List<object?>(Values.Iterate(value)),
        "items" => value is Undefined ? new List<object?>() : Items(value as Mapping ?? throw new TemplateException($"the items of a {Values.TypeName(value)}")),
        "dictsort" => Sorted(value as Mapping ?? throw new TemplateException($"the items of a {Values.TypeName(value)}"), arguments.Accept()),
        "first" => Values.Iterate(value) is [var first, ..] ? first : new Undefined("first of nothing"),
        "last" => Values.Iterate(value) is [.., var last] ? last : new Undefined("last of nothing"),
        "join" => JoinWith(Values.Iterate(value), arguments.Accept("d", "attribute")),
        "reverse" => Operators.Slice(value is TracedText ? value : Values.Iterate(value), null, null, -1),
        "unique" => Unique(Values.Iterate(value), rendering),
        "replace" => Replace(Values.ToText(value), arguments.Accept("old", "new")),
        "indent" => Indent(Values.ToText(value), arguments.Accept("width", "first", "blank")),
        "int" => Whole(value, arguments.Accept("default")),
        "float" => value is TracedText text ? (double.TryParse(text.Value, CultureInfo.InvariantCulture, out var number) ? number : 0.0) : Values.Number(value) ?? 0.0,
        "abs" when value is long whole => Math.Abs(whole),
        "abs" => Math.Abs(Values.Number(value) ?? throw new TemplateException($"the absolute value of a {Values.TypeName(value)}")),
        "map" => Map(Values.Iterate(value), arguments, rendering),
        "select" or "reject" => Select(Values.Iterate(value), arguments, item => item, 0, filter == "select"),
        "selectattr" or "rejectattr" => Select(Values.Iterate(value), arguments, item => Attribute(item, arguments.Text(0, "attribute").Value), 1, filter == "selectattr"),
        _ => throw new TemplateException($"unknown filter '{filter}'"),
    };

    public static List<object?> Items(Mapping mapping) =>
        [.. mapping.Items.Select(object? (item) => new List<object?> { mapping.KeyText(item.Key), item.Value })];

    public static TracedText Join(List<object?> items, TracedText separator)
    {
        var parts = items.SelectMany((item, i) => i == 0 ? new[] { Values.ToText(item) } : [separator, Values.ToText(item)]).ToList();
        Rendering.CheckLength(parts.Sum(part => (long)part.Length));
        return TracedText.Concat(parts);
    }

    private static TracedText JoinWith(List<object?> items, Arguments arguments)
    {
        if (arguments.OptionalText(1, "attribute") is { } attribute)
            items = [.. items.Select(item => Attribute(item, attribute))];
        return Join(items, Values.ToText(arguments[0, "d", TracedText.Empty]));
    }

    private static long Length(object? value) => value switch
    {
        TracedText text => (long)text.CodePointStarts().Length - 1,
        Mapping mapping => (long)mapping.Count,
        List<object?> list => (long)list.Count,
        Undefined => 0L,
        _ => throw new TemplateException($"the length of a {Values.TypeName(value)}"),
    };

    private static object? Default(object? value, Arguments arguments) =>
        value is Undefined || (Values.IsTrue(arguments[1, "boolean", false]) && !Values.IsTrue(value)) ? arguments[0, "default_value", TracedText.Empty] : value;

    private static TracedText Capitalize(TracedText text)
    {
        var first = text.Length > 1 && char.IsSurrogatePair(text.Value, 0) ? 2 : Math.Min(1, text.Length);
        return TracedText.Concat([text.Slice(0, first).Map(run => run.ToUpperInvariant()), text.Slice(first, text.Length - first).Map(run => run.ToLowerInvariant())]);
    }

    /// <summary>Words start after white space, a hyphen or an opening bracket.</summary>
    private static TracedText Title(TracedText text)
    {
        var parts = new List<TracedText>();
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && !(TracedText.IsSpace(text.Value[i - 1]) || text.Value[i - 1] is '-' or '(' or '{' or '[' or '<'))
                continue;
            parts.Add(Capitalize(text.Slice(start, i - start)));
            start = i;
        }
        return TracedText.Concat(parts);
    }

    private static TracedText Replace(TracedText text, Arguments arguments)
    {
        var old = arguments.Text(0, "old").Value;
        var replacement = arguments.Text(1, "new");
        if (old.Length == 0)
            throw new TemplateException("replace: the old text is empty");
        var count = text.Value.AsSpan().Count(old);
        Rendering.CheckLength(text.Length + (long)count * Math.Max(0, replacement.Length - old.Length));
        return count == 0 ? text : text.Replace(old, replacement);
    }

    private static TracedText Indent(TracedText text, Arguments arguments)
    {
        var indentation = arguments[0, "width", 4L] is TracedText given ? given : TracedText.Own(new string(' ', Math.Clamp(arguments.Integer(0, "width", 4), 0, 1000)));
        var (first, blank) = (Values.IsTrue(arguments[1, "first", false]), Values.IsTrue(arguments[2, "blank", false]));
        var lines = text.Split("\n", -1).Cast<TracedText>().ToList();
        Rendering.CheckLength(text.Length + (long)lines.Count * indentation.Length);
        return TracedText.Concat(lines.SelectMany((line, i) =>
        {
            var indents = i == 0 ? first : blank || line.Length > 0;
            return new[] { i == 0 ? TracedText.Empty : TracedText.Own("\n"), indents ? indentation : TracedText.Empty, line };
        }));
    }

    private static object? Whole(object? value, Arguments arguments) => value switch
    {
        long or bool => Convert.ToInt64(value, null),
        double number when Math.Abs(number) < 9e18 => (long)number,
        TracedText text when long.TryParse(text.Value.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        TracedText text when double.TryParse(text.Value, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 9e18 => (long)number,
        _ => arguments[0, "default", 0L],
    };

    private static List<object?> Unique(List<object?> items, Rendering rendering)
    {
        var unique = new List<object?>();
        foreach (var item in items)
        {
            rendering.Charge(unique.Count);
            if (!unique.Any(other => Values.AreEqual(other, item)))
                unique.Add(item);
        }
        return unique;
    }

    private static List<object?> Sorted(Mapping mapping, Arguments _) =>
        [.. Items(mapping).OrderBy(item => ((TracedText)((List<object?>)item!)[0]!).Value.ToLowerInvariant(), StringComparer.Ordinal)];

    private static List<object?> Map(List<object?> items, Arguments arguments, Rendering rendering)
    {
        rendering.Charge(items.Count);
        if (arguments.Positional.Count > 0)
        {
            var filter = arguments.Text(0, "filter").Value;
            var rest = new Arguments($"filter '{filter}'", arguments.Positional[1..], arguments.Named);
            return [.. items.Select(item => Apply(filter, item, rest, rendering))];
        }
        arguments.Accept("attribute", "default");
        var attribute = arguments.Text(int.MaxValue, "attribute").Value;
        return [.. items.Select(item => Attribute(item, attribute) is Undefined missing ? arguments[int.MaxValue, "default", missing] : Attribute(item, attribute))];
    }

    private static List<object?> Select(List<object?> items, Arguments arguments, Func<object?, object?> of, int skipped, bool keep)
    {
        if (arguments.Positional.Count <= skipped)
            return [.. items.Where(item => Values.IsTrue(of(item)) == keep)];
        var test = arguments.Text(skipped, "test").Value;
        var rest = new Arguments($"test '{test}'", arguments.Positional[(skipped + 1)..], arguments.Named);
        return [.. items.Where(item => Tests.Apply(test, of(item), rest) == keep)];
    }

    /// <summary>A path such as <c>function.name</c>.</summary>
    private static object? Attribute(object? item, string path)
    {
        foreach (var part in path.Split('.'))
            item = Operators.Entry(item, long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : TracedText.Own(part));
        return item;
    }
}
