using System.Collections.Frozen;

namespace AspireIF.Instructions.Synthesis;

/// <summary>English words that say nothing about a subject: function words, the words tasks are made of, and verbs of asking.</summary>
internal static class CommonWords
{
    private static readonly FrozenSet<string> Words = """
        about above according accordingly across actual added adding additional after again against ahead aligned allow allowed almost alone along already also although always
        among amount another answer answered answering answers anyone anything appear appears apply appropriate aren around article asked asking assume assistant attention
        available away back background based basic became because become been before begin beginning behind being believe below best better between beyond both bring bullet called calls came can't
        candidate cannot case cases certain change changed changes choose chosen clear close come comes coming comma commas common complete completed complex conclusion consider considered
        consist consists contain contained containing contains content context continue contradict contradicts convert correct correctness could couldn couple create created creating current data decide
        define defined definition depending describe described description designed detail detailed details determine didn different difference differences difficult directly discuss does doesn doing
        done down draw during each earlier easier easily easy either else email ends enough ensure entire especially even ever every everyone everything exact example examples except exist existing
        expected explain explained explaining explanation express expressed extract fact fall false feel field fill final find finding first five follow followed following follows form format formed
        former forms forward found four from full further gave general generate generated generating gets getting give given gives giving goal goes going good gotten great group guess happen happens
        hard have haven having head hello help helpful helps hence here hers high higher highly himself hint hold however idea ideas identify illustrate imagine implement implied imply important include included
        includes including indicate indicated indicates individual information input inputs inside instance instead instruction instructions into involve involved involves isn't item items itself
        just keep keeping kept kind kinds know known knows label labels large last later latter lead least left length less like likely limit line lines list listed lists little long longer look
        looking lots made main make makes making many mark match matter maybe mean meaning means mention mentioned message might mind missing more most mostly move much multiple must name named names
        near nearly necessary need needed needs neither never newline next nice none normal nothing noted notes number numbers object occur occurs often okay once ones only open option options order
        original other others otherwise ought ours output outputs outside over overall paragraph part particular particularly parts pass passage past people perform perhaps person phrase phrases picked piece
        place plausible please point points position positive possible potential prefer present presented pretty previous probably problem problems produce proper properly provide provided
        provides providing purpose pursue quality question questions quite rather read reader reading really reason reasonable reasoning reasons receive refer refers regarding relate related relation relevant remain remember
        removed replace represent represents request require required requires respond responding response rest result results return returned returns review rewrite right role round rule rules said same saying
        says second section seem seems seen select selected send sense sent sentence sentences separate separated sequence series serve service several shall shape short should shouldn show showed showing
        shown shows side similar simple simply since single situation size small some somebody someone something sometimes somewhat soon sort specific specifically specified stand start started starting
        state stated statement statements states steps still stop stuff style subject such suggest suggested suggestion suggestions suitable sure system take taken takes taking talk talking task tasks
        tell term terms test text than thank thanks that thats their them themselves then there therefore these they thing things think third this those though thought three through thus times title today together told tomorrow
        took topic total toward towards tries true truth trying turn type types under understand understanding unless unlike until upon usage used useful user uses using usual usually valid value values
        variable various verify version very want wanted wants ways well went were weren what whatever when where whereas whether which while whole whom whose will wish with within without won't word words work worked working
        works worse worst would wouldn write writing written wrong wrote year years yes yesterday your yours yourself zero agree allows anyway aspect aspects assigned classify compare compose considering convey creative
        edit effect else's evaluate existence expand fairly five formal good great hers highlight hundred largest leave left less level levels lets like likewise main manner maximum minimum modify negative nine paraphrase
        pick plain plural post prompt properly provide quick rank rate recommend recommended recognize reconize relevance rephrase seven seventh sixth smaller solve spelled story summarize summary supported synopsis
        suppose tend their tone towards twelve twice unique variety wait welcome wise worth entailment hypothesis premise token tokens string parse header column argument query hate speech annotator generic
        accurate additionally assigned base blank brief capable categories category choices clarifies contains criteria decided denoted desired direct entities entity equal exactly explicit
        factual flow fluent generally grammatical ignore indices initial instances involving keeps keywords lengthy longest marked matches maximum missed none passages pattern permitted phrasing placed possibly precise
        presence properties real reflect reflects requirements respectively respond rich satisfied scenario scores sets shorter simplified snippet solution span specify submitted supporting tagged
        team thought transformed unknown useless utterance verb visible went whichever whoever interested share looks makes mine myself ourselves sorts works afraid allowing avoid began believes
        helping happened happening hear heard help learn leaving left live lives living lot meet meets needed offer offered pays play ready says sees seeing show spend stay tried wants watch
        large huge tiny better biggest fine free happy late lowest newest older oldest strong sudden together truly whole young able bad big early enough far few fast full half hot inner likely major
        minor multiple natural obvious outer perfect poor public quick rare recent same sad safe serious sharp slow smart social soft special strange sweet thick thin usual weak wide wild
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> word) => Lookup.Contains(word);
}
