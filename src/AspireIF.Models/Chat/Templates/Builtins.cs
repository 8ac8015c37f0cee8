using System.Globalization;
using System.Text;

namespace AspireIF.Models.Chat.Templates;

/// <summary>The functions that Jinja and Hugging Face give a chat template.</summary>
internal static class Builtins
{
    private const int MaxRange = 100_000;

    public static void Define(Scope scope)
    {
        Add("namespace", arguments => FromNames(arguments));
        Add("dict", arguments => FromNames(arguments));
        Add("range", arguments => Range(arguments, scope.Rendering));
        Add("raise_exception", arguments => throw new TemplateException(arguments.Accept("message").Text(0, "message").Value));
        Add("strftime_now", arguments => Format(scope.Rendering.Now, arguments.Accept("format").Text(0, "format")));

        void Add(string name, Func<Arguments, object?> invoke) => scope.Set(name, new Callable(name, invoke));
    }

    private static Mapping FromNames(Arguments arguments) => arguments.Positional.Count == 0
        ? new Mapping(arguments.Named, foreign: false)
        : throw new TemplateException($"{arguments.Callee} takes named arguments only");

    private static List<object?> Range(Arguments arguments, Rendering rendering)
    {
        arguments.Accept("start", "stop", "step");
        var first = arguments.Integer(0, "start", 0);
        var (start, stop) = arguments.Positional.Count < 2 ? (0, first) : (first, arguments.Integer(1, "stop", 0));
        var step = arguments.Integer(2, "step", 1);
        if (step == 0)
            throw new TemplateException("range: the step is 0");
        var count = Math.Max(0, ((long)stop - start + step - Math.Sign(step)) / step);
        if (count > MaxRange)
            throw new TemplateException($"range: {count} numbers are more than {MaxRange}");
        rendering.Charge(count);
        return [.. Enumerable.Range(0, (int)count).Select(object? (i) => (long)start + (long)i * step)];
    }

    /// <summary>C's strftime in the C locale.</summary>
    private static TracedText Format(DateTimeOffset now, TracedText format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            var c = format.Value[i];
            if (c != '%' || i + 1 == format.Length)
            {
                text.Append(c);
                continue;
            }
            c = format.Value[++i];
            var pattern = c switch
            {
                'a' => "ddd", 'A' => "dddd", 'b' => "MMM", 'B' => "MMMM", 'd' => "dd", 'm' => "MM", 'y' => "yy", 'Y' => "yyyy",
                'H' => "HH", 'I' => "hh", 'M' => "mm", 'S' => "ss", 'p' => "tt", 'F' => "yyyy-MM-dd", 'T' => "HH:mm:ss", _ => null,
            };
            text.Append(c switch
            {
                '%' => "%",
                'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                _ when pattern is not null => now.ToString(pattern, CultureInfo.InvariantCulture),
                _ => throw new TemplateException($"strftime_now: the format '%{c}' is unknown"),
            });
        }
        return TracedText.From(text.ToString(), format.IsForeign(0, format.Length));
    }
}
