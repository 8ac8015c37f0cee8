namespace AspireIF.Instructions.Constraints;

/// <summary>An argument of a constraint is missing or is not what the type asks for.</summary>
public sealed class ConstraintArgumentException(string parameter, string? value, string expected)
    : Exception(value is null ? $"argument '{parameter}' is missing; it must be {expected}" : $"argument '{parameter}' is {value}; it must be {expected}")
{
    public string Parameter { get; } = parameter;

    public string? Value { get; } = value;

    public string Expected { get; } = expected;
}
