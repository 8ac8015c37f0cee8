namespace AspireIF.Models.Chat.Templates;

/// <summary>The arguments of a call of something built in.</summary>
internal sealed record Arguments(string Callee, List<object?> Positional, Dictionary<string, object?> Named)
{
    public object? this[int index, string name, object? missing] =>
        index < Positional.Count ? Positional[index] : Named.GetValueOrDefault(name, missing);

    public object? Required(int index, string name)
    {
        var missing = new Undefined(name);
        var value = this[index, name, missing];
        return ReferenceEquals(value, missing) ? throw new TemplateException($"{Callee} needs the argument '{name}'") : value;
    }

    public TracedText Text(int index, string name) => Required(index, name) as TracedText
        ?? throw new TemplateException($"{Callee}: '{name}' is a {Values.TypeName(Required(index, name))}; it must be a string");

    public string? OptionalText(int index, string name) => this[index, name, null] is null ? null : Text(index, name).Value;

    public int Integer(int index, string name, int missing) => this[index, name, (long)missing] switch
    {
        long number and >= int.MinValue and <= int.MaxValue => (int)number,
        var other => throw new TemplateException($"{Callee}: '{name}' is a {Values.TypeName(other)}; it must be an integer"),
    };

    /// <summary>Refuses more arguments than these, and other names.</summary>
    public Arguments Accept(params ReadOnlySpan<string> names)
    {
        if (Positional.Count > names.Length)
            throw new TemplateException($"{Callee} takes at most {names.Length} arguments, not {Positional.Count}");
        foreach (var name in Named.Keys)
            if (!names.Contains(name))
                throw new TemplateException($"{Callee} has no argument '{name}'");
        return this;
    }
}
