using Spectre.Console;

namespace AspireIF.Cli.Console;

/// <summary>The progress of steps on the error stream: a bar on a terminal, else a line now and then.</summary>
internal sealed class StepBar
{
    private readonly ProgressTask? _task;
    private readonly string _activity;
    private readonly long _total;
    private long _printed = -1;

    private StepBar(string activity, long total, ProgressTask? task)
    {
        _activity = activity;
        _total = total;
        _task = task;
    }

    public static void Run(string activity, long total, Action<StepBar> work)
    {
        if (System.Console.IsErrorRedirected)
        {
            work(new StepBar(activity, total, null));
            return;
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });
        console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(progress => work(new StepBar(activity, total, progress.AddTask(activity, maxValue: total))));
    }

    public void Show(long step, string state)
    {
        if (_task is not null)
        {
            _task.Value = step;
            _task.Description = $"{_activity}: {state}";
        }
        else if (step == _total || step * 20 / _total > _printed)
        {
            _printed = step * 20 / _total;
            System.Console.Error.WriteLine($"{_activity}: step {step} of {_total}, {state}");
        }
    }
}
