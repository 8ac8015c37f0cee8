using System.Text.Json;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>Reads numbers of things.</summary>
internal static class CountArguments
{
    /// <summary>A whole number from 0. One beyond 32 bits counts as the largest: no text has as many of anything.</summary>
    /// <exception cref="ConstraintArgumentException">Missing, negative or not whole. (IFEval would draw a random number.)</exception>
    public static int RequireCount(this ConstraintArguments arguments, string name)
    {
        const string Expected = "a whole number, 0 or more";
        if (arguments.Find(name) is not { } value)
            throw new ConstraintArgumentException(name, null, Expected);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= 0 && number == Math.Floor(number))
            return number >= int.MaxValue ? int.MaxValue : (int)number;
        throw new ConstraintArgumentException(name, value.GetRawText(), Expected);
    }
}
