namespace AspireIF.Instructions.Decomposition;

/// <summary>Demands in a list: the marker before an item, and the line that says that a list of demands follows.</summary>
internal static class ListItems
{
    private static readonly Pattern Heading = new(":",
        @"^\W*(?:(?:please|also|additionally|and|note|in addition)[, ]+)*(?:(?:the |some |additional |other |format |style |writing )*(?:requirements?|constraints?|rules?|guidelines?|conditions|restrictions)"
        + @"|(?:follow|observe|obey|stick to|meet|respect|adhere to|comply with|satisfy|keep to|keep in mind|bear in mind)\b[^:.?!]{0,60}|make sure\b[^:.?!]{0,30}|(?:your |the |it ?)(?:\w+ )?(?:should|must)\b[^:.?!]{0,30})\W{0,3}:\W{0,2}$");

    /// <summary>The length of "- ", "* ", "• ", "2. ", "3) " at the start; 0 when the text is no list item.</summary>
    public static int Marker(ReadOnlySpan<char> text)
    {
        int at = 0;
        if (text.IsEmpty)
            return 0;
        if (text[0] is '-' or '*' or '•' or '–')
            at = 1;
        else
        {
            while (at < text.Length && at < 3 && (char.IsAsciiDigit(text[at]) || text[at] == MaskedText.Quantity))
                at++;
            if (at == 0 || at >= text.Length || text[at] is not ('.' or ')'))
                return 0;
            at++;
        }
        return at < text.Length && text[at] == ' ' ? at + 1 : 0;
    }

    /// <summary>True for "Requirements:", "Please follow these rules:" right before a list.</summary>
    public static bool IsHeading(Unit unit) => unit.Next is { } next && Marker(next.Text) > 0 && Heading.IsIn(unit.Text);
}
