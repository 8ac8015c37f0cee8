using System.Collections.Frozen;

namespace AspireIF.Instructions.Decomposition;

/// <summary>
/// The words in which demands on an answer are put. A stretch of a sentence around a finding that holds no other word belongs to the demand;
/// any other word belongs to the task.
/// </summary>
internal static class Jargon
{
    private static readonly FrozenSet<string> Words = (
        "a able about above absolutely add added additionally adhere after aim all allowed alone also always an and answer answering answers any anything anywhere appear appearance appearing appears appended "
        + "are around article as asked aspect assure at author avoid be beforehand before begin beginning begins being below between bold both brackets break breaks brief bullet bullets but by can cannot can't capital capitals careful "
        + "case certain character characters clearly come commas comma complete completely comprise consist consists contain contained containing contains content control couple create critical denote denoted despite "
        + "detail details different display divide divided divider do does doesn't don't dont draft double each easily either else email emphasize end ending ends ensure ensuring entire entirely entirety essay every exact exactly "
        + "example examples except exclude exclusively explicit explicitly express few final finally finish finishing first fit follow followed following for form format formatted forbidden found frequency from full fully further generate give "
        + "given giving goes greater has have having header headline here highlight highlighted how i i'd i'm if important in include included includes including indicate indicated indicates inside instance instead into is isn't it italic "
        + "italics it's its itself just keep keeping key keyword keywords kindly know language last least length less let letter letters like limit limited limiting line lines list listed long longer lower lowercase made maintain make makes making "
        + "mark marked marker marking markdown marks maximum may me mean mention mentioned mentioning minimum moreover must my name named need needed needs never new newlines no non none not note noted nothing "
        + "number numbers occur occurrence occurrences occurring of on once one ones only onto option or order organize other otherwise out output outputs outside over overall own paragraph paragraphs part particular parts "
        + "permitted phrase phrases piece place placed placeholder placeholders please plus point points possible post postscript present produce prohibited properly provide provided put quotation quotations quotes quote quoted range rather read reading reads "
        + "refrain remember reply repeat reply represent represented represents request require required requirement requirements respond responding respoinse response responses restrict result return same say section sections sentence sentences separate separated separates separating "
        + "separator set several short shoud should shouldn't shown sign signs single so some something space specific specify square stanzas start started starting starts stay stick still story strictly style such sure surround surrounded symbol symbols syntax tag take "
        + "text texts than that that's the their them then there these they thing this those thread through throughout time times title titles to too total two type under unless until up upper uppercase use used uses using utilize utilized valid "
        + "very via want way whatever whatsoever when where which while whole will with within without word words would wrap wrapped wrapping write writing written you your yours yourself "
        + "allow asterisk asterisks star stars angular angle json code block object html table item items entry entries points newline blank empty them'll reply's appended end's limits count counts whose one's per stress stressed stand only's "
        + "mix nearby adjacent another again aforementioned somewhere minimally explicitly-stated p.s thinking poem song letter blog report summary message paragraph's ad resume itinerary rap limerick riddle joke speech description pitch "
        + "english lowercased capitalized capitalize uppercased italicize italicized bolded emphasised emphasized headings heading body parts don isn aren won t s d ll re")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    private static readonly FrozenSet<string> Connectives = FrozenSet.ToFrozenSet(["and", "but", "while", "also", "or"]);

    /// <summary>Genre nouns are jargon in "the poem should" and the task itself in "write a poem".</summary>
    private static readonly FrozenSet<string> TaskVerbs = FrozenSet.ToFrozenSet(
        ["write", "create", "generate", "draft", "compose", "produce", "make", "give", "provide", "list", "name", "tell", "describe", "explain", "summarize", "come", "want", "need", "express", "plan"]);

    // A noun phrase ends before these.
    private static readonly FrozenSet<string> ObjectEnds = FrozenSet.ToFrozenSet(
        ["with", "without", "in", "using", "and", "but", "that", "which", "where", "of", "about", "for", "to", "on", "by", "as", "at", "from", "while", "so", "if", "it", "then", "whose", "also", "is", "has", "must", "should"]);

    // After these an adverbial ("in capitals") goes on with a demand that has begun before it.
    private static readonly FrozenSet<string> Leading = FrozenSet.ToFrozenSet(
        ["it", "do", "be", "is", "and", "but", "written", "write", "respond", "reply", "answer", "response", "only", "all", "entirely", "everything", "them", "so", "or", "this", "that", "made"]);

    public static bool EndsObject(string word) => ObjectEnds.Contains(word) || word.StartsWith('(');

    public static bool LeadsOn(string word) => Leading.Contains(word);

    public static bool IsJargon(string word) => word.Length <= 1 || Words.Contains(word) || !word.Any(char.IsLetter);

    /// <summary>True when every word of the stretch is jargon.</summary>
    public static bool Is(ReadOnlySpan<char> text)
    {
        foreach (Range range in text.SplitAny(" \n\r,;:.!?()/-–—*#[]\"'"))
        {
            ReadOnlySpan<char> word = text[range];
            if (word.Length > 1 && char.IsLetter(word[0]) && !Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
                return false;
        }
        return true;
    }

    public static bool IsConnective(string word) => Connectives.Contains(word);

    public static bool IsTaskVerb(string word) => TaskVerbs.Contains(word);
}
