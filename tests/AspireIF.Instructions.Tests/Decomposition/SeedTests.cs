using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Decomposition;

namespace AspireIF.Instructions.Tests.Decomposition;

/// <summary>What is left when the constraints are cut out reads as an instruction; demands in lists are found.</summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    [Fact]
    public void Seeds_are_whole_sentences()
    {
        int right = 0, rows = 0;
        using Stream stream = typeof(SeedTests).Assembly.GetManifestResourceStream("seeds.tsv")!;
        using var reader = new StreamReader(stream);
        foreach (string line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // A prompt and the seeds that are good for it.
            string[] fields = [.. line.Split('\t').Select(f => f.Replace("\\n", "\n", StringComparison.Ordinal))];
            string seed = InstructionDecomposer.Decompose(fields[0]).Seed;
            rows++;
            if (fields.AsSpan(1).Contains(seed))
                right++;
            else
                output.WriteLine($"SEED {seed.Replace("\n", "\\n", StringComparison.Ordinal)} || {line}");
        }
        output.WriteLine($"seeds {right} of {rows}");
        Assert.True(right >= 0.95 * rows, $"{right} of {rows}");
    }

    [Theory]
    [InlineData("Write a guide to Rome.\n- Keep the tone friendly\n- Use at least 3 bullet points\n- Mention the best season to visit", "Write a guide to Rome.", SoftTypes.Style, "detectable_format:number_bullet_lists", SoftTypes.Content)]
    [InlineData("Write a guide to Rome.\n\nRequirements:\n* A humorous tone\n* For children under ten\n* No commas", "Write a guide to Rome.", SoftTypes.Style, SoftTypes.Audience, "punctuation:no_comma")]
    [InlineData("Explain tides. Please follow these rules:\n1. Speak as a pirate would.\n2. Use fewer than 100 words.\n3. Avoid technical jargon.", "Explain tides.", null, "length_constraints:number_words", SoftTypes.Language)]
    [InlineData("Explain tides.\n• Your explanation should be suitable for beginners\n• Use simple words wherever you can", "Explain tides.", SoftTypes.Audience, null)]
    [InlineData("Explain tides. The answer should not be shorter than 120 words.", "Explain tides.", "length_constraints:number_words")]
    [InlineData("Put these in order:\n- milk\n- a new tone\n- bread", "Put these in order:\n- milk\n- a new tone\n- bread")]
    public void Demands_in_list_items_are_found(string prompt, string seed, params string?[] types)
    {
        DecomposedInstruction found = InstructionDecomposer.Decompose(prompt);
        foreach (Constraint constraint in found.Constraints)
            output.WriteLine($"{constraint.Id} {constraint.Arguments} {constraint.Text}");
        Assert.Equal(types.Length, found.Constraints.Count);
        // No type named: any soft one will do.
        Assert.All(types.Zip(found.Constraints), pair => Assert.True(pair.First is null ? !pair.Second.IsHard : pair.First == pair.Second.Id, pair.Second.Id));
        Assert.All(found.Constraints, c => Assert.DoesNotContain(c.Text[0], "-*•1234567890 "));
        Assert.Equal(seed, found.Seed);
    }
}
