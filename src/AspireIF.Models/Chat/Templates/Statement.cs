namespace AspireIF.Models.Chat.Templates;

/// <summary>Where to go on after a statement.</summary>
internal enum Flow { Next, Break, Continue }

internal abstract record Statement(int Line)
{
    public Flow Execute(Scope scope)
    {
        scope.Rendering.Step(Line);
        return Run(scope);
    }

    protected abstract Flow Run(Scope scope);

    protected static Flow RunAll(List<Statement> statements, Scope scope)
    {
        foreach (var statement in statements)
            if (statement.Execute(scope) is not Flow.Next and var flow)
                return flow;
        return Flow.Next;
    }
}

internal sealed record Data(int Line, TracedText Text) : Statement(Line)
{
    protected override Flow Run(Scope scope)
    {
        scope.Rendering.Write(Text);
        return Flow.Next;
    }
}

internal sealed record Print(int Line, Expression Value) : Statement(Line)
{
    protected override Flow Run(Scope scope)
    {
        scope.Rendering.Write(Values.ToText(Value.Evaluate(scope)));
        return Flow.Next;
    }
}

/// <summary>An if has no scope of its own.</summary>
internal sealed record If(int Line, List<(Expression Condition, List<Statement> Body)> Branches, List<Statement> Else) : Statement(Line)
{
    protected override Flow Run(Scope scope)
    {
        foreach (var (condition, body) in Branches)
            if (Values.IsTrue(condition.Evaluate(scope)))
                return RunAll(body, scope);
        return RunAll(Else, scope);
    }
}

/// <summary>What is set inside a loop is gone after it; that is what namespaces are for.</summary>
internal sealed record For(int Line, List<string> Targets, Expression Items, Expression? Condition, List<Statement> Body, List<Statement> Else) : Statement(Line)
{
    protected override Flow Run(Scope scope)
    {
        var items = Values.Iterate(Items.Evaluate(scope));
        if (Condition is not null)
            items = [.. items.Where(item => Values.IsTrue(Condition.Evaluate(Bind(item, scope.Inner()))))];
        for (var i = 0; i < items.Count; i++)
        {
            var inner = Bind(items[i], scope.Inner());
            inner.Set("loop", Loop(items, i));
            if (RunAll(Body, inner) == Flow.Break)
                break;
        }
        return items.Count == 0 ? RunAll(Else, scope) : Flow.Next;
    }

    private Scope Bind(object? item, Scope scope)
    {
        if (Targets is [var single])
        {
            scope.Set(single, item);
            return scope;
        }
        var values = Values.Iterate(item);
        if (values.Count != Targets.Count)
            throw new TemplateException($"{values.Count} values for {Targets.Count} loop variables");
        foreach (var (target, value) in Targets.Zip(values))
            scope.Set(target, value);
        return scope;
    }

    private static Mapping Loop(List<object?> items, int index) => new(
        [
            new("index", index + 1L),
            new("index0", (long)index),
            new("revindex", (long)items.Count - index),
            new("revindex0", items.Count - index - 1L),
            new("first", index == 0),
            new("last", index == items.Count - 1),
            new("length", (long)items.Count),
            new("previtem", index > 0 ? items[index - 1] : new Undefined("previtem")),
            new("nextitem", index + 1 < items.Count ? items[index + 1] : new Undefined("nextitem")),
        ],
        foreign: false);
}

/// <summary>Sets variables, or an entry of a namespace.</summary>
internal sealed record Set(int Line, List<string> Targets, string? Entry, Expression Value) : Statement(Line)
{
    protected override Flow Run(Scope scope)
    {
        var value = Value.Evaluate(scope);
        if (Entry is not null)
        {
            var target = scope.Get(Targets[0]) as Mapping ?? throw new TemplateException($"'{Targets[0]}' is no namespace; entries can be set only in one");
            target.Set(Entry, value);
        }
        else if (Targets is [var single])
        {
            scope.Set(single, value);
        }
        else
        {
            var values = Values.Iterate(value);
            if (values.Count != Targets.Count)
                throw new TemplateException($"{values.Count} values for {Targets.Count} variables");
            foreach (var (target, item) in Targets.Zip(values))
                scope.Set(target, item);
        }
        return Flow.Next;
    }
}

/// <summary><c>{% set x %}...{% endset %}</c></summary>
internal sealed record SetBlock(int Line, string Target, List<Statement> Body) : Statement(Line)
{
    protected override Flow Run(Scope scope)
    {
        scope.Set(Target, scope.Rendering.Capture(() => RunAll(Body, scope.Inner())));
        return Flow.Next;
    }
}

internal sealed record Macro(int Line, string MacroName, List<(string Name, Expression? Default)> Parameters, List<Statement> Body) : Statement(Line)
{
    protected override Flow Run(Scope scope)
    {
        scope.Set(MacroName, new Callable($"macro '{MacroName}'", arguments => Invoke(arguments, scope)));
        return Flow.Next;
    }

    private TracedText Invoke(Arguments arguments, Scope outer)
    {
        arguments.Accept([.. Parameters.Select(parameter => parameter.Name)]);
        var scope = outer.Inner();
        foreach (var (index, (name, missing)) in Parameters.Index())
        {
            if (index < arguments.Positional.Count)
                scope.Set(name, arguments.Positional[index]);
            else if (arguments.Named.TryGetValue(name, out var value))
                scope.Set(name, value);
            else
                scope.Set(name, missing is null ? new Undefined(name) : missing.Evaluate(scope));
        }
        return outer.Rendering.Capture(() => RunAll(Body, scope));
    }
}

/// <summary>A block that only groups, such as <c>{% generation %}</c>.</summary>
internal sealed record Block(int Line, List<Statement> Body) : Statement(Line)
{
    protected override Flow Run(Scope scope) => RunAll(Body, scope);
}

internal sealed record Jump(int Line, Flow Flow) : Statement(Line)
{
    protected override Flow Run(Scope scope) => Flow;
}
