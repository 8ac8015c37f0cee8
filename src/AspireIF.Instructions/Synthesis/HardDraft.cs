using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>A hard constraint drawn for a seed: its arguments and the ways to say it.</summary>
internal sealed record HardDraft(ConstraintArguments Arguments, params string[] Phrasings);

/// <summary>How constraints of one hard type are drawn.</summary>
/// <param name="Draw">Null when the type does not suit the seed.</param>
internal sealed record HardTemplate(string Id, Func<DraftContext, HardDraft?> Draw);
