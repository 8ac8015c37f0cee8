using AspireIF.Instructions.Checkers;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Curriculum;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Checkers.FinalAnswers;

namespace AspireIF.Instructions.Tests.FinalAnswers;

public sealed class FinalAnswerCheckTests
{
    [Fact]
    public void A_question_is_verified_as_any_other_instruction()
    {
        Instruction instruction = new VerifiableQuestion("q", "What is 1/4 + 1/4?", "1/2", AnswerKind.Math).ToInstruction();
        Assert.Equal("What is 1/4 + 1/4?", Ladder.Of(instruction)[0].Prompt);
        Assert.EndsWith("Put your final answer in \\boxed{}.", Ladder.Of(instruction)[1].Prompt, StringComparison.Ordinal);
        var verifier = new Verifier(instruction.Constraints);
        Assert.True(verifier.Verify("It is $\\boxed{0.5}$.").FollowsAllStrict);
        Assert.Equal("the final answer is \"2\", not \"1/2\"", verifier.Verify("\\boxed{2}").Constraints[0].Reason);
        Assert.Equal("no final answer in \\boxed{}", verifier.Verify("0.5").Constraints[0].Reason);
    }

    [Fact]
    public void A_prompt_that_says_how_to_answer_stays_as_it_is()
    {
        const string Prompt = "Which is red?\nA) blood\nB) grass\nReply with the letter.";
        Instruction instruction = new VerifiableQuestion("q", Prompt, "(a)", AnswerKind.Choice).ToInstruction();
        Assert.Equal(Prompt, Ladder.Of(instruction)[1].Prompt);
        var verifier = new Verifier(instruction.Constraints);
        Assert.True(verifier.Verify("A").FollowsAllStrict);
        Assert.Equal("the choice is B, not (a)", verifier.Verify("The answer is B.").Constraints[0].Reason);
        Assert.Equal("no choice is named at the end", verifier.Verify("Blood.").Constraints[0].Reason);
    }

    [Fact]
    public void Rows_that_cannot_be_used_name_their_line_and_field()
    {
        const string Lines = """
            {"prompt": "1+1?", "answer": 2, "kind": "math"}
            {"prompt": "1+1?", "answer": "2", "kind": "maths"}
            {"prompt": "1+1?", "answer": "2"}
            {"prompt": "1+1?", "kind": "math"}
            {"prompt": "  ", "answer": "2", "kind": "math"}
            {"prompt": "Which?", "answer": "red", "kind": "choice"}
            {"prompt": "Which?", "answer": "$ $", "kind": "math"}
            broken
            {"id": "last", "prompt": "Which?", "answer": "B", "kind": "choice"}
            """;
        var errors = new List<DatasetError>();
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Lines));
        VerifiableQuestion[] questions = [.. VerifiableQuestions.Read(stream, "q.jsonl", errors.Add)];
        Assert.Equal([("1", "2", AnswerKind.Math), ("last", "B", AnswerKind.Choice)], questions.Select(q => (q.Key, q.Answer, q.Kind)));
        Assert.Equal(
            [(2L, "kind"), (3, "kind"), (4, "answer"), (5, "prompt"), (6, "answer"), (7, "answer"), (8, null)],
            errors.Select(e => (e.Line, e.Field)));
        Assert.Equal("q.jsonl:2: field 'kind' is \"maths\". Give \"math\" or \"choice\"", errors[0].ToString());
        stream.Position = 0;
        Assert.Equal(2, Assert.Throws<DatasetException>(() => VerifiableQuestions.Read(stream, "q.jsonl").Count()).Error.Line);
    }

    [Theory]
    [InlineData(FinalAnswerTypes.Math, "")]
    [InlineData(FinalAnswerTypes.Choice, "red")]
    public void An_expected_answer_that_is_none_is_refused(string id, string answer) =>
        Assert.Equal("answer", Assert.Throws<ConstraintArgumentException>(() => ConstraintCatalog.Find(id)!.Bind!(ConstraintArguments.Of(("answer", answer)))).Parameter);
}
