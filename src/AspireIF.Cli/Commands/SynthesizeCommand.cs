using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Curriculum;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Synthesis;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif synthesize</c>: seeds to a curriculum of instructions with compatible constraints.</summary>
internal static class SynthesizeCommand
{
    public static Command Create()
    {
        var input = new Option<string>("--input", "-i") { Description = "seeds: JSON lines with instruction and input, or a text file of one task a line; - is the standard input", Required = true };
        var output = new Option<string>("--output", "-o") { Description = "one line a level, as verl-if rows; - is the standard output", DefaultValueFactory = _ => "-" };
        var rows = new Option<int?>("--rows") { Description = "how many rows in all, in the paper's mix of levels; without it every level of every seed" };
        var constraints = new Option<int>("--constraints") { Description = "constraints of each instruction", DefaultValueFactory = _ => 5 };
        var soft = new Option<double>("--soft-share") { Description = "share of constraints that no rule can check", DefaultValueFactory = _ => SynthesisOptions.Default.SoftShare };
        var seed = new Option<ulong>("--seed") { Description = "the same seed gives the same rows on any machine", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "end with one JSON line of counts" };
        var strict = new Option<bool>("--strict") { Description = "stop at the first bad line instead of skipping it" };
        var command = new Command("synthesize", "Compose instructions from seed tasks and compatible constraints.") { input, output, rows, constraints, soft, seed, json, strict };
        command.SetAction((parsed, cancellation) =>
        {
            int count = parsed.GetValue(constraints);
            if (count is < 1 or > 20)
                throw new CommandException($"--constraints is {count}; it must be from 1 to 20");
            if (parsed.GetValue(soft) is not (>= 0 and <= 1))
                throw new CommandException($"--soft-share is {parsed.GetValue(soft)}; it must be from 0 to 1");
            if (parsed.GetValue(rows) is < 1)
                throw new CommandException($"--rows is {parsed.GetValue(rows)}; it must be at least 1");
            var options = new SynthesisOptions { Seed = parsed.GetValue(seed), MinConstraints = count, MaxConstraints = count, SoftShare = parsed.GetValue(soft) };
            return Task.FromResult(Run(parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(rows), options, parsed.GetValue(json),
                new ErrorReport(parsed.GetValue(strict)), cancellation));
        });
        return command;
    }

    private static int Run(string input, string output, int? rows, SynthesisOptions options, bool json, ErrorReport errors, CancellationToken cancellation)
    {
        var synthesizer = new Synthesizer(options);
        var seeds = new List<Instruction>();
        RowPipeline.Run(input, errors,
            row => new Instruction(row.Key, row.Prompt ?? throw new RowException("prompt", "is missing", "Give the task's text"), []),
            (_, seed) => seeds.Add(seed), "reading seeds", cancellation);
        if (seeds.Count == 0)
            throw new CommandException($"{input} has no seeds");

        var ladder = new LadderOptions { Seed = options.Seed };
        // With a number of rows the seeds are used again and again, each time with other constraints.
        IEnumerable<CurriculumRow> curriculum = rows is { } total
            ? CurriculumBuilder.Build(synthesizer.Make(seeds), new CurriculumOptions { Mix = LevelMix.Paper.Scaled(total), Ladder = ladder, Seed = options.Seed }, null, cancellation)
            : synthesizer.Make(seeds).Take(seeds.Count).SelectMany(i => Ladder.Of(i, ladder).Select(level => new CurriculumRow($"{i.Key}/{level.Level}", level)));
        using DatasetWriter writer = Streams.OpenRows(output);
        long written = 0;
        foreach (CurriculumRow row in curriculum)
        {
            writer.Write(row.ToVerlIf());
            written++;
        }
        writer.Complete();
        if (json)
        {
            JsonLine.Print(line =>
            {
                line.WriteNumber("count", seeds.Count);
                line.WriteNumber("errors", errors.Count);
                line.WriteNumber("rows", written);
            });
        }
        return ExitCodes.Success;
    }
}
