using System.Globalization;
using System.Text;

namespace AspireIF.Models.Chat.Templates;

/// <summary>The <c>tojson</c> that Hugging Face gives templates: Python's <c>json.dumps</c> without ASCII escapes and without HTML escapes.</summary>
internal static class Json
{
    public static TracedText Write(object? value, Arguments arguments)
    {
        var indent = arguments[0, "indent", null] switch
        {
            null => null,
            long width => new string(' ', (int)Math.Clamp(width, 0, 100)),
            TracedText text => text.Value,
            var other => throw new TemplateException($"tojson: 'indent' is a {Values.TypeName(other)}"),
        };
        var ascii = Values.IsTrue(arguments[1, "ensure_ascii", false]);
        var (comma, colon) = arguments[2, "separators", null] is List<object?> pair && pair is [TracedText item, TracedText key]
            ? (item.Value, key.Value)
            : (indent is null ? ", " : ",", ": ");
        var writer = new Writer(indent, comma, colon, ascii, Values.IsTrue(arguments[3, "sort_keys", false]));
        writer.Write(value, 0);
        return writer.Output.ToText();
    }

    private sealed class Writer(string? indent, string comma, string colon, bool ascii, bool sorts)
    {
        public TracedTextBuilder Output { get; } = new();

        public void Write(object? value, int depth)
        {
            switch (value)
            {
                case TracedText text:
                    Text(text);
                    break;
                case List<object?> list:
                    Sequence('[', ']', list.Select<object?, Action>(item => () => Write(item, depth + 1)), depth);
                    break;
                case Mapping mapping:
                    var items = sorts ? mapping.Items.OrderBy(item => item.Key, StringComparer.Ordinal) : mapping.Items;
                    Sequence('{', '}', items.Select<KeyValuePair<string, object?>, Action>(item => () => Entry(mapping.KeyText(item.Key), item.Value, depth + 1)), depth);
                    break;
                case null or bool or long or double:
                    Own(value switch
                    {
                        null => "null",
                        bool flag => flag ? "true" : "false",
                        long number => number.ToString(CultureInfo.InvariantCulture),
                        var number => Values.Float((double)number) switch { "nan" => "NaN", "inf" => "Infinity", "-inf" => "-Infinity", var text => text },
                    });
                    break;
                default:
                    throw new TemplateException($"tojson of a {Values.TypeName(value)}");
            }
            Rendering.CheckLength(Output.Length);
        }

        private void Entry(TracedText key, object? value, int depth)
        {
            Text(key);
            Own(colon);
            Write(value, depth);
        }

        private void Sequence(char open, char close, IEnumerable<Action> items, int depth)
        {
            Own(open.ToString());
            var first = true;
            foreach (var item in items)
            {
                if (!first)
                    Own(comma);
                NewLine(depth + 1);
                first = false;
                item();
            }
            if (!first)
                NewLine(depth);
            Own(close.ToString());
        }

        private void NewLine(int depth)
        {
            if (indent is not null)
                Own("\n" + string.Concat(Enumerable.Repeat(indent, depth)));
        }

        private void Text(TracedText text)
        {
            Own("\"");
            Output.Append(text.Map(Escape));
            Own("\"");
        }

        private string Escape(string run)
        {
            var escaped = new StringBuilder(run.Length);
            foreach (var c in run)
            {
                if ("\"\\\n\r\t\b\f".IndexOf(c) is >= 0 and var index)
                    escaped.Append('\\').Append("\"\\nrtbf"[index]);
                else if (c < ' ' || (ascii && c > '~'))
                    escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                else
                    escaped.Append(c);
            }
            return escaped.ToString();
        }

        private void Own(string text) => Output.Append(text, foreign: false);
    }
}
