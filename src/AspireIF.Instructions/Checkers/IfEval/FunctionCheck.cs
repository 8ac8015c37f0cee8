using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>A check without arguments.</summary>
internal sealed class FunctionCheck(Func<string, Verdict> check) : ResponseCheck
{
    protected override Verdict CheckText(string response) => check(response);
}
