using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>Counts something and compares. Most of IFEval is this.</summary>
/// <param name="noun">What is counted, in the singular; the plural adds an s.</param>
internal sealed class CountCheck(string noun, Comparison comparison, Func<string, int> count) : ResponseCheck
{
    protected override Verdict CheckText(string response)
    {
        int found = count(response);
        return comparison.Holds(found) ? Verdict.Followed : Verdict.Violated($"{Phrase.Count(found, noun)} found, {comparison} asked for");
    }
}
