using AspireIF.Cli.Console;
using AspireIF.Pipeline;
using AspireIF.Pipeline.Configuration;
using AspireIF.Runs.State;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AspireIF.Cli.Runs;

/// <summary>A run at one moment, as the terminal shows it.</summary>
/// <param name="Policy">The rows of the learner's steps.</param>
/// <param name="Agreement">The rows of the classifier's refreshes.</param>
/// <param name="Events">The log.</param>
internal sealed record RunPicture(RunState State, RunConfiguration Configuration, IReadOnlyList<MetricsRow> Policy, IReadOnlyList<MetricsRow> Agreement, IReadOnlyList<RunEvent> Events)
{
    private const int BarWidth = 36, SparkWidth = 48, ShownEvents = 4;

    private static readonly (RunPhase Phase, string Name)[] Phases =
    [
        (RunPhase.Preparing, "prepare instructions"), (RunPhase.Labelling, "answer ladders, label"), (RunPhase.TrainingReward, "train the classifier"),
        (RunPhase.EvaluatingBefore, "measure the base model"), (RunPhase.TrainingPolicy, "train the policy"), (RunPhase.EvaluatingAfter, "measure the trained model"),
    ];

    private RunPhase Phase => Enum.TryParse(State.Phase, out RunPhase phase) ? phase : RunPhase.Preparing;

    private double Progress => Phase == RunPhase.TrainingPolicy ? (double)State.Step / Configuration.Policy.Steps : RunContext.ProgressOf(State);

    public IRenderable Render()
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap());
        grid.AddRow(new Markup($"[bold]run {State.Run.EscapeMarkup()}[/]"), new Markup($"[grey]{DateTimeOffset.UtcNow - State.Started:m\\:ss}[/]"));
        foreach (var (phase, name) in Phases)
        {
            double done = phase < Phase ? 1 : phase == Phase ? Progress : 0;
            string mark = done >= 1 && phase < Phase ? "[green]✓[/]" : phase == Phase ? "[yellow]▶[/]" : "[grey]·[/]";
            grid.AddRow(new Markup($"{mark} {name}"), new Markup(done is > 0 and < 1 || phase == Phase ? Bar(done) : ""));
        }
        if (Policy.Count > 0)
        {
            AddCurve(grid, "reward", "reward", Policy);
            AddCurve(grid, "satisfied", "satisfaction", Policy);
            AddCurve(grid, "answer tokens", "length", Policy);
            AddCurve(grid, "divergence", "kl", Policy);
        }
        if (Agreement.Count > 0)
            AddCurve(grid, "classifier agrees", "agreement", Agreement);
        foreach (RunEvent line in Events.TakeLast(ShownEvents))
            grid.AddRow(new Markup($"[grey]{line.Time.ToLocalTime():HH:mm:ss}[/]"), new Markup($"[{(line.Level == "Warning" ? "yellow" : "grey")}]{Shortened(line.Text).EscapeMarkup()}[/]"));
        return grid;
    }

    /// <summary>The same in one line, for where there is no terminal.</summary>
    public string Line() => Phase == RunPhase.TrainingPolicy && Policy.Count > 0
        ? $"step {State.Step} of {Configuration.Policy.Steps}: reward {Policy[^1].Values["reward"]:F3}, satisfied {100 * Policy[^1].Values["satisfaction"]:F1}%, {Policy[^1].Values["length"]:F0} tokens, kl {Policy[^1].Values["kl"]:F3}"
        : $"{Phases.FirstOrDefault(p => p.Phase == Phase).Name ?? State.Phase}: {100 * Progress:F0}%";

    private static void AddCurve(Grid grid, string title, string key, IReadOnlyList<MetricsRow> rows)
    {
        double[] values = [.. rows.Where(r => r.Values.ContainsKey(key)).Select(r => r.Values[key])];
        if (values.Length > 0)
            grid.AddRow(new Markup($"[grey]{title}[/]"), new Markup($"[aqua]{Sparkline.Of(values, SparkWidth)}[/] {values[^1]:0.###}"));
    }

    private static string Bar(double share)
    {
        int full = (int)Math.Round(share * BarWidth);
        return $"[aqua]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/] {100 * share:F0}%";
    }

    private static string Shortened(string text) => text.Length <= 110 ? text : text[..109] + "…";
}
