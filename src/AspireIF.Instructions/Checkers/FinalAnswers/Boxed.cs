using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Checkers.FinalAnswers;

/// <summary>The convention of mathematical data sets: the final answer stands in <c>\boxed{}</c>.</summary>
public static class Boxed
{
    private static readonly string[] Commands = ["boxed", "fbox"];

    /// <summary>
    /// The content of the last <c>\boxed{...}</c> (or <c>\fbox{...}</c>) that is closed: the one that ends last, so of nested boxes the outer one.
    /// Braces nest; <c>\{</c> and <c>\}</c> are no braces. Null when there is none. Time is linear in the text.
    /// </summary>
    public static string? FindLast(string text)
    {
        // Open braces: where their content starts, negative for a brace that is no box.
        var open = new Stack<int>();
        TextSpan? last = null;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when BoxBegins(text.AsSpan(i + 1)) is var length and > 0:
                    i += length;
                    open.Push(i + 1);
                    break;
                case '\\':
                    i++;
                    break;
                case '{':
                    open.Push(-1);
                    break;
                case '}' when open.TryPop(out int start) && start >= 0:
                    last = new TextSpan(start, i);
                    break;
            }
        }
        return last?.Of(text).ToString();
    }

    // How long "boxed {" is behind the backslash, up to the brace.
    private static int BoxBegins(ReadOnlySpan<char> text)
    {
        foreach (string command in Commands)
        {
            if (!text.StartsWith(command))
                continue;
            int brace = command.Length;
            while (brace < text.Length && text[brace] == ' ')
                brace++;
            return brace < text.Length && text[brace] == '{' ? brace + 1 : 0;
        }
        return 0;
    }
}
