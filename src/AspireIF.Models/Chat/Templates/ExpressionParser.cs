using System.Globalization;

namespace AspireIF.Models.Chat.Templates;

/// <summary>Expressions out of tokens, with Jinja's precedence: conditional, or, and, not, comparison, + -, ~, * / // %, sign, **, postfix, filters.</summary>
internal sealed class ExpressionParser(TokenReader tokens)
{
    private const int MaxDepth = 200;
    private int _depth;

    /// <summary>One expression, or several with commas: a list.</summary>
    public Expression ParseTuple(bool withConditional = true)
    {
        var line = tokens.Current.Line;
        var first = withConditional ? Parse() : Or();
        if (!tokens.IsOperator(","))
            return first;
        var items = new List<Expression> { first };
        while (tokens.AcceptOperator(",") && tokens.Current.Kind is not (TokenKind.TagEnd or TokenKind.PrintEnd))
            items.Add(withConditional ? Parse() : Or());
        return new ListLiteral(line, items);
    }

    public Expression Parse()
    {
        if (++_depth > MaxDepth)
            throw tokens.Error($"expressions are nested more than {MaxDepth} deep");
        var line = tokens.Current.Line;
        var expression = Or();
        while (tokens.Accept("if"))
        {
            var condition = Or();
            expression = new Conditional(line, expression, condition, tokens.Accept("else") ? Parse() : null);
        }
        _depth--;
        return expression;
    }

    private Expression Or()
    {
        var left = And();
        while (tokens.Current.Line is var line && tokens.Accept("or"))
            left = new Logical(line, IsAnd: false, left, And());
        return left;
    }

    private Expression And()
    {
        var left = NotExpression();
        while (tokens.Current.Line is var line && tokens.Accept("and"))
            left = new Logical(line, IsAnd: true, left, NotExpression());
        return left;
    }

    private Expression NotExpression()
    {
        var line = tokens.Current.Line;
        var negations = 0;
        while (tokens.Accept("not"))
            negations++;
        var expression = Compare();
        for (; negations > 0; negations = negations > 2 ? negations - 2 : negations - 1)
            expression = new Not(line, expression);
        return expression;
    }

    private Expression Compare()
    {
        var line = tokens.Current.Line;
        var first = Sum();
        var links = new List<(string, Expression)>();
        while (true)
        {
            if (tokens.Current is { Kind: TokenKind.Operator, Value: "==" or "!=" or "<" or "<=" or ">" or ">=" } link)
            {
                tokens.Next();
                links.Add((link.Value, Sum()));
            }
            else if (tokens.Accept("in"))
            {
                links.Add(("in", Sum()));
            }
            else if (tokens.Current is { Kind: TokenKind.Name, Value: "not" } && tokens.Following is { Kind: TokenKind.Name, Value: "in" })
            {
                tokens.Next();
                tokens.Next();
                links.Add(("not in", Sum()));
            }
            else
            {
                return links.Count == 0 ? first : new Comparison(line, first, links);
            }
        }
    }

    private Expression Sum() => LeftToRight(Concatenation, "+", "-");

    private Expression Concatenation() => LeftToRight(Product, "~");

    private Expression Product() => LeftToRight(() => Unary(withFilters: true), "*", "/", "//", "%");

    private Expression LeftToRight(Func<Expression> operand, params string[] operators)
    {
        var left = operand();
        while (tokens.Current is { Kind: TokenKind.Operator } token && operators.Contains(token.Value))
        {
            tokens.Next();
            left = new Binary(token.Line, token.Value, left, operand());
        }
        return left;
    }

    private Expression Unary(bool withFilters)
    {
        if (++_depth > MaxDepth)
            throw tokens.Error($"expressions are nested more than {MaxDepth} deep");
        var token = tokens.Current;
        Expression expression;
        if (tokens.AcceptOperator("-") || tokens.AcceptOperator("+"))
            expression = new Sign(token.Line, token.Value == "-", Unary(withFilters: false));
        else
            expression = Power();
        _depth--;
        return withFilters ? FiltersAndTests(Postfix(expression)) : Postfix(expression);
    }

    private Expression Power()
    {
        var left = Postfix(Primary());
        while (tokens.Current.Line is var line && tokens.AcceptOperator("**"))
            left = new Binary(line, "**", left, Unary(withFilters: false));
        return left;
    }

