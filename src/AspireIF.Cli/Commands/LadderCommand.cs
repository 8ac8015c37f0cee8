using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Curriculum;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Decomposition;
using Spectre.Console;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif ladder</c>: the incremental curriculum x_0 .. x_n of an instruction, or of a file of them.</summary>
internal static class LadderCommand
{
    public static Command Create()
    {
        var text = new Argument<string?>("text") { Description = "an instruction whose ladder is shown", Arity = ArgumentArity.ZeroOrOne };
        var input = new Option<string?>("--input", "-i") { Description = "JSON lines: verl-if or IFEval rows, or prompts, which are decomposed; - is the standard input" };
        var output = new Option<string>("--output", "-o") { Description = "one line a level; - is the standard output", DefaultValueFactory = _ => "-" };
        var order = new Option<ConstraintOrder>("--order") { Description = "the order in which constraints are added", DefaultValueFactory = _ => ConstraintOrder.AsGiven };
        var seed = new Option<ulong>("--seed") { Description = "of the wording and of a random order", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "end with one JSON line of counts" };
        var strict = new Option<bool>("--strict") { Description = "stop at the first bad line instead of skipping it" };
        var command = new Command("ladder", "Build the curriculum of instructions: the task alone, then one constraint more at each level.")
        {
            text, input, output, order, seed, json, strict,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(text) is null == result.GetValue(input) is null)
                result.AddError("Give either an instruction or --input.");
        });
        command.SetAction((parsed, cancellation) =>
        {
            var options = new LadderOptions { Order = parsed.GetValue(order), Seed = parsed.GetValue(seed) };
            return Task.FromResult(parsed.GetValue(text) is { } instruction
                ? Show(instruction, options)
                : Run(parsed.GetValue(input)!, parsed.GetValue(output)!, options, parsed.GetValue(json), new ErrorReport(parsed.GetValue(strict)), cancellation));
        });
        return command;
    }

    /// <summary>The levels, as a person reads them.</summary>
    public static int Show(string text, LadderOptions options)
    {
        foreach (LadderLevel level in Ladder.Of(ToInstruction("1", text), options))
            AnsiConsole.MarkupLine($"[bold]x_{level.Level}[/]  {level.Prompt.EscapeMarkup()}");
        return ExitCodes.Success;
    }

    private static int Run(string input, string output, LadderOptions options, bool json, ErrorReport errors, CancellationToken cancellation)
    {
        long levels = 0;
        using DatasetWriter writer = Streams.OpenRows(output);
        long count = RowPipeline.Run(input, errors, row => Levels(row, options), (row, rows) =>
        {
            foreach (DatasetRow level in rows)
                writer.Write(level);
            levels += rows.Length;
        }, "building ladders", cancellation);
        writer.Complete();
        if (json)
        {
            JsonLine.Print(line =>
            {
                line.WriteNumber("count", count);
                line.WriteNumber("errors", errors.Count);
                line.WriteNumber("levels", levels);
            });
        }
        return ExitCodes.Success;
    }

    private static DatasetRow[] Levels(DatasetRow row, LadderOptions options)
    {
        // Only rows that say where their constraints stand have a seed of their own; the others are decomposed.
        Instruction instruction = row.ToInstruction();
        if (instruction.Constraints.Count == 0 || instruction.Seed == instruction.Prompt)
            instruction = ToInstruction(row.Key, row.Prompt ?? throw new RowException("prompt", "is missing", "Give the instruction's text"));
        return [.. Ladder.Of(instruction, options).Select(level => new CurriculumRow($"{row.Key}/{level.Level}", level).ToVerlIf())];
    }

    private static Instruction ToInstruction(string key, string text)
    {
        DecomposedInstruction found = InstructionDecomposer.Decompose(text);
        return new(key, found.Seed, found.Constraints) { Prompt = text };
    }
}
