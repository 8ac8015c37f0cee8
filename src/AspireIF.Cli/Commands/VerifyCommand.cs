using System.CommandLine;
using System.Text.Json;
using AspireIF.Cli.Console;
using AspireIF.Instructions.Checkers;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;
using Spectre.Console;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif verify</c>: prompts and answers to IFEval's four scores, a table by type, and verdicts with reasons.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var input = new Option<string>("--input", "-i") { Description = "JSON lines with prompt, response, instruction_id_list and kwargs; - is the standard input", Required = true };
        var prompts = new Option<string?>("--prompts") { Description = "take instruction_id_list and kwargs from this file instead, by equal prompt (IFEval's input_data beside its responses)" };
        var verdicts = new Option<string?>("--verdicts", "-o") { Description = "write each line with follow_strict, follow_loose and reasons added; - is the standard output" };
        var json = new Option<bool>("--json") { Description = "print one JSON line with the scores instead of tables" };
        var strict = new Option<bool>("--strict") { Description = "stop at the first bad line instead of skipping it" };
        var command = new Command("verify", "Check answers against the constraints of their prompts.") { input, prompts, verdicts, json, strict };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetValue(input)!, parsed.GetValue(prompts), parsed.GetValue(verdicts), parsed.GetValue(json), new ErrorReport(parsed.GetValue(strict)), cancellation)));
        return command;
    }

    private static int Run(string input, string? promptsFile, string? verdictsFile, bool json, ErrorReport errors, CancellationToken cancellation)
    {
        Dictionary<string, IReadOnlyList<Constraint>>? known = promptsFile is null ? null : ReadPrompts(promptsFile, errors, cancellation);
        var scores = new IfEvalScores();
        using DatasetWriter? writer = verdictsFile is null ? null : Streams.OpenRows(verdictsFile);
        RowPipeline.Run(input, errors, row => Verify(row, known), (row, verification) =>
        {
            scores.Add(verification);
            writer?.Write(row, fields => WriteVerdicts(fields, verification));
        }, "verifying", cancellation);
        writer?.Complete();
        if (json)
            WriteJson(scores, errors.Count);
        else if (verdictsFile != "-")
            WriteTables(scores, errors.Count);
        return ExitCodes.Success;
    }

    private static Verification Verify(DatasetRow row, Dictionary<string, IReadOnlyList<Constraint>>? known)
    {
        string response = row.Response ?? throw new RowException("response", "is missing", "Give the answer to verify");
        IReadOnlyList<Constraint>? constraints = row.Constraints;
        if (known is not null && !known.TryGetValue(row.Prompt ?? "", out constraints))
            throw new RowException("prompt", "is not among the prompts of --prompts", "Use the prompts file that the answers were made from");
        return Verifier.Verify(constraints ?? throw new RowException("instruction_id_list", "is missing", "Give the constraints' ids, or a file of them with --prompts"), response);
    }

    private static Dictionary<string, IReadOnlyList<Constraint>> ReadPrompts(string file, ErrorReport errors, CancellationToken cancellation)
    {
        var known = new Dictionary<string, IReadOnlyList<Constraint>>(StringComparer.Ordinal);
        RowPipeline.Run(file, errors, row => row.Constraints ?? throw new RowException("instruction_id_list", "is missing", "Give the constraints' ids"),
            (row, constraints) => known[row.Prompt ?? ""] = constraints, "reading prompts", cancellation);
        return known;
    }

    private static void WriteVerdicts(Utf8JsonWriter fields, Verification verification)
    {
        Write("follow_strict", c => c.Strict);
        Write("follow_loose", c => c.Loose);
        fields.WriteStartArray("reasons");
        foreach (ConstraintVerification constraint in verification.Constraints)
            fields.WriteStringValue(constraint.Reason);
        fields.WriteEndArray();

        // A soft constraint has no verdict: null.
        void Write(string name, Func<ConstraintVerification, bool?> verdict)
        {
            fields.WriteStartArray(name);
            foreach (ConstraintVerification constraint in verification.Constraints)
            {
                if (verdict(constraint) is { } value)
                    fields.WriteBooleanValue(value);
                else
                    fields.WriteNullValue();
            }
            fields.WriteEndArray();
        }
    }

    private static void WriteJson(IfEvalScores scores, long errors) => JsonLine.Print(line =>
    {
        line.WriteNumber("prompt_strict", scores.PromptStrict);
        line.WriteNumber("instruction_strict", scores.InstructionStrict);
        line.WriteNumber("prompt_loose", scores.PromptLoose);
        line.WriteNumber("instruction_loose", scores.InstructionLoose);
        line.WriteNumber("count", scores.Prompts);
        line.WriteNumber("errors", errors);
        line.WriteStartObject("types");
        foreach (IfEvalTypeScore type in scores.Types)
        {
            line.WriteStartObject(type.Id);
            line.WriteNumber("count", type.Count);
            line.WriteNumber("strict", type.Strict);
            line.WriteNumber("loose", type.Loose);
            line.WriteEndObject();
        }
        line.WriteEndObject();
    });

    private static void WriteTables(IfEvalScores scores, long errors)
    {
        var types = new Table().Border(TableBorder.Simple).AddColumn("constraint").AddColumns(Right("asked"), Right("strict"), Right("loose"));
        foreach (IfEvalTypeScore type in scores.Types)
            types.AddRow(type.Id.EscapeMarkup(), $"{type.Count:N0}", $"{type.Strict:P1}", $"{type.Loose:P1}");
        AnsiConsole.Write(types);

        var total = new Table().Border(TableBorder.Simple).AddColumn("followed").AddColumns(Right("strict"), Right("loose"));
        total.AddRow($"all of a prompt ({scores.Prompts:N0} prompts)", $"{scores.PromptStrict:P2}", $"{scores.PromptLoose:P2}");
        total.AddRow($"each instruction ({scores.Instructions:N0})", $"{scores.InstructionStrict:P2}", $"{scores.InstructionLoose:P2}");
        AnsiConsole.Write(total);
        if (errors > 0)
            AnsiConsole.MarkupLine($"[yellow]{errors:N0} lines were skipped.[/]");
    }

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();
}
