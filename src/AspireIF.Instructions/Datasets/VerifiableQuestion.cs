using AspireIF.Instructions.Checkers.FinalAnswers;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Datasets;

/// <summary>A question whose final answer can be checked. Mixed into training, such rows keep a model's general ability.</summary>
/// <param name="Answer">The right final answer: a number or formula, or the letter of a choice.</param>
public sealed record VerifiableQuestion(string Key, string Prompt, string Answer, AnswerKind Kind)
{
    /// <summary>
    /// The question as an instruction with one hard constraint, the right answer. A prompt that does not say how to give the answer gets the
    /// constraint's sentence at its first level; one that does stays as it is.
    /// </summary>
    public Instruction ToInstruction()
    {
        string id = Kind == AnswerKind.Math ? FinalAnswerTypes.Math : FinalAnswerTypes.Choice;
        ConstraintArguments arguments = ConstraintArguments.Of(("answer", Answer));
        bool told = Prompt.Contains(Kind == AnswerKind.Math ? "boxed" : "letter", StringComparison.OrdinalIgnoreCase);
        return new Instruction(Key, Prompt, [new Constraint(id, arguments, ConstraintCatalog.Find(id)!.Describe(arguments))]) { Prompt = told ? Prompt : null };
    }
}
