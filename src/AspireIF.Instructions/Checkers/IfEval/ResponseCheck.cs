using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>A check in the manner of IFEval: a blank answer follows nothing (evaluation_lib.py).</summary>
internal abstract class ResponseCheck : IConstraintCheck
{
    public Verdict Check(string response) =>
        PythonText.IsBlank(response) ? Verdict.Violated("the answer is blank") : CheckText(response);

    /// <summary>Judges an answer that is not blank.</summary>
    protected abstract Verdict CheckText(string response);
}
