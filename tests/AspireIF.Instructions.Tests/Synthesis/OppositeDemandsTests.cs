using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Synthesis;
using AspireIF.Instructions.Tests.Fuzzing;
using AspireIF.Tests;
using CsCheck;

namespace AspireIF.Instructions.Tests.Synthesis;

public sealed class OppositeDemandsTests(ITestOutputHelper output)
{
    // The values of the synthesiser's kinds that have an opposite in the table; all others have none.
    private static readonly string[] Known =
    [
        "tone: cheerful, gloomy, melancholic, playful, solemn, formal, casual, warm, cold and distant, sarcastic, earnest, excited, calm, confident, hesitant, dramatic, optimistic, pessimistic, encouraging, stern, humble, boastful, wistful",
        "register: academic, conversational, bureaucratic, diplomatic, slangy, businesslike, old-fashioned",
        "humor: dry wit, a pun, gentle humor, self-deprecating humor, a joke, absurd humor",
        "detail: brief and to the point, rich in detail, concise, thorough",
        "perspective: the first person singular, the second person, the third person, the first person plural",
        "audience: a ten-year-old child, an expert in the field, a complete beginner",
        "knowledge: no prior knowledge of the subject, a solid background in the subject",
        "vocabulary: simple everyday words, technical terms, short common words, rare and elegant words",
        "sentences: short and choppy, long and flowing, simple in structure",
        "spelling: American, British",
        "voice: active, passive",
        "tense: present, past, future",
    ];

    [Theory]
    [InlineData("Keep a formal and respectful tone throughout the email.", "Write in a casual, chatty style.")]
    [InlineData("Your answer should be funny.", "Write in a serious tone, without any humor.")]
    [InlineData("Avoid technical jargon", "Use technical terms and advanced vocabulary.")]
    [InlineData("without any humor", "Write in a humorous tone, with jokes.")]
    [InlineData("Write from the first-person perspective.", "Write in the third person.")]
    [InlineData("Explain it to a five-year-old.", "Write for experts in the field.")]
    [InlineData("Keep the explanation brief and to the point.", "Go into every detail and write at length.")]
    [InlineData("Style: Maintain an objective tone.", "Take one side with a strong opinion of your own.")]
    public void Known_demands_have_an_opposite(string demand, string opposite) => Assert.Equal(opposite, OppositeDemands.Find(demand));

    [Theory]
    [InlineData("Mention the weather.")]
    [InlineData("Do not use a formal tone.")]
    [InlineData("The tone should not be too formal.")]
    [InlineData("Switch from a formal to a casual tone.")]
    [InlineData("Use simple or technical language, as you like.")]
    [InlineData("Keep it concise but detailed.")]
    [InlineData("Ensure that the antonym is suitable for use in a formal academic paper.")]
    [InlineData("The adverbs must be relevant to a formal writing context.")]
    [InlineData("Explain the formal definition of a limit.")]
    [InlineData("Describe the gloomy mood of the harbor.")]
    [InlineData("Define all technical terms.")]
    [InlineData("Include safety tips for children.")]
    [InlineData("Name a word with another British English spelling.")]
    [InlineData("Use intermediate language complexity.")]
    [InlineData("Make your sentences balanced and rhythmic.")]
    [InlineData("If the reader is a child, use simple language.")]
    [InlineData("Should the tone be formal?")]
    [InlineData("")]
    public void What_is_not_surely_opposite_to_something_has_none(string demand) => Assert.Null(OppositeDemands.Find(demand));

    [Fact]
    public void Synthesised_demands_have_the_same_opposite_in_every_phrasing()
    {
        var known = new List<string>();
        foreach (SoftKind kind in SoftKinds.All)
        {
            var values = new List<string>();
            foreach (SoftValue value in kind.Values)
            {
                string?[] opposites = [.. kind.Frames.Select(frame => OppositeDemands.Find(SoftKinds.Say(kind with { Frames = [frame] }, value, new SplitMix64(0)).Text)).Distinct()];
                string? opposite = Assert.Single(opposites);
                if (opposite is null)
                    continue;
                values.Add(value.Text);
                // The opposite of the opposite speaks of the same thing.
                Assert.Equal(opposite, OppositeDemands.Find(OppositeDemands.Find(opposite)!), StringComparer.Ordinal);
            }
            if (values.Count > 0)
                known.Add($"{kind.Name}: {string.Join(", ", values)}");
        }
        Assert.Equal(Known.Order(), known.Order());
    }

    [Fact]
    public void Public_training_rows_have_these_opposites()
    {
        Constraint[] soft = [.. DatasetReader.ReadLines(SharedData.Path("verlif_train_sample.jsonl.gz")).SelectMany(r => r.Constraints!).Where(c => !c.IsHard)];
        var found = soft.Select(c => (Text: c.Text.Trim(), Opposite: OppositeDemands.Find(c.Text))).Where(p => p.Opposite is not null).ToArray();
        output.WriteLine($"{found.Length} of {soft.Length} soft constraints have an opposite");
        Assert.Equal(148, soft.Length);
        Assert.Equal(44, found.Length);
        Assert.Equal(
            [
                "Control Output Length: Ensure the summary is concise and does not exceed 150 words. => Go into every detail and write at length.",
                "Humor or Satire: Request that the response be humorous or satirical, requiring the AI to generate jokes or witty remarks. => Write in a serious tone, without any humor.",
                "Introduce Specific Criteria: Mandate that the new sentence must be constructed using passive voice. => Write in the active voice.",
                "Specify Language Complexity: The question should be written using simple language. => Use technical terms and advanced vocabulary.",
                "Specify Language Complexity: The text should use simple language. => Use technical terms and advanced vocabulary.",
                "Specify Language Complexity: Use simple language to ensure clarity and understanding. => Use technical terms and advanced vocabulary.",
                "Specify Language Complexity: Use simple language to ensure clarity. => Use technical terms and advanced vocabulary.",
                "Specify Language Complexity: Use simple language. => Use technical terms and advanced vocabulary.",
                "Tone and Emotion: The response should have a humorous tone. => Write in a serious tone, without any humor.",
            ],
            found.Select(p => $"{p.Text} => {p.Opposite}").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Any_text_is_looked_up() => FuzzText.Any.Sample(text =>
    {
        _ = OppositeDemands.Find(text);
    }, iter: 2_000);
}
