namespace AspireIF.Instructions.Checkers.FinalAnswers;

/// <summary>What a verifiable final answer is.</summary>
public enum AnswerKind
{
    /// <summary>A number or formula in <c>\boxed{}</c>, compared as mathematics (<see cref="MathAnswer"/>).</summary>
    Math,

    /// <summary>The letter of one of the given choices (<see cref="ChoiceLetter"/>).</summary>
    Choice,
}
