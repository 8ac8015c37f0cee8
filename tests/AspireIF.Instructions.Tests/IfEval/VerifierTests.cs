using AspireIF.Instructions.Checkers;
using AspireIF.Instructions.Constraints;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.IfEval;

public sealed class VerifierTests
{
    private static readonly Constraint NoComma = new("punctuation:no_comma", ConstraintArguments.Empty, "no commas");
    private static readonly Constraint Pirate = new("situation:role_play", ConstraintArguments.Empty, "as a pirate");
    private static readonly Constraint TwoBullets = new("detectable_format:number_bullet_lists", ConstraintArguments.Of(("num_bullets", 2)), "two bullets");

    [Fact]
    public void Hard_constraints_are_judged_and_soft_ones_left_open()
    {
        Verification verification = Verifier.Verify([NoComma, Pirate], "Aye, matey");

        Assert.Equal([false, null], verification.Constraints.Select(c => c.Strict));
        Assert.Equal([false, null], verification.Constraints.Select(c => c.Loose));
        Assert.Equal("1 comma found, none allowed", verification.Constraints[0].Reason);
        Assert.Equal(new TextSpan(3, 4), verification.Constraints[0].Where);
        Assert.False(verification.FollowsAllStrict);
        Assert.True(Verifier.Verify([Pirate], "Aye").FollowsAllStrict);
    }

    [Theory]
    [InlineData("Sure, here it is:\nAye matey", true)]
    [InlineData("Aye matey\nHope, this helps", true)]
    [InlineData("Sure,\nAye matey\nHope, this helps", true)]
    [InlineData("Sure,\nAye, matey\nHope, this helps", false)]
    [InlineData("Aye, matey", false)]
    public void Loosely_the_first_and_the_last_line_may_be_left_out(string response, bool follows)
    {
        Verification verification = Verifier.Verify([NoComma], response);

        Assert.False(verification.FollowsAllStrict);
        Assert.Equal(follows, verification.FollowsAllLoose);
    }

    [Fact]
    public void A_blank_answer_follows_nothing()
    {
        Constraint none = TwoBullets with { Arguments = ConstraintArguments.Of(("num_bullets", 0)) };

        Assert.False(Verifier.Verify([none], " \n").FollowsAllLoose);
        Assert.True(Verifier.Verify([none], "text").FollowsAllStrict);
    }

    [Fact]
    public void Rewards_are_one_zero_or_not_a_number_and_cost_no_memory()
    {
        var verifier = new Verifier([NoComma, Pirate, TwoBullets]);
        var rewards = new float[3];
        verifier.Reward("* one\n* two", rewards);
        Assert.Equal([1f, float.NaN, 1f], rewards);

        Assert.Equal(0, Cost.AllocatedBytes(() =>
        {
            for (int i = 0; i < 100; i++)
                verifier.Reward("* one\n* two", rewards);
        }));

        verifier.Reward("one, two", rewards);
        Assert.Equal([0f, float.NaN, 0f], rewards);
    }

    [Fact]
    public void A_missing_argument_is_named_when_the_constraint_is_bound()
    {
        var error = Assert.Throws<ConstraintArgumentException>(() => new Verifier([new Constraint("length_constraints:number_words", ConstraintArguments.Of(("num_words", 5)), "")]));
        Assert.Equal("relation", error.Parameter);
    }

    [Fact]
    public void Scores_are_shares_of_prompts_and_of_instructions()
    {
        var scores = new IfEvalScores();
        scores.Add(Verifier.Verify([NoComma, TwoBullets, Pirate], "Sure,\n* one\n* two"));
        scores.Add(Verifier.Verify([NoComma], "Aye"));

        Assert.Equal((2, 3), (scores.Prompts, scores.Instructions));
        Assert.Equal((0.5, 1.0), (scores.PromptStrict, scores.PromptLoose));
        Assert.Equal((2 / 3.0, 1.0), (scores.InstructionStrict, scores.InstructionLoose));
        Assert.Equal(new IfEvalTypeScore("punctuation:no_comma", 2, 0.5, 1), Assert.Single(scores.Types, t => t.Id == "punctuation:no_comma"));
    }
}
