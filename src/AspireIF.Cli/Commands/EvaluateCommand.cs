using System.CommandLine;
using System.Text.Json;
using AspireIF.Cli.Console;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Primer;
using AspireIF.Models.Chat;
using AspireIF.Models.Generation;
using AspireIF.Training.Evaluation;
using Spectre.Console;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif evaluate</c>: how a model follows the instructions of the primer's splits, by the computed truth.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model", "-m") { Description = "a model folder", Required = true };
        var split = new Option<PrimerSplit[]>("--split") { Description = "which splits [default: held-out topics]", DefaultValueFactory = _ => [PrimerSplit.HeldOutTopics], AllowMultipleArgumentsPerToken = true };
        var count = new Option<int>("--count", "-n") { Description = "answers of each split", DefaultValueFactory = _ => 1000 };
        var seed = new Option<ulong>("--seed") { Description = "of the instructions and the sampling", DefaultValueFactory = _ => 1_000_003 };
        var temperature = new Option<float>("--temperature") { Description = "of the sampling; 0 takes the likeliest token", DefaultValueFactory = _ => 1 };
        var length = new Option<int>("--max-new-tokens") { Description = "the longest answer", DefaultValueFactory = _ => 160 };
        var show = new Option<int>("--show") { Description = "print so many answers", DefaultValueFactory = _ => 0 };
        var json = new Option<bool>("--json") { Description = "print one JSON line instead of tables" };
        var command = new Command("evaluate", "Measure how a model follows instructions of the primer's world.") { model, split, count, seed, temperature, length, show, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(model)!, parsed.GetValue(split)!, parsed.GetValue(count), parsed.GetValue(seed),
            new SamplingOptions { Temperature = parsed.GetValue(temperature) }, parsed.GetValue(length), parsed.GetValue(show), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string folder, PrimerSplit[] splits, int count, ulong seed, SamplingOptions sampling, int maxNewTokens, int show, bool json, CancellationToken cancellation)
    {
        using LoadedModel model = LoadedModel.Load(folder, new EngineOptions { MaxSequences = 256 });
        var reports = new List<PrimerReport>();
        foreach (PrimerSplit split in splits)
        {
            IReadOnlyList<PrimerAnswer> answers = await PrimerEvaluation.AnswerAsync(model, split, count, seed, sampling, maxNewTokens, cancellation);
            reports.Add(PrimerEvaluation.Report(split, answers));
            foreach (PrimerAnswer answer in answers.Take(show))
                Show(answer);
            if (!json)
                Write(reports[^1]);
        }
        if (json)
            JsonLine.Print(line => Write(line, reports));
        return ExitCodes.Success;
    }

    public static void Show(PrimerAnswer answer)
    {
        foreach (ChatMessage message in answer.Instruction.Messages)
            AnsiConsole.MarkupLine($"[grey]{message.Role}[/] {message.Content.EscapeMarkup()}");
        AnsiConsole.MarkupLine($"[bold]answer[/] {answer.Text.EscapeMarkup()}");
        AnsiConsole.WriteLine(string.Join(", ", answer.Instruction.Constraints.Zip(answer.Satisfied, (c, s) => (s ? "+" : "-") + c.Id)) + "\n");
    }

    private static void Write(PrimerReport report)
    {
        var table = new Table().Border(TableBorder.Simple).Title(report.Split.ToString()).AddColumn("").AddColumn(new TableColumn("satisfied").RightAligned())
            .AddColumn(new TableColumn("95% interval").RightAligned()).AddColumn(new TableColumn("of").RightAligned());
        Add("each constraint", report.Constraint);
        Add("  soft", report.Soft);
        Add("  hard", report.Hard);
        foreach (var (level, rate) in report.AllByLevel)
            Add($"all of {level}", rate);
        foreach (var (id, rate) in report.ByType)
            Add("  " + id, rate);
        Add("ended by itself", report.Finished);
        AnsiConsole.Write(table);

        void Add(string name, Rate rate) =>
            table.AddRow(name.EscapeMarkup(), $"{rate.Value:P1}", $"{rate.Interval.Low:P1} - {rate.Interval.High:P1}", $"{rate.Trials:N0}");
    }

    private static void Write(Utf8JsonWriter line, IReadOnlyList<PrimerReport> reports)
    {
        foreach (PrimerReport report in reports)
        {
            line.WriteStartObject(JsonNamingPolicy.SnakeCaseLower.ConvertName(report.Split.ToString()));
            line.WriteNumber("constraint", report.Constraint.Value);
            line.WriteNumber("soft", report.Soft.Value);
            line.WriteNumber("hard", report.Hard.Value);
            foreach (var (level, rate) in report.AllByLevel)
                line.WriteNumber($"all_of_{level}", rate.Value);
            line.WriteNumber("finished", report.Finished.Value);
            line.WriteStartObject("types");
            foreach (var (id, rate) in report.ByType)
                line.WriteNumber(id, rate.Value);
            line.WriteEndObject();
            line.WriteEndObject();
        }
    }
}
