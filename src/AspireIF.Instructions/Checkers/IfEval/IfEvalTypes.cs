using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>
/// The 25 constraint types of IFEval (Zhou et al., "Instruction-Following Evaluation for Large Language Models", arXiv 2311.07911), checked as its
/// program instructions.py checks them. Where arguments are missing it draws random ones; here binding fails instead.
/// </summary>
public static class IfEvalTypes
{
    public static IReadOnlyList<ConstraintType> All { get; } =
    [
        Keywords.Existence,
        Keywords.Frequency,
        Keywords.ForbiddenWords,
        LetterFrequency.Type,
        Language.ResponseLanguage,
        Length.NumberOfSentences,
        Length.NumberOfParagraphs,
        Length.NumberOfWords,
        Length.NthParagraphFirstWord,
        Content.NumberOfPlaceholders,
        Content.Postscript,
        Format.NumberOfBullets,
        Format.ConstrainedResponse,
        Format.NumberOfHighlights,
        Sections.Type,
        Format.Json,
        Format.Title,
        Combination.TwoResponses,
        StartEnd.RepeatPrompt,
        StartEnd.EndPhrase,
        CapitalWords.Type,
        Language.EnglishCapital,
        Language.EnglishLowercase,
        Punctuation.NoComma,
        StartEnd.Quotation,
    ];
}
