using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Learning;
using AspireIF.Runs.State;
using Spectre.Console;

namespace AspireIF.Cli.Runs;

/// <summary>Shows a run on the error stream while it runs: a picture on a terminal, else a line when something has changed.</summary>
internal static class LiveView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <returns>The state in which the run ended.</returns>
    public static async Task<RunState> WatchAsync(RunStore store, string run, CancellationToken cancellation)
    {
        if (System.Console.IsErrorRedirected)
            return await PrintAsync(store, run, cancellation);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });
        RunPicture picture = await TakeAsync(store, run, null, cancellation);
        await console.Live(picture.Render()).AutoClear(false).StartAsync(async live =>
        {
            while (true)
            {
                picture = await TakeAsync(store, run, picture, cancellation);
                live.UpdateTarget(picture.Render());
                if (picture.State.Status != RunStatus.Running)
                    return;
                await Task.Delay(Interval, cancellation);
            }
        });
        return picture.State;
    }

    private static async Task<RunState> PrintAsync(RunStore store, string run, CancellationToken cancellation)
    {
        RunPicture? picture = null;
        string phase = "";
        long step = -1;
        while (true)
        {
            int told = picture?.Events.Count ?? 0;
            picture = await TakeAsync(store, run, picture, cancellation);
            foreach (RunEvent line in picture.Events.Skip(told))
                await System.Console.Error.WriteLineAsync(line.Text.AsMemory(), cancellation);
            if (picture.State.Phase != phase || picture.State.Step >= step + Math.Max(1, picture.Configuration.Policy.Steps / 20))
            {
                (phase, step) = (picture.State.Phase, picture.State.Step);
                await System.Console.Error.WriteLineAsync(picture.Line().AsMemory(), cancellation);
            }
            if (picture.State.Status != RunStatus.Running)
                return picture.State;
            await Task.Delay(Interval, cancellation);
        }
    }

    // Only what is new is read.
    private static async Task<RunPicture> TakeAsync(RunStore store, string run, RunPicture? before, CancellationToken cancellation)
    {
        RunState state = await store.GetAsync(run, cancellation);
        long from = before is { Policy.Count: > 0 } ? before.Policy[^1].Step : 0;
        var policy = await store.ReadMetricsAsync(run, StepReports.Series, from, cancellation);
        var agreement = await store.ReadMetricsAsync(run, StepReports.AgreementSeries, 0, cancellation);
        var events = await store.ReadLogAsync(run, before?.Events.Count ?? 0, cancellation);
        return new RunPicture(
            state, before?.Configuration ?? ConfigurationLoader.Parse(state.Configuration),
            [.. (before?.Policy ?? []).Where(r => r.Step < from), .. policy], agreement, [.. before?.Events ?? [], .. events]);
    }
}
