namespace AspireIF.Runs;

/// <summary>Names become parts of keys and of folders: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, beginning with a letter or digit, at most 100.</summary>
public static class RunNames
{
    /// <exception cref="ArgumentException">Not such a name.</exception>
    public static string Check(string name, string what)
    {
        bool good = name.Length is > 0 and <= 100 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        return good ? name
            : throw new ArgumentException($"'{name}' cannot name a {what}: use letters, digits, '-', '_' and '.', begin with a letter or digit, at most 100 characters.");
    }
}
