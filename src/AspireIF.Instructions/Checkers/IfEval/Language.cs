using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;
using AspireIF.Instructions.Text.Languages;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>language:response_language, change_case:english_capital, change_case:english_lowercase.</summary>
internal static class Language
{
    public static ConstraintType ResponseLanguage { get; } = new(
        "language:response_language",
        [new("language", ParameterKind.String)],
        a => $"Your entire response should be in {LanguageNames.Of(a.RequireString("language"))}, no other language is allowed.")
    {
        Bind = a => new LanguageCheck(a.RequireString("language")),
    };

    public static ConstraintType EnglishCapital { get; } = new(
        "change_case:english_capital",
        [],
        _ => "Your entire response should be in English, and in all capital letters.")
    {
        Bind = _ => new EnglishCaseCheck(upper: true),
    };

    public static ConstraintType EnglishLowercase { get; } = new(
        "change_case:english_lowercase",
        [],
        _ => "Your entire response should be in English, and in all lowercase letters; no capital letters are allowed.")
    {
        Bind = _ => new EnglishCaseCheck(upper: false),
    };

    // An answer whose language cannot be told follows, as in IFEval.
    private static Verdict CheckLanguage(string response, string language) =>
        LanguageIdentifier.Identify(response) is { } found && found != language
            ? Verdict.Violated($"the answer is in {LanguageNames.Of(found)}, not in {LanguageNames.Of(language)}")
            : Verdict.Followed;

    private sealed class LanguageCheck(string language) : ResponseCheck
    {
        protected override Verdict CheckText(string response) => CheckLanguage(response, language);
    }

    private sealed class EnglishCaseCheck(bool upper) : ResponseCheck
    {
        protected override Verdict CheckText(string response)
        {
            if (upper ? PythonText.IsUpper(response) : PythonText.IsLower(response))
                return CheckLanguage(response, "en");
            int at = PythonText.IndexOfOtherCase(response, upper);
            if (at < 0)
                return Verdict.Violated("the answer has no letters");
            CodePoints.At(response, at, out int length);
            return Verdict.Violated(upper ? "not all letters are capital" : "not all letters are lowercase", new TextSpan(at, at + length));
        }
    }
}
