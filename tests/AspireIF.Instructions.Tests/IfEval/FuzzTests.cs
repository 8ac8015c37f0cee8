using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Tests.Fuzzing;
using AspireIF.Instructions.Text;
using CsCheck;

namespace AspireIF.Instructions.Tests.IfEval;

public sealed class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void No_answer_and_no_argument_breaks_a_checker()
    {
        long checks = 0;
        var bound = from type in FuzzText.OneOf([.. IfEvalTypes.All])
                    from arguments in FuzzArguments.For(type)
                    select Bind(type, arguments);
        Gen.Select(bound.Array[100], FuzzText.Any.Array[30]).Sample(
            (bindings, texts) =>
            {
                foreach (string text in texts)
                {
                    foreach (var (check, description) in bindings)
                    {
                        if (check is null)
                            continue;
                        Verdict verdict = check.Check(text);
                        Interlocked.Increment(ref checks);
                        Assert.True(verdict.Satisfied == (verdict.Reason is null), description);
                        Assert.True(verdict.Where is not { } where || where.Start >= 0 && where.Start <= where.End && where.End <= text.Length, description);
                        Assert.False(verdict.Satisfied && PythonText.IsBlank(text), description);
                    }
                }
            },
            iter: 120, print: x => string.Join("; ", x.Item1.Select(b => b.Description)));
        output.WriteLine($"{checks} checks");
        Assert.InRange(checks, 100_000, long.MaxValue);
    }

    [Fact]
    public void Verdicts_do_not_depend_on_the_thread()
    {
        string[] texts = [.. FuzzText.Any.Array[200].Single()];
        ConstraintArguments arguments = ConstraintArguments.Of(("keywords", new[] { "w[oO]rd", "the" }));
        IConstraintCheck check = ConstraintCatalog.Find("keywords:existence")!.Bind!(arguments);
        bool[] expected = [.. texts.Select(t => check.Check(t).Satisfied)];

        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < texts.Length; i++)
                Assert.Equal(expected[i], check.Check(texts[i]).Satisfied);
        });
    }

    [Fact]
    public void Sentences_cover_all_that_is_not_white_space() =>
        FuzzText.Any.Sample(text =>
        {
            var spans = Sentences.Split(text);
            Assert.Equal(spans.Count, Sentences.Count(text));
            int end = 0;
            foreach (TextSpan span in spans)
            {
                Assert.True(span.Start >= end && span.End > span.Start);
                Assert.True(PythonText.IsBlank(text.AsSpan()[end..span.Start]));
                end = span.End;
            }
            Assert.True(PythonText.IsBlank(text.AsSpan()[end..]));
        }, iter: 3_000);

    [Fact]
    public void Capital_words_are_the_upper_case_treebank_words() =>
        FuzzText.Any.Sample(text =>
        {
            IConstraintCheck check = CapitalWords.Type.Bind!(ConstraintArguments.Of(("capital_frequency", 0), ("capital_relation", "at most")));
            int expected = TreebankWords.Tokenize(text).Count(t => PythonText.IsUpper(t));
            Assert.Equal(expected, CapitalWords.Count(text));
            Assert.Equal(expected == 0 && !PythonText.IsBlank(text), check.Check(text).Satisfied);
        }, iter: 3_000);

    private static (IConstraintCheck? Check, string Description) Bind(ConstraintType type, ConstraintArguments arguments)
    {
        string description = $"{type.Id} {arguments}";
        try
        {
            Assert.NotEmpty(type.Describe(arguments));
            return (type.Bind!(arguments), description);
        }
        catch (ConstraintArgumentException error)
        {
            Assert.Contains(type.Parameters, p => p.Name == error.Parameter);
            return (null, description);
        }
    }
}
