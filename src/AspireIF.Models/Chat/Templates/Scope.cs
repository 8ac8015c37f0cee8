namespace AspireIF.Models.Chat.Templates;

/// <summary>One rendering: its output so far and what it may still use.</summary>
internal sealed class Rendering(DateTimeOffset now)
{
    // A long conversation with tools takes some ten thousand steps.
    private const int MaxSteps = 5_000_000;
    private const int MaxOutput = 64_000_000;
    private const int MaxDepth = 200;
    private int _steps;
    private int _depth;

    public DateTimeOffset Now { get; } = now;

    public TracedTextBuilder Output { get; set; } = new();

    public int Line { get; private set; } = 1;

    public void Step(int line)
    {
        Line = line;
        if (++_steps > MaxSteps)
            throw new TemplateException($"the template takes more than {MaxSteps} steps");
    }

    public void Write(TracedText text)
    {
        CheckLength(Output.Length + (long)text.Length);
        Output.Append(text);
    }

    public static void CheckLength(long length)
    {
        if (length > MaxOutput)
            throw new TemplateException($"the template makes a text of more than {MaxOutput} characters");
    }

    /// <summary>Work as large as a list that is made counts as steps.</summary>
    public void Charge(long elements)
    {
        _steps = (int)Math.Min(int.MaxValue - 1L, _steps + elements);
        Step(Line);
    }

    /// <summary>What a block writes, as a value.</summary>
    public TracedText Capture(Action block)
    {
        var output = Output;
        Output = new TracedTextBuilder();
        if (++_depth > MaxDepth)
            throw new TemplateException($"macros and blocks are nested more than {MaxDepth} deep");
        block();
        _depth--;
        var captured = Output.ToText();
        Output = output;
        return captured;
    }
}

/// <summary>Variables that are visible somewhere: an inner scope sees the outer ones and sets its own.</summary>
internal sealed class Scope(Rendering rendering, Scope? outer)
{
    private readonly Dictionary<string, object?> _variables = [];

    public Rendering Rendering => rendering;

    public object? Get(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
            if (scope._variables.TryGetValue(name, out var value))
                return value;
        return new Undefined(name);
    }

    public void Set(string name, object? value) => _variables[name] = value;

    public Scope Inner() => new(rendering, this);

    private Scope? Outer => outer;
}
