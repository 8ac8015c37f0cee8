namespace AspireIF.Instructions.Synthesis;

/// <summary>The hard types that are synthesised: the 25 of IFEval.</summary>
internal static class HardTemplates
{
    public static IReadOnlyList<HardTemplate> All { get; } = [.. KeywordTemplates.All, .. LengthTemplates.All, .. FormatTemplates.All, .. SurfaceTemplates.All];
}
