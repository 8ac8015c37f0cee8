using System.Collections.Frozen;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>English names of the languages that IFEval asks for (ISO 639-1) and of the others that are identified.</summary>
internal static class LanguageNames
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["af"] = "Afrikaans", ["ar"] = "Arabic", ["bg"] = "Bulgarian", ["bn"] = "Bengali", ["ca"] = "Catalan", ["cs"] = "Czech", ["cy"] = "Welsh",
        ["da"] = "Danish", ["de"] = "German", ["el"] = "Greek", ["en"] = "English", ["es"] = "Spanish", ["et"] = "Estonian", ["fa"] = "Persian",
        ["fi"] = "Finnish", ["fr"] = "French", ["gu"] = "Gujarati", ["he"] = "Hebrew", ["hi"] = "Hindi", ["hr"] = "Croatian", ["hu"] = "Hungarian",
        ["id"] = "Indonesian", ["it"] = "Italian", ["ja"] = "Japanese", ["kn"] = "Kannada", ["ko"] = "Korean", ["lt"] = "Lithuanian", ["lv"] = "Latvian",
        ["mk"] = "Macedonian", ["ml"] = "Malayalam", ["mr"] = "Marathi", ["ne"] = "Nepali", ["nl"] = "Dutch", ["no"] = "Norwegian", ["pa"] = "Punjabi",
        ["pl"] = "Polish", ["pt"] = "Portuguese", ["ro"] = "Romanian", ["ru"] = "Russian", ["sk"] = "Slovak", ["sl"] = "Slovenian", ["so"] = "Somali",
        ["sq"] = "Albanian", ["sv"] = "Swedish", ["sw"] = "Swahili", ["ta"] = "Tamil", ["te"] = "Telugu", ["th"] = "Thai", ["tl"] = "Tagalog",
        ["tr"] = "Turkish", ["uk"] = "Ukrainian", ["ur"] = "Urdu", ["vi"] = "Vietnamese", ["zh"] = "Chinese", ["zh-cn"] = "Simplified Chinese",
        ["zh-tw"] = "Traditional Chinese",
    }.ToFrozenDictionary();

    /// <summary>The name, or the code itself when it is not known.</summary>
    public static string Of(string code) => Names.GetValueOrDefault(code, code);
}
