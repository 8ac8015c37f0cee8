using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>
/// The 58 out-of-domain constraint types of IFBench (Pyatkin et al., "Generalizing Verifiable Instruction Following", arXiv 2507.02833), checked as its
/// program checks them. Where arguments are missing it draws random ones; here binding fails instead. Where it fails on an odd answer, the
/// answer violates the constraint. Three types rest on data of our own: <see cref="Verbs"/> (words:start_verb), <see cref="Syllables"/>
/// (words:odd_even_syllables) and <see cref="StopWords"/> (ratio:stop_words).
/// </summary>
public static class IfBenchTypes
{
    public static IReadOnlyList<ConstraintType> All { get; } =
    [
        .. Counts.All,
        .. Ratios.All,
        .. WordRules.All,
        .. SentenceRules.All,
        .. FormatRules.All,
        .. Tasks.All,
        .. CsvTasks.All,
        .. Repeats.All,
    ];
}
