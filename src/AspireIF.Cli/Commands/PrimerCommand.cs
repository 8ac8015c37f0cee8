using AspireIF.Instructions;
using System.CommandLine;
using System.Text.Json;
using AspireIF.Cli.Console;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Primer;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif primer</c>: instructions of the small world whose truth can be computed, with the author's answers.</summary>
internal static class PrimerCommand
{
    private static readonly Dictionary<string, PrimerSplit> Splits =
        Enum.GetValues<PrimerSplit>().ToDictionary(s => JsonNamingPolicy.KebabCaseLower.ConvertName(s.ToString()));

    public static Command Create()
    {
        var split = new Option<string>("--split") { Description = "which part of the world", DefaultValueFactory = _ => "train" };
        split.AcceptOnlyFromAmong([.. Splits.Keys]);
        var count = new Option<int>("--count", "-n") { Description = "how many rows", DefaultValueFactory = _ => 100 };
        var seed = new Option<ulong>("--seed") { Description = "the same seed gives the same rows on any machine", DefaultValueFactory = _ => 1 };
        var probability = new Option<double>("--probability", "-p") { Description = "that the author satisfies a constraint", DefaultValueFactory = _ => PrimerAuthor.DefaultProbability };
        var output = new Option<string>("--output", "-o") { Description = "JSON lines; - is the standard output", DefaultValueFactory = _ => "-" };
        var json = new Option<bool>("--json") { Description = "print one JSON line: count, asked, satisfied" };
        var command = new Command("primer", "Generate a split of the primer world: instructions, answers and which constraints are truly satisfied.")
        {
            split, count, seed, probability, output, json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(Splits[parsed.GetValue(split)!], parsed.GetValue(count), parsed.GetValue(seed),
            parsed.GetValue(probability), parsed.GetValue(output)!, parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(PrimerSplit split, int count, ulong seed, double probability, string output, bool json, CancellationToken cancellation)
    {
        if (probability is not (>= 0 and <= 1))
            throw new CommandException($"--probability is {probability}; it must be from 0 to 1");
        if (count < 0)
            throw new CommandException($"--count is {count}; it must not be negative");
        using DatasetWriter writer = Streams.OpenRows(output);
        long asked = 0, satisfied = 0;
        ulong index = 0;
        foreach (PrimerInstruction instruction in PrimerGenerator.Instructions(split, seed).Take(count))
        {
            cancellation.ThrowIfCancellationRequested();
            PrimerExample example = PrimerAuthor.Write(instruction, SplitMix64.For(seed, index++), probability);
            Write(writer, example);
            asked += example.Satisfied.Count;
            satisfied += example.Satisfied.Count(s => s);
        }
        writer.Complete();
        if (json)
        {
            JsonLine.Print(line =>
            {
                line.WriteNumber("count", count);
                line.WriteNumber("asked", asked);
                line.WriteNumber("satisfied", satisfied);
            });
        }
        return ExitCodes.Success;
    }

    private static void Write(DatasetWriter writer, PrimerExample example)
    {
        PrimerInstruction instruction = example.Instruction;
        DatasetRow row = DatasetRow.OfVerlIf(instruction.Key, instruction.Messages[^1].Content, instruction.Constraints);
        writer.Write(row, fields =>
        {
            fields.WriteString("response", example.Answer);
            fields.WriteStartArray("messages");
            foreach (ChatMessage message in instruction.Messages)
            {
                fields.WriteStartObject();
                fields.WriteString("role", message.Role);
                fields.WriteString("content", message.Content);
                fields.WriteEndObject();
            }
            fields.WriteEndArray();
            fields.WriteString("seed", instruction.Seed);
            fields.WriteString("topic", instruction.Topic.Name);
            fields.WriteStartArray("satisfied");
            foreach (bool holds in example.Satisfied)
                fields.WriteBooleanValue(holds);
            fields.WriteEndArray();
        });
    }
}
