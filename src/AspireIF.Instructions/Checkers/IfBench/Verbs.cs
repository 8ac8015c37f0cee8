using System.Collections.Frozen;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>
/// Whether a word that begins an answer is a verb: a list of the verbs that answers begin with, in all their regular forms, the forms of the
/// irregular ones, and words in -ing but for those that are known to be none. IFBench asks NLTK's statistical tagger, which also guesses at unknown words and takes many capitalised verbs for names.
/// </summary>
internal static class Verbs
{
    private const string Regular =
        "accept access accomplish achieve acknowledge acquire act adapt add address adjust adopt advance advise advocate aim allow analyze analyse announce answer anticipate apologize "
        + "appear apply appreciate approach arrange arrive ask assemble assess assign assist assume assure attach attempt attend avoid aggregate balance bake "
        + "believe belong blend boil book boost borrow brainstorm browse build calculate call calm cancel capture care carry celebrate challenge change check choose chop cite "
        + "clarify classify clean click climb close collaborate collect combine comment commit communicate compare compile complete compose comprehend compute concentrate conclude conduct "
        + "confirm connect consider consist construct consult consume contact contain continue contribute convert convey cook cooperate coordinate copy correct count cover craft create cross "
        + "cultivate customize dance decide declare decrease dedicate define delegate delete deliver demonstrate depend derive describe design detail determine develop devise differ discover discuss "
        + "display dissolve distribute dive divide document download draft dream dress drop earn edit educate elaborate embark embrace emerge emphasize employ empower enable encourage end engage enhance "
        + "enjoy enrich ensure enter entertain establish estimate evaluate examine exchange excite exclude excuse execute exercise exist expand expect experience experiment explain explore express extend extract "
        + "face facilitate fail fasten fetch fill filter finish fix focus fold follow format foster formulate frame fry fulfill gain gather generate greet grab grasp guide handle happen harness hate help "
        + "highlight hire hop hope identify ignore illustrate imagine implement implore import improve include incorporate increase indicate infer inform innovate inquire insert inspect inspire install "
        + "integrate intend introduce invest investigate invite involve issue iterate join journey judge jump justify kick label last laugh launch learn leverage lift like limit link list listen live load locate log "
        + "look lower love maintain manage march mark master match maximize measure meditate memorize mention merge minimize mix modify monitor motivate move multiply name navigate need negotiate nominate note notice "
        + "notify number obey observe obtain offer open operate optimize order organize outline overcome own pack paint participate pass paste pause perform permit persist pick place plan plant play please point ponder populate "
        + "post pour practice pray prefer prepare present preserve press prevent print prioritize proceed process produce program promise promote propose protect prove provide publish pull purchase pursue push "
        + "qualify question quote raise reach react realize recall receive recite recognize recommend record recover reduce refer refine reflect refresh regard register reiterate relate relax release rely remain remember remind remove rename "
        + "render repeat replace reply report represent request require research reserve resolve respect respond rest restore result retain retrieve return reveal review revise rinse roll rotate save scale scan schedule scream search seem "
        + "select separate serve settle shape share shift shop sign simplify sketch skip slice smile solve sort sound spark specify sprinkle stack start state stay step stir stop strengthen stretch strive structure "
        + "study submit substitute subtract succeed suggest summarize supply support suppose surprise survey sustain switch synthesize tackle talk target taste thank toss touch tour trace track trade train transform translate "
        + "travel treat trim try tune turn type understand unleash unlock unpack update upgrade upload urge use utilize validate value verify view visit visualize wait walk want warn wash watch welcome whisk whisper wish witness "
        + "wonder work worry wrap yearn yell zoom";

    private const string Irregular =
        "be am is are was were been being have has had having do does did done doing go goes went gone going get gets got gotten getting make makes made making take takes took taken taking "
        + "give gives gave given giving come comes came coming find finds found finding keep keeps kept keeping let lets letting begin begins began begun beginning know knows knew known knowing think thinks thought thinking "
        + "see sees saw seen seeing say says said saying tell tells told telling write writes wrote written writing read reads reading run runs ran running speak speaks spoke spoken speaking bring brings brought bringing "
        + "buy buys bought buying pay pays paid paying put puts putting set sets setting cut cuts cutting hold holds held holding leave leaves left leaving lead leads led leading meet meets met meeting send sends sent sending "
        + "spend spends spent spending stand stands stood standing sit sits sat sitting win wins won winning lose loses lost losing show shows showed shown showing draw draws drew drawn drawing drive drives drove driven driving "
        + "eat eats ate eaten eating drink drinks drank drunk drinking sing sings sang sung singing sleep sleeps slept sleeping swim swims swam swum swimming fly flies flew flown flying grow grows grew grown growing "
        + "throw throws threw thrown throwing catch catches caught catching teach teaches taught teaching seek seeks sought seeking sell sells sold selling build builds built building break breaks broke broken breaking "
        + "choose chooses chose chosen choosing forget forgets forgot forgotten forgetting forgive forgives forgave forgiven forgiving hear hears heard hearing feel feels felt feeling mean means meant meaning "
        + "understand understands understood understanding ride rides rode ridden riding rise rises rose risen rising wear wears wore worn wearing wake wakes woke woken waking fight fights fought fighting hide hides hid hidden hiding "
        + "based born stepping planning stopping swapping shopping dropping mapping submitting referring occurring controlling chopping hopping skipping wrapping grabbing cancelling travelling";

    private static readonly FrozenSet<string> OtherWordsInIng = FrozenSet.ToFrozenSet(
        ["nothing", "something", "anything", "everything", "morning", "evening", "during", "spring", "string", "notwithstanding", "building", "ceiling", "wedding", "pudding", "clothing", "sibling", "lightning"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Forms = BuildForms();

    /// <summary>Whether the word can be a verb form; case does not matter.</summary>
    public static bool IsVerb(string word) =>
        Forms.Contains(word) || word.Length > 5 && word.EndsWith("ing", StringComparison.OrdinalIgnoreCase) && !OtherWordsInIng.Contains(word);

    private static FrozenSet<string> BuildForms()
    {
        var forms = new HashSet<string>(Irregular.Split(' '), StringComparer.OrdinalIgnoreCase);
        foreach (string verb in Regular.Split(' '))
        {
            bool toI = verb[^1] == 'y' && !"aeiou".Contains(verb[^2]);
            string stem = verb[^1] == 'e' ? verb[..^1] : verb;
            string third = toI ? verb[..^1] + "ies" : verb.EndsWith('s') || verb.EndsWith('x') || verb.EndsWith("ch", StringComparison.Ordinal) || verb.EndsWith("sh", StringComparison.Ordinal) || verb.EndsWith('z') ? verb + "es" : verb + "s";
            forms.UnionWith([verb, third, toI ? verb[..^1] + "ied" : stem + "ed", (verb.EndsWith("ee", StringComparison.Ordinal) ? verb : stem) + "ing"]);
        }
        return forms.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
