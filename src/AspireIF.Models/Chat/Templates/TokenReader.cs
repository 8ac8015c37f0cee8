namespace AspireIF.Models.Chat.Templates;

internal sealed class TokenReader(List<Token> tokens)
{
    private int _at;

    public Token Current => tokens[_at];

    public Token Following => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public void Next() => _at = Math.Min(_at + 1, tokens.Count - 1);

    public Token Expect(TokenKind kind)
    {
        var token = Current;
        if (token.Kind != kind)
            throw Unexpected();
        Next();
        return token;
    }

    public bool Accept(string name) => Accept(TokenKind.Name, name);

    public bool AcceptOperator(string text) => Accept(TokenKind.Operator, text);

    public void ExpectName(string name)
    {
        if (!Accept(name))
            throw Error($"'{name}' is expected, not {Describe(Current)}");
    }

    public void ExpectOperator(string text)
    {
        if (!AcceptOperator(text))
            throw Error($"'{text}' is expected, not {Describe(Current)}");
    }

    public bool IsOperator(string text) => Current.Kind == TokenKind.Operator && Current.Value == text;

    public TemplateException Unexpected() => Error($"{Describe(Current)} is not expected here");

    public TemplateException Error(string problem) => new(Current.Line, problem);

    private bool Accept(TokenKind kind, string value)
    {
        if (Current.Kind != kind || Current.Value != value)
            return false;
        Next();
        return true;
    }

    private static string Describe(Token token) => token.Kind switch
    {
        TokenKind.TagEnd or TokenKind.PrintEnd => "the end of the tag",
        TokenKind.End => "the end of the template",
        TokenKind.TagBegin or TokenKind.PrintBegin => "a tag",
        _ => $"'{token.Value}'",
    };
}
