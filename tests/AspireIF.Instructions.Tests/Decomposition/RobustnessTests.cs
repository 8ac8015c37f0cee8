using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Decomposition;
using CsCheck;

namespace AspireIF.Instructions.Tests.Decomposition;

public sealed class RobustnessTests
{
    private static readonly string[] Pieces =
        ["at least ", "5 ", "words", " paragraphs", "***", "******", "\"", "'", "“", "<<", ">>", "[", "]", "*", "**", "P.S.", "p.p.", "\n", "\n\n", ". ", "..", "input : ", "the keywords ", "the letter ",
         "repeat the request above", "don't ", "end with ", "My answer is yes. ", "my answer is no", "```", "json", "twice", "between 3 and ", "first paragraph must start with ", "Section X", "\uE001", "\uD800", "\0", "不要", "Write a poem. ", ", and ", ": "];

    [Fact]
    public void Any_text_is_taken_apart_into_spans_that_lie_in_order_within_it() =>
        Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 30].Select(string.Concat), Gen.String).Sample(prompt =>
        {
            DecomposedInstruction found = InstructionDecomposer.Decompose(prompt);
            int at = 0;
            foreach (Constraint constraint in found.Constraints)
            {
                TextSpan span = constraint.Span!.Value;
                if (span.Start < at || span.End > prompt.Length || prompt[span.Start..span.End] != constraint.Text || constraint.Text.Length == 0)
                    return false;
                at = span.Start;
            }
            return found.Unplaced.All(u => prompt[u.Span.Start..u.Span.End] == u.Text) && found.Contradictions.All(c => c.First < c.Second && c.Second < found.Constraints.Count);
        }, iter: 2000);

    [Fact]
    public void Hard_constraints_that_are_found_can_be_checked() =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 30].Select(string.Concat).Sample(prompt =>
        {
            foreach (Constraint constraint in InstructionDecomposer.Decompose(prompt).Constraints.Where(c => c.Type?.Bind is not null))
                constraint.Type!.Bind!(constraint.Arguments).Check("An answer.");
        }, iter: 1000);
}
