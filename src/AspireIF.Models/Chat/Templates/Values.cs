using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;

namespace AspireIF.Models.Chat.Templates;

/// <summary>
/// A template's values are null (none), <see cref="Undefined"/>, bool, long, double, <see cref="TracedText"/>, a list of values, a
/// <see cref="Mapping"/>, a <see cref="Callable"/>. Their behaviour is Python's.
/// </summary>
internal static class Values
{
    public static object? FromJson(JsonNode? node) => node switch
    {
        null => null,
        JsonObject fields => new Mapping(fields.Select(field => KeyValuePair.Create(field.Key, FromJson(field.Value))), foreign: true),
        JsonArray items => items.Select(FromJson).ToList(),
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        JsonValue value when value.TryGetValue<string>(out var text) => TracedText.From(text, foreign: true),
        JsonValue value when value.TryGetValue<long>(out var whole) => whole,
        JsonValue value when value.TryGetValue<int>(out var small) => (long)small,
        JsonValue value when value.TryGetValue<double>(out var number) => number,
        _ => TracedText.From(node.ToJsonString(), foreign: true),
    };

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        TracedText text => text.Length > 0,
        List<object?> list => list.Count > 0,
        Mapping mapping => mapping.Count > 0,
        _ => true,
    };

    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (TracedText a, TracedText b) => a.Value == b.Value,
        (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => AreEqual(pair.First, pair.Second)),
        (Mapping a, Mapping b) => a.Count == b.Count && a.Items.All(item => b.TryGet(item.Key, out var other) && AreEqual(item.Value, other)),
        (Undefined, Undefined) => true,
        _ when Number(left) is { } a && Number(right) is { } b => a == b,
        _ => ReferenceEquals(left, right),
    };

    /// <summary>A number as a double; a bool is 0 or 1. Null for anything else.</summary>
    public static double? Number(object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long number => number,
        double number => number,
        _ => null,
    };

    public static List<object?> Iterate(object? value) => value switch
    {
        List<object?> list => list,
        Mapping mapping => [.. mapping.Keys],
        TracedText text => text.CodePoints(),
        Undefined => [],
        _ => throw new TemplateException($"a {TypeName(value)} cannot be iterated"),
    };

    public static string TypeName(object? value) => value switch
    {
        null => "none",
        Undefined missing => $"undefined value '{missing.Name}'",
        bool => "boolean",
        long => "integer",
        double => "float",
        TracedText => "string",
        List<object?> => "list",
        Mapping => "mapping",
        _ => "function",
    };

    /// <summary>What printing gives: Python's <c>str</c>.</summary>
    public static TracedText ToText(object? value) => value switch
    {
        TracedText text => text,
        Undefined => TracedText.Empty,
        List<object?> or Mapping => Representation(value),
        _ => TracedText.Own(Scalar(value)),
    };

    /// <summary>Python's <c>repr</c>.</summary>
    private static TracedText Representation(object? value) => value switch
    {
        TracedText text => Quoted(text),
        List<object?> list => TracedText.Concat([TracedText.Own("["), .. Separated(list.Select(Representation)), TracedText.Own("]")]),
        Mapping mapping => TracedText.Concat(
            [TracedText.Own("{"), .. Separated(mapping.Items.Select(item => TracedText.Concat([Quoted(mapping.KeyText(item.Key)), TracedText.Own(": "), Representation(item.Value)]))), TracedText.Own("}")]),
        Undefined => TracedText.Own("Undefined"),
        _ => TracedText.Own(Scalar(value)),
    };

    private static IEnumerable<TracedText> Separated(IEnumerable<TracedText> parts) =>
        parts.SelectMany((part, i) => i == 0 ? new[] { part } : [TracedText.Own(", "), part]);

    private static TracedText Quoted(TracedText text)
    {
        var quote = text.Value.Contains('\'') && !text.Value.Contains('"') ? "\"" : "'";
        var body = text.Map(run =>
        {
            var escaped = new StringBuilder();
            foreach (var c in run)
                escaped.Append(c switch
                {
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    < ' ' or '\u007F' => $"\\x{(int)c:x2}",
                    _ when c.ToString() == quote => "\\" + c,
                    _ => c.ToString(),
                });
            return escaped.ToString();
        });
        return TracedText.Concat([TracedText.Own(quote), body, TracedText.Own(quote)]);
    }

    private static string Scalar(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => Float(number),
        _ => throw new TemplateException($"a {TypeName(value)} cannot be printed"),
    };

    /// <summary>Python's shortest form: an exponent below 1e-4 and from 1e16.</summary>
    public static string Float(double number)
    {
        if (!double.IsFinite(number))
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var magnitude = Math.Abs(number);
        if (magnitude is 0 or >= 1e-4 and < 1e16)
        {
            if (text.Contains('E'))
                text = ((BigInteger)number).ToString(CultureInfo.InvariantCulture);
            return text.Contains('.') ? text : text + ".0";
        }
        if (!text.Contains('E'))
        {
            var sign = number < 0 ? 1 : 0;
            text = text.Insert(sign + 1, ".").TrimEnd('0').TrimEnd('.') + "E" + (text.Length - sign - 1).ToString(CultureInfo.InvariantCulture);
        }
        var parts = text.Split('E');
        var exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return $"{parts[0]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }
}

internal sealed record Undefined(string Name);

/// <summary>A dictionary in the order of its keys' arrival.</summary>
internal sealed class Mapping
{
    private readonly OrderedDictionary<string, object?> _items = [];
    private readonly bool _foreign;

    public Mapping(IEnumerable<KeyValuePair<string, object?>> items, bool foreign)
    {
        _foreign = foreign;
        foreach (var (key, value) in items)
            _items[key] = value;
    }

    public int Count => _items.Count;

    public IEnumerable<KeyValuePair<string, object?>> Items => _items;

    public IEnumerable<TracedText> Keys => _items.Keys.Select(KeyText);

    public TracedText KeyText(string key) => TracedText.From(key, _foreign);

    public bool TryGet(string key, out object? value) => _items.TryGetValue(key, out value);

    /// <summary>Only a namespace is ever changed.</summary>
    public void Set(string key, object? value) => _items[key] = value;
}

internal sealed record Callable(string Name, Func<Arguments, object?> Invoke);
