namespace AspireIF.Models.Chat.Templates;

/// <summary>Statements out of tokens. Expressions are in <see cref="ExpressionParser"/>.</summary>
internal sealed class Parser
{
    private const int MaxDepth = 100;
    private readonly TokenReader _tokens;
    private readonly ExpressionParser _expressions;
    private int _depth;
    private int _loops;

    private Parser(string source)
    {
        _tokens = new TokenReader(Lexer.Read(source));
        _expressions = new ExpressionParser(_tokens);
    }

    public static List<Statement> Parse(string source)
    {
        var parser = new Parser(source);
        var statements = parser.Body([]);
        return parser._tokens.Current.Kind == TokenKind.End ? statements : throw parser._tokens.Unexpected();
    }

    /// <summary>Statements up to a tag of one of these names, which is left with its name current; at the end of the template for none.</summary>
    private List<Statement> Body(ReadOnlySpan<string> ends)
    {
        if (++_depth > MaxDepth)
            throw _tokens.Error($"blocks are nested more than {MaxDepth} deep");
        var statements = new List<Statement>();
        while (true)
        {
            var token = _tokens.Current;
            switch (token.Kind)
            {
                case TokenKind.Data:
                    _tokens.Next();
                    statements.Add(new Data(token.Line, TracedText.Own(token.Value)));
                    continue;
                case TokenKind.PrintBegin:
                    _tokens.Next();
                    statements.Add(new Print(token.Line, _expressions.ParseTuple()));
                    _tokens.Expect(TokenKind.PrintEnd);
                    continue;
                case TokenKind.TagBegin:
                    _tokens.Next();
                    if (_tokens.Current.Kind == TokenKind.Name && ends.Contains(_tokens.Current.Value))
                    {
                        _depth--;
                        return statements;
                    }
                    statements.Add(Tag());
                    continue;
                case TokenKind.End when ends.IsEmpty:
                    _depth--;
                    return statements;
                default:
                    throw _tokens.Error($"the template ends where '{string.Join("' or '", ends!)}' is expected");
            }
        }
    }

    private Statement Tag()
    {
        var tag = _tokens.Current;
        _tokens.Expect(TokenKind.Name);
        switch (tag.Value)
        {
            case "if":
                return If(tag.Line);
            case "for":
                return For(tag.Line);
            case "set":
                return Set(tag.Line);
            case "macro":
                return Macro(tag.Line);
            case "generation":
                _tokens.Expect(TokenKind.TagEnd);
                var body = Body(["endgeneration"]);
                EndTag();
                return new Block(tag.Line, body);
            case "break" or "continue" when _loops > 0:
                _tokens.Expect(TokenKind.TagEnd);
                return new Jump(tag.Line, tag.Value == "break" ? Flow.Break : Flow.Continue);
            default:
                throw new TemplateException(tag.Line, $"the tag '{tag.Value}' is unknown or not expected here");
        }
    }

    private If If(int line)
    {
        var branches = new List<(Expression, List<Statement>)>();
        while (true)
        {
            var condition = _expressions.Parse();
            _tokens.Expect(TokenKind.TagEnd);
            branches.Add((condition, Body(["elif", "else", "endif"])));
            if (!_tokens.Accept("elif"))
                break;
        }
        var otherwise = Else("endif");
        EndTag();
        return new If(line, branches, otherwise);
    }

    private For For(int line)
    {
        var targets = Targets();
        _tokens.ExpectName("in");
        var items = _expressions.ParseTuple(withConditional: false);
        var condition = _tokens.Accept("if") ? _expressions.Parse() : null;
        _tokens.Expect(TokenKind.TagEnd);
        _loops++;
        var body = Body(["else", "endfor"]);
        _loops--;
        var otherwise = Else("endfor");
        EndTag();
        return new For(line, targets, items, condition, body, otherwise);
    }

    private List<Statement> Else(string end)
    {
        if (!_tokens.Accept("else"))
            return [];
        _tokens.Expect(TokenKind.TagEnd);
        return Body([end]);
    }

    private Statement Set(int line)
    {
        var targets = Targets();
        string? entry = null;
        if (targets.Count == 1 && _tokens.AcceptOperator("."))
            entry = _tokens.Expect(TokenKind.Name).Value;
        if (_tokens.AcceptOperator("="))
        {
            var value = _expressions.ParseTuple();
            _tokens.Expect(TokenKind.TagEnd);
            return new Set(line, targets, entry, value);
        }
        if (entry is not null || targets.Count > 1)
            throw _tokens.Error("'=' is expected");
        _tokens.Expect(TokenKind.TagEnd);
        var loops = (_loops, _loops = 0).Item1;
        var body = Body(["endset"]);
        _loops = loops;
        EndTag();
        return new SetBlock(line, targets[0], body);
    }

    private Macro Macro(int line)
    {
        var name = _tokens.Expect(TokenKind.Name).Value;
        var parameters = new List<(string, Expression?)>();
        _tokens.ExpectOperator("(");
        while (!_tokens.AcceptOperator(")"))
        {
            if (parameters.Count > 0)
                _tokens.ExpectOperator(",");
            var parameter = _tokens.Expect(TokenKind.Name).Value;
            parameters.Add((parameter, _tokens.AcceptOperator("=") ? _expressions.Parse() : null));
        }
        _tokens.Expect(TokenKind.TagEnd);
        var loops = (_loops, _loops = 0).Item1;
        var body = Body(["endmacro"]);
        _loops = loops;
        EndTag();
        return new Macro(line, name, parameters, body);
    }

    private List<string> Targets()
    {
        var parenthesis = _tokens.AcceptOperator("(");
        var targets = new List<string> { _tokens.Expect(TokenKind.Name).Value };
        while (_tokens.AcceptOperator(","))
            targets.Add(_tokens.Expect(TokenKind.Name).Value);
        if (parenthesis)
            _tokens.ExpectOperator(")");
        return targets;
    }

    /// <summary>The rest of an end tag; some templates name what they end.</summary>
    private void EndTag()
    {
        _tokens.Next();
        if (_tokens.Current.Kind == TokenKind.Name)
            _tokens.Next();
        _tokens.Expect(TokenKind.TagEnd);
    }
}
