using System.CommandLine;
using System.Text.Json;
using AspireIF.Cli.Console;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Decomposition;
using Spectre.Console;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif decompose</c>: an instruction, or a file of them, to its seed and typed constraints.</summary>
internal static class DecomposeCommand
{
    public static Command Create()
    {
        var text = new Argument<string?>("text") { Description = "an instruction to take apart and show", Arity = ArgumentArity.ZeroOrOne };
        var input = new Option<string?>("--input", "-i") { Description = "JSON lines with prompt; - is the standard input" };
        var output = new Option<string>("--output", "-o") { Description = "each line with seed, constraints, unplaced and contradictions added; - is the standard output", DefaultValueFactory = _ => "-" };
        var json = new Option<bool>("--json") { Description = "end with one JSON line of counts" };
        var strict = new Option<bool>("--strict") { Description = "stop at the first bad line instead of skipping it" };
        var command = new Command("decompose", "Take instructions apart: the task and what is asked of the answer.") { text, input, output, json, strict };
        command.Validators.Add(result =>
        {
            if (result.GetValue(text) is null == result.GetValue(input) is null)
                result.AddError("Give either an instruction or --input.");
        });
        command.SetAction((parsed, cancellation) => Task.FromResult(parsed.GetValue(text) is { } instruction
            ? Show(instruction)
            : Run(parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(json), new ErrorReport(parsed.GetValue(strict)), cancellation)));
        return command;
    }

    /// <summary>What was found, as a person reads it.</summary>
    public static int Show(string instruction)
    {
        DecomposedInstruction found = InstructionDecomposer.Decompose(instruction);
        AnsiConsole.MarkupLine($"[bold]task[/]  {found.Seed.EscapeMarkup()}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("#", "said", "type", "arguments");
        for (int i = 0; i < found.Constraints.Count; i++)
        {
            Constraint constraint = found.Constraints[i];
            string kind = constraint.IsHard ? "[green]" + constraint.Id.EscapeMarkup() + "[/]" : $"[blue]{constraint.Id.EscapeMarkup()}[/] ({constraint.Category})";
            table.AddRow(new Markup($"{i + 1}"), new Text(constraint.Text), new Markup(kind), new Text(constraint.Arguments.Count == 0 ? "" : constraint.Arguments.ToString()));
        }
        if (found.Constraints.Count > 0)
            AnsiConsole.Write(table);
        foreach (UnplacedClause clause in found.Unplaced)
            AnsiConsole.MarkupLine($"[yellow]not placed:[/] {clause.Text.EscapeMarkup()}");
        foreach (Contradiction contradiction in found.Contradictions)
            AnsiConsole.MarkupLine($"[red]contradiction:[/] {contradiction.First + 1} and {contradiction.Second + 1}: {contradiction.Reason.EscapeMarkup()}");
        return ExitCodes.Success;
    }

    private static int Run(string input, string output, bool json, ErrorReport errors, CancellationToken cancellation)
    {
        long constraints = 0, hard = 0, unplaced = 0, contradictions = 0;
        using DatasetWriter writer = Streams.OpenRows(output);
        long count = RowPipeline.Run(input, errors,
            row => InstructionDecomposer.Decompose(row.Prompt ?? throw new RowException("prompt", "is missing", "Give the instruction's text")),
            (row, found) =>
            {
                writer.Write(row, fields => Write(fields, found));
                constraints += found.Constraints.Count;
                hard += found.Constraints.Count(c => c.IsHard);
                unplaced += found.Unplaced.Count;
                contradictions += found.Contradictions.Count;
            }, "decomposing", cancellation);
        writer.Complete();
        if (json)
        {
            JsonLine.Print(line =>
            {
                line.WriteNumber("count", count);
                line.WriteNumber("errors", errors.Count);
                line.WriteNumber("constraints", constraints);
                line.WriteNumber("hard", hard);
                line.WriteNumber("unplaced", unplaced);
                line.WriteNumber("contradictions", contradictions);
            });
        }
        return ExitCodes.Success;
    }

    private static void Write(Utf8JsonWriter fields, DecomposedInstruction found)
    {
        fields.WriteString("seed", found.Seed);
        fields.WriteStartArray("constraints");
        foreach (Constraint constraint in found.Constraints)
        {
            fields.WriteStartObject();
            fields.WriteString("id", constraint.Id);
            fields.WritePropertyName("kwargs");
            constraint.Arguments.WriteTo(fields);
            fields.WriteString("text", constraint.Text);
            fields.WriteNumber("start", constraint.Span?.Start ?? 0);
            fields.WriteNumber("end", constraint.Span?.End ?? 0);
            fields.WriteBoolean("hard", constraint.IsHard);
            fields.WriteString("category", constraint.Category is { } category ? JsonNamingPolicy.KebabCaseLower.ConvertName(category.ToString()) : null);
            fields.WriteEndObject();
        }
        fields.WriteEndArray();
        fields.WriteStartArray("unplaced");
        foreach (UnplacedClause clause in found.Unplaced)
        {
            fields.WriteStartObject();
            fields.WriteString("text", clause.Text);
            fields.WriteNumber("start", clause.Span.Start);
            fields.WriteNumber("end", clause.Span.End);
            fields.WriteEndObject();
        }
        fields.WriteEndArray();
        fields.WriteStartArray("contradictions");
        foreach (Contradiction contradiction in found.Contradictions)
        {
            fields.WriteStartObject();
            fields.WriteNumber("first", contradiction.First);
            fields.WriteNumber("second", contradiction.Second);
            fields.WriteString("reason", contradiction.Reason);
            fields.WriteEndObject();
        }
        fields.WriteEndArray();
    }
}
