namespace AspireIF.Models.Chat.Templates;

/// <summary>The methods of strings and mappings that templates call.</summary>
internal static class Methods
{
    /// <summary>The method, bound to its target; null where there is none of that name.</summary>
    public static Callable? Find(object? target, string name, Rendering rendering)
    {
        Func<Arguments, object?>? method = target switch
        {
            TracedText text => OfText(text, name, rendering),
            Mapping mapping => OfMapping(mapping, name),
            _ => null,
        };
        return method is null ? null : new Callable($"method '{name}'", method);
    }

    private static Func<Arguments, object?>? OfText(TracedText text, string name, Rendering rendering) => name switch
    {
        "strip" => arguments => text.Strip(arguments.Accept("chars").OptionalText(0, "chars"), left: true, right: true),
        "lstrip" => arguments => text.Strip(arguments.Accept("chars").OptionalText(0, "chars"), left: true, right: false),
        "rstrip" => arguments => text.Strip(arguments.Accept("chars").OptionalText(0, "chars"), left: false, right: true),
        "split" => arguments => Split(text, arguments.Accept("sep", "maxsplit"), rendering),
        "startswith" => arguments => Prefixes(arguments.Accept("prefix")).Any(prefix => text.Value.StartsWith(prefix, StringComparison.Ordinal)),
        "endswith" => arguments => Prefixes(arguments.Accept("prefix")).Any(suffix => text.Value.EndsWith(suffix, StringComparison.Ordinal)),
        "upper" or "lower" or "capitalize" or "title" => arguments => Filters.Apply(name, text, arguments, rendering),
        "replace" => arguments => Filters.Apply(name, text, arguments, rendering),
        "find" => arguments => (long)text.Value.IndexOf(arguments.Accept("sub").Text(0, "sub").Value, StringComparison.Ordinal),
        "join" => arguments => Filters.Join(Values.Iterate(arguments.Accept("iterable").Required(0, "iterable")), text),
        _ => null,
    };

    private static Func<Arguments, object?>? OfMapping(Mapping mapping, string name) => name switch
    {
        "items" => arguments => arguments.Accept() is var _ ? Filters.Items(mapping) : null,
        "keys" => arguments => arguments.Accept() is var _ ? Values.Iterate(mapping) : null,
        "values" => arguments => arguments.Accept() is var _ ? mapping.Items.Select(item => item.Value).ToList() : null,
        "get" => arguments => mapping.TryGet(arguments.Accept("key", "default").Text(0, "key").Value, out var value) ? value : arguments[1, "default", null],
        _ => null,
    };

    private static List<object?> Split(TracedText text, Arguments arguments, Rendering rendering)
    {
        var separator = arguments.OptionalText(0, "sep");
        if (separator == "")
            throw new TemplateException("split: the separator is empty");
        var parts = text.Split(separator, arguments.Integer(1, "maxsplit", -1));
        rendering.Charge(parts.Count);
        return parts;
    }

    private static IEnumerable<string> Prefixes(Arguments arguments) => arguments.Required(0, "prefix") is List<object?> list
        ? list.Select(item => Values.ToText(item).Value)
        : [arguments.Text(0, "prefix").Value];
}
