using Spectre.Console;

namespace AspireIF.Cli.Console;

/// <summary>A progress bar on the error stream, when that is a terminal; else nothing.</summary>
internal sealed class ActivityBar
{
    private readonly ProgressTask? _task;
    private readonly Stream? _stream;
    private readonly string _activity;

    private ActivityBar(string activity, ProgressTask? task, Stream? stream)
    {
        _activity = activity;
        _task = task;
        _stream = stream;
    }

    /// <param name="stream">Its position is the progress, where it can seek.</param>
    public static void Run(string activity, Stream stream, Action<ActivityBar> work)
    {
        if (System.Console.IsErrorRedirected)
        {
            work(new ActivityBar(activity, null, null));
            return;
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });
        console.Progress().AutoClear(true).Start(progress =>
        {
            ProgressTask task = progress.AddTask(activity, maxValue: stream.CanSeek ? Math.Max(1, stream.Length) : 1);
            task.IsIndeterminate = !stream.CanSeek;
            work(new ActivityBar(activity, task, stream));
        });
    }

    public void Show(long done, long errors)
    {
        if (_task is null)
            return;
        if (_stream!.CanSeek)
            _task.Value = _stream.Position;
        _task.Description = errors == 0 ? $"{_activity}: {done:N0}" : $"{_activity}: {done:N0}, {errors:N0} skipped";
    }
}
