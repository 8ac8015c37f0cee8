using System.Text.Json;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer.Authoring;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer.Hard;

/// <summary>A hard constraint type as the primer uses it.</summary>
/// <param name="Id">As in IFEval.</param>
/// <param name="Group">Forms of one group exclude each other in an instruction.</param>
/// <param name="Asks">Ways to ask that follow "Write", with arguments in braces.</param>
/// <param name="Draw">Arguments that suit a short text on the topic, given how many soft constraints it also has.</param>
/// <param name="Plan">Asks a draft to satisfy the constraint (true) or to violate it (false).</param>
internal sealed record HardForm(
    string Id,
    string Group,
    PrimerPhrases Asks,
    Func<PrimerTopic, SplitMix64, int, ConstraintArguments> Draw,
    Action<Draft, ConstraintArguments, bool, SplitMix64> Plan)
{
    public static string Fill(string ask, ConstraintArguments arguments)
    {
        foreach (var (name, value) in arguments)
            ask = ask.Replace("{" + name + "}", Text(value), StringComparison.Ordinal);
        return ask;
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array when value.GetArrayLength() == 1 => "the word " + value[0].GetString(),
        JsonValueKind.Array => "the words " + string.Join(" and ", value.EnumerateArray().Select(v => v.GetString())),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
