namespace AspireIF.Models.Chat.Templates;

/// <summary>What may follow <c>is</c>.</summary>
internal static class Tests
{
    public static bool Apply(string test, object? value, Arguments arguments) => test switch
    {
        "defined" => value is not Undefined,
        "undefined" => value is Undefined,
        "none" => value is null,
        "string" => value is TracedText,
        "number" => value is long or double or bool,
        "integer" => value is long,
        "float" => value is double,
        "boolean" => value is bool,
        "true" => value is true,
        "false" => value is false,
        "mapping" => value is Mapping,
        "iterable" or "sequence" => value is TracedText or List<object?> or Mapping or Undefined,
        "callable" => value is Callable,
        "odd" => Modulo(value, 2) != 0,
        "even" => Modulo(value, 2) == 0,
        "divisibleby" => Modulo(value, arguments.Integer(0, "num", 0)) == 0,
        "in" => Operators.Contains(arguments.Required(0, "seq"), value),
        "eq" or "equalto" or "==" => Values.AreEqual(value, arguments.Required(0, "other")),
        "ne" or "!=" => !Values.AreEqual(value, arguments.Required(0, "other")),
        "lt" => Operators.Compare("<", value, arguments.Required(0, "other")),
        "gt" => Operators.Compare(">", value, arguments.Required(0, "other")),
        "le" => Operators.Compare("<=", value, arguments.Required(0, "other")),
        "ge" => Operators.Compare(">=", value, arguments.Required(0, "other")),
        _ => throw new TemplateException($"unknown test '{test}'"),
    };

    private static long Modulo(object? value, long divisor) =>
        value is long number && divisor != 0 ? number % divisor : throw new TemplateException($"a {Values.TypeName(value)} has no remainder of {divisor}");
}
