using AspireIF.Pipeline.Evaluation;
using AspireIF.Training.Evaluation;
using Spectre.Console;

namespace AspireIF.Cli.Runs;

/// <summary>A finished run as a person reads it: before and after on held-out instructions, and sample answers.</summary>
internal static class SummaryTables
{
    public static void Print(RunSummary summary, IAnsiConsole console)
    {
        console.Write(Satisfaction(summary));
        if (summary.After.Splits.Values.Any(s => s.Truth is not null))
            console.Write(Trust(summary.After));
        foreach (var (before, after) in summary.Before.Samples.Zip(summary.After.Samples))
            PrintSample(before, after, console);
        console.MarkupLineInterpolated($"[bold]{summary.Steps}[/] steps in [bold]{TimeSpan.FromSeconds(summary.Seconds):m\\:ss}[/] minutes. The model lies in [bold]{summary.Model}[/]; talk to it:");
        console.MarkupLineInterpolated($"  aspireif chat --model {summary.Model}");
    }

    // With the primer's truth where there is one, else by rules and classifier.
    private static Table Satisfaction(RunSummary summary)
    {
        bool truth = summary.After.Splits.Values.All(s => s.Truth is not null);
        var table = new Table().Border(TableBorder.Rounded).Title(truth ? "Satisfied by the truth, % (95% interval)" : "Satisfied by rules and classifier, % (95% interval)");
        table.AddColumns("held-out instructions", "", "before", "after", "change");
        foreach (var (name, after) in summary.After.Splits)
        {
            SplitReport before = summary.Before.Splits[name];
            Row(name, "each constraint", before.Truth?.Constraint ?? before.Constraint, after.Truth?.Constraint ?? after.Constraint);
            Row("", "soft", before.Truth?.Soft ?? before.Soft, after.Truth?.Soft ?? after.Soft);
            Row("", "hard", before.Truth?.Hard ?? before.Hard, after.Truth?.Hard ?? after.Hard);
            Row("", "all, three and more", High(before), High(after));
        }
        return table;

        void Row(string name, string what, Rate before, Rate after)
        {
            if (before.Trials + after.Trials > 0)
                table.AddRow(name, what, Shown(before), Shown(after), $"{100 * (after.Value - before.Value):+0.0;-0.0;0.0}");
        }
    }

    private static Table Trust(EvaluationReport after)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("The classifier on the final policy's answers, beside the truth, %");
        table.AddColumns("held-out instructions", "agrees", "finds of violations", "violations it names are");
        foreach (var (name, split) in after.Splits)
        {
            if (split.Truth is { } truth)
                table.AddRow(name, Shown(truth.ClassifierAccuracy), Shown(truth.ViolationRecall), Shown(truth.ViolationPrecision));
        }
        return table;
    }

    private static void PrintSample(SampleAnswer before, SampleAnswer after, IAnsiConsole console)
    {
        console.Write(new Rule { Style = Style.Parse("grey") });
        console.MarkupLineInterpolated($"[bold]{before.Prompt}[/]");
        foreach (var (title, sample) in new[] { ("before", before), ("after", after) })
        {
            string marks = string.Concat(sample.Satisfied.Select(s => s ? "[green]✓[/]" : "[red]✗[/]"));
            console.MarkupLine($"[grey]{title}[/] {marks}  {sample.Answer.EscapeMarkup()}");
        }
    }

    private static Rate High(SplitReport split) => split.Truth?.AllHigh
        ?? new Rate(split.AllByLevel.Where(l => l.Key >= 3).Sum(l => l.Value.Successes), split.AllByLevel.Where(l => l.Key >= 3).Sum(l => l.Value.Trials));

    private static string Shown(Rate rate) => rate.Trials == 0 ? "-" : $"{100 * rate.Value:F1} ({100 * rate.Interval.Low:F1}-{100 * rate.Interval.High:F1})";
}
