using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AspireIF.Instructions.Datasets;

/// <summary>
/// Strings as JSON can spell them. "\ud800" is legal JSON (Python writes and reads it) though it has no UTF-8 form;
/// System.Text.Json refuses to decode it and would write U+FFFD. Here it survives both ways, as a lone surrogate in the string.
/// </summary>
internal static class JsonText
{
    public static string Read(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescape(value.GetRawText().AsSpan()[1..^1]);
        }
    }

    public static void Write(Utf8JsonWriter writer, string value)
    {
        if (!HasLoneSurrogate(value))
            writer.WriteStringValue(value);
        else
            writer.WriteRawValue(Escape(value), skipInputValidation: true);
    }

    public static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (at < 0)
                return false;
            if (Rune.DecodeFromUtf16(text[at..], out _, out int used) != System.Buffers.OperationStatus.Done)
                return true;
            text = text[(at + used)..];
        }
        return false;
    }

    private static string Escape(ReadOnlySpan<char> text)
    {
        var json = new StringBuilder(text.Length + 16).Append('"');
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                json.Append('\\').Append(c);
            else if (c is < ' ' or >= '\u007F')
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                json.Append(c);
        }
        return json.Append('"').ToString();
    }

    // The text has passed a JSON parser: every backslash starts a complete escape.
    private static string Unescape(ReadOnlySpan<char> json)
    {
        var text = new StringBuilder(json.Length);
        for (int i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\')
            {
                text.Append(json[i]);
                continue;
            }
            char kind = json[++i];
            switch (kind)
            {
                case 'u':
                    text.Append((char)ushort.Parse(json.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 4;
                    break;
                case 'n': text.Append('\n'); break;
                case 't': text.Append('\t'); break;
                case 'r': text.Append('\r'); break;
                case 'b': text.Append('\b'); break;
                case 'f': text.Append('\f'); break;
                default: text.Append(kind); break;
            }
        }
        return text.ToString();
    }
}