    private Expression Primary()
    {
        var token = tokens.Current;
        tokens.Next();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return token.Value switch
                {
                    "true" or "True" => new Constant(token.Line, true),
                    "false" or "False" => new Constant(token.Line, false),
                    "none" or "None" => new Constant(token.Line, null),
                    "and" or "or" or "if" or "else" or "in" or "is" or "not" => throw new TemplateException(token.Line, $"'{token.Value}' is not expected here"),
                    _ => new Name(token.Line, token.Value),
                };
            case TokenKind.Text:
                var text = token.Value;
                while (tokens.Current.Kind == TokenKind.Text)
                    text += tokens.Expect(TokenKind.Text).Value;
                return new Constant(token.Line, TracedText.Own(text));
            case TokenKind.Integer:
                return long.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
                    ? new Constant(token.Line, whole)
                    : throw new TemplateException(token.Line, $"the number {token.Value} is too large");
            case TokenKind.Float:
                return new Constant(token.Line, double.Parse(token.Value, CultureInfo.InvariantCulture));
            case TokenKind.Operator when token.Value == "(":
                return Parenthesis(token.Line);
            case TokenKind.Operator when token.Value == "[":
                return new ListLiteral(token.Line, Items("]"));
            case TokenKind.Operator when token.Value == "{":
                return MappingLiteral(token.Line);
            default:
                throw new TemplateException(token.Line, $"'{token.Value}' is not expected here; an expression is");
        }
    }

    private Expression Parenthesis(int line)
    {
        if (tokens.AcceptOperator(")"))
            return new ListLiteral(line, []);
        var first = Parse();
        if (tokens.AcceptOperator(")"))
            return first;
        tokens.ExpectOperator(",");
        return new ListLiteral(line, [first, .. Items(")")]);
    }

    private List<Expression> Items(string end)
    {
        var items = new List<Expression>();
        while (!tokens.AcceptOperator(end))
        {
            items.Add(Parse());
            if (!tokens.IsOperator(end))
                tokens.ExpectOperator(",");
        }
        return items;
    }

    private MappingLiteral MappingLiteral(int line)
    {
        var items = new List<(Expression, Expression)>();
        while (!tokens.AcceptOperator("}"))
        {
            var key = Parse();
            tokens.ExpectOperator(":");
            items.Add((key, Parse()));
            if (!tokens.IsOperator("}"))
                tokens.ExpectOperator(",");
        }
        return new MappingLiteral(line, items);
    }

    private Expression Postfix(Expression expression)
    {
        while (true)
        {
            var line = tokens.Current.Line;
            if (tokens.AcceptOperator("."))
            {
                expression = tokens.Current.Kind == TokenKind.Integer
                    ? new Subscript(line, expression, Primary())
                    : new Member(line, expression, tokens.Expect(TokenKind.Name).Value);
            }
            else if (tokens.AcceptOperator("["))
                expression = SubscriptOrSlice(line, expression);
            else if (tokens.AcceptOperator("("))
                expression = new Call(line, expression, ArgumentsAfterParenthesis());
            else
                return expression;
        }
    }

    private Expression SubscriptOrSlice(int line, Expression target)
    {
        var start = tokens.IsOperator(":") ? null : Parse();
        if (start is not null && tokens.AcceptOperator("]"))
            return new Subscript(line, target, start);
        tokens.ExpectOperator(":");
        var stop = tokens.IsOperator(":") || tokens.IsOperator("]") ? null : Parse();
        var step = tokens.AcceptOperator(":") && !tokens.IsOperator("]") ? Parse() : null;
        tokens.ExpectOperator("]");
        return new Slice(line, target, start, stop, step);
    }

    private ArgumentList ArgumentsAfterParenthesis()
    {
        var arguments = new ArgumentList([], []);
        while (!tokens.AcceptOperator(")"))
        {
            if (tokens.Current.Kind == TokenKind.Name && tokens.Following is { Kind: TokenKind.Operator, Value: "=" })
            {
                var name = tokens.Expect(TokenKind.Name).Value;
                tokens.ExpectOperator("=");
                arguments.Named.Add((name, Parse()));
            }
            else if (arguments.Named.Count > 0)
                throw tokens.Error("an argument without a name follows one with a name");
            else
                arguments.Positional.Add(Parse());
            if (!tokens.IsOperator(")"))
                tokens.ExpectOperator(",");
        }
        return arguments;
    }

    private Expression FiltersAndTests(Expression expression)
    {
        while (true)
        {
            var line = tokens.Current.Line;
            if (tokens.AcceptOperator("|"))
            {
                var filter = tokens.Expect(TokenKind.Name).Value;
                expression = new FilterCall(line, expression, filter, tokens.AcceptOperator("(") ? ArgumentsAfterParenthesis() : new ArgumentList([], []));
            }
            else if (tokens.Accept("is"))
                expression = Test(line, expression);
            else if (tokens.AcceptOperator("("))
                expression = new Call(line, expression, ArgumentsAfterParenthesis());
            else
                return expression;
        }
    }

    private Expression Test(int line, Expression operand)
    {
        var negated = tokens.Accept("not");
        var test = tokens.Expect(TokenKind.Name).Value;
        var arguments = new ArgumentList([], []);
        if (tokens.AcceptOperator("("))
            arguments = ArgumentsAfterParenthesis();
        else if (tokens.Current is { Kind: TokenKind.Text or TokenKind.Integer or TokenKind.Float } or { Kind: TokenKind.Operator, Value: "[" or "{" }
            || tokens.Current is { Kind: TokenKind.Name, Value: not ("else" or "or" or "and" or "is" or "if" or "in" or "not") })
            arguments.Positional.Add(Postfix(Primary()));
        var result = new TestCall(line, operand, test, arguments);
        return negated ? new Not(line, result) : result;
    }
}
