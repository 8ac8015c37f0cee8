namespace AspireIF.Models.Chat.Templates;

/// <summary>Something with a value.</summary>
internal abstract record Expression(int Line)
{
    public object? Evaluate(Scope scope)
    {
        scope.Rendering.Step(Line);
        return Compute(scope);
    }

    protected abstract object? Compute(Scope scope);
}

internal sealed record Constant(int Line, object? Value) : Expression(Line)
{
    protected override object? Compute(Scope scope) => Value;
}

internal sealed record Name(int Line, string Identifier) : Expression(Line)
{
    protected override object? Compute(Scope scope) => scope.Get(Identifier);
}

internal sealed record ListLiteral(int Line, List<Expression> Items) : Expression(Line)
{
    protected override object? Compute(Scope scope) => Items.Select(item => item.Evaluate(scope)).ToList();
}

internal sealed record MappingLiteral(int Line, List<(Expression Key, Expression Value)> Items) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        var foreign = false;
        var items = new List<KeyValuePair<string, object?>>();
        foreach (var (key, value) in Items)
        {
            var text = Values.ToText(key.Evaluate(scope));
            foreign |= text.IsForeign(0, text.Length);
            items.Add(new(text.Value, value.Evaluate(scope)));
        }
        return new Mapping(items, foreign);
    }
}

internal sealed record Conditional(int Line, Expression Then, Expression Condition, Expression? Else) : Expression(Line)
{
    protected override object? Compute(Scope scope) =>
        Values.IsTrue(Condition.Evaluate(scope)) ? Then.Evaluate(scope) : Else is null ? new Undefined("inline if without else") : Else.Evaluate(scope);
}

/// <summary><c>and</c> and <c>or</c>, which give one of their operands.</summary>
internal sealed record Logical(int Line, bool IsAnd, Expression Left, Expression Right) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        var left = Left.Evaluate(scope);
        return Values.IsTrue(left) == IsAnd ? Right.Evaluate(scope) : left;
    }
}

internal sealed record Not(int Line, Expression Operand) : Expression(Line)
{
    protected override object? Compute(Scope scope) => !Values.IsTrue(Operand.Evaluate(scope));
}

internal sealed record Sign(int Line, bool Negative, Expression Operand) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        var value = Operand.Evaluate(scope);
        if (value is not (long or double))
            throw new TemplateException($"a sign before a {Values.TypeName(value)}");
        return !Negative ? value : value is long whole ? unchecked(-whole) : (object)-(double)value;
    }
}

/// <summary><c>a &lt; b &lt; c</c> holds where each link does.</summary>
internal sealed record Comparison(int Line, Expression First, List<(string Operator, Expression Operand)> Links) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        var left = First.Evaluate(scope);
        foreach (var (@operator, operand) in Links)
        {
            var right = operand.Evaluate(scope);
            if (!Operators.Compare(@operator, left, right))
                return false;
            left = right;
        }
        return true;
    }
}

internal sealed record Binary(int Line, string Operator, Expression Left, Expression Right) : Expression(Line)
{
    protected override object? Compute(Scope scope) => Operators.Apply(Operator, Left.Evaluate(scope), Right.Evaluate(scope), scope.Rendering);
}

/// <summary><c>a.b</c>: a method where there is one, else the entry.</summary>
internal sealed record Member(int Line, Expression Target, string MemberName) : Expression(Line)
{
    protected override object? Compute(Scope scope)
    {
        var target = Target.Evaluate(scope);
        return Methods.Find(target, MemberName, scope.Rendering) ?? Operators.Entry(target, TracedText.Own(MemberName));
    }
}

/// <summary><c>a[b]</c>: the entry.</summary>
internal sealed record Subscript(int Line, Expression Target, Expression Index) : Expression(Line)
{
    protected override object? Compute(Scope scope) => Operators.Entry(Target.Evaluate(scope), Index.Evaluate(scope));
}

internal sealed record Slice(int Line, Expression Target, Expression? Start, Expression? Stop, Expression? Step) : Expression(Line)
{
    protected override object? Compute(Scope scope) =>
        Operators.Slice(Target.Evaluate(scope), Bound(Start, scope), Bound(Stop, scope), Bound(Step, scope) ?? 1);

    private static int? Bound(Expression? expression, Scope scope) => expression?.Evaluate(scope) switch
    {
        null => null,
        long number => (int)Math.Clamp(number, -int.MaxValue, int.MaxValue),
        var other => throw new TemplateException($"a slice bound is a {Values.TypeName(other)}; it must be an integer"),
    };
}

internal sealed record ArgumentList(List<Expression> Positional, List<(string Name, Expression Value)> Named)
{
    public Arguments Evaluate(string callee, Scope scope)
    {
        var named = new Dictionary<string, object?>();
        List<object?> positional = [.. Positional.Select(argument => argument.Evaluate(scope))];
        foreach (var (name, value) in Named)
            named[name] = value.Evaluate(scope);
        return new Arguments(callee, positional, named);
    }
}

internal sealed record Call(int Line, Expression Callee, ArgumentList Arguments) : Expression(Line)
{
    protected override object? Compute(Scope scope) => Callee.Evaluate(scope) is var callee && callee is Callable callable
        ? callable.Invoke(Arguments.Evaluate(callable.Name, scope))
        : throw new TemplateException(callee is Undefined missing ? $"'{missing.Name}' is undefined and cannot be called" : $"a {Values.TypeName(callee)} cannot be called");
}

internal sealed record FilterCall(int Line, Expression Operand, string Filter, ArgumentList Arguments) : Expression(Line)
{
    protected override object? Compute(Scope scope) =>
        Filters.Apply(Filter, Operand.Evaluate(scope), Arguments.Evaluate($"filter '{Filter}'", scope), scope.Rendering);
}

internal sealed record TestCall(int Line, Expression Operand, string Test, ArgumentList Arguments) : Expression(Line)
{
    protected override object? Compute(Scope scope) =>
        Tests.Apply(Test, Operand.Evaluate(scope), Arguments.Evaluate($"test '{Test}'", scope));
}
