using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Cli.Runs;
using AspireIF.Pipeline;
using AspireIF.Pipeline.Evaluation;
using AspireIF.Runs.Artifacts;
using Spectre.Console;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif runs</c>: the runs whose artifacts are here, and how far they are.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "one JSON line with an array of the runs" };
        var command = new Command("runs", "List runs.") { json };
        var storage = StorageOptions.AddTo(command, redis: false);
        command.SetAction(async (parsed, cancellation) =>
        {
            IArtifactStore artifacts = await RunStorage.OpenArtifactsAsync(storage(parsed), cancellation);
            var rows = new List<Row>();
            foreach (string run in await artifacts.ListRunsAsync(cancellation))
                rows.Add(await RowAsync(artifacts, run, cancellation));
            if (parsed.GetValue(json))
                PrintJson(rows);
            else
                Print(rows, artifacts.Location);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<Row> RowAsync(IArtifactStore artifacts, string run, CancellationToken cancellation)
    {
        RunSummary? summary = await LocalRun.ReadSummaryAsync(artifacts, run, cancellation);
        IReadOnlyList<long> checkpoints = await artifacts.ListAsync(run, ArtifactKinds.Learner, cancellation);
        return new(run, summary is not null, summary?.Steps ?? (checkpoints.Count == 0 ? 0 : checkpoints[^1]), summary?.Model);
    }

    private static void Print(List<Row> rows, string location)
    {
        if (rows.Count == 0)
        {
            System.Console.Error.WriteLine($"no runs in {location}");
            return;
        }
        var table = new Table().Border(TableBorder.Rounded).AddColumns("run", "state", "steps", "model");
        foreach (Row row in rows)
            table.AddRow(row.Run.EscapeMarkup(), row.Finished ? "[green]finished[/]" : "can be resumed", row.Steps.ToString(System.Globalization.CultureInfo.InvariantCulture), (row.Model ?? "-").EscapeMarkup());
        AnsiConsole.Write(table);
    }

    private static void PrintJson(List<Row> rows) => JsonLine.Print(line =>
    {
        line.WriteStartArray("runs");
        foreach (Row row in rows)
        {
            line.WriteStartObject();
            line.WriteString("run", row.Run);
            line.WriteBoolean("finished", row.Finished);
            line.WriteNumber("steps", row.Steps);
            line.WriteString("model", row.Model);
            line.WriteEndObject();
        }
        line.WriteEndArray();
    });

    private sealed record Row(string Run, bool Finished, long Steps, string? Model);
}
