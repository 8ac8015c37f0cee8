namespace AspireIF.Models.Generation.Cpu;

/// <summary>
/// A few threads of its own that share the tasks of one phase after another. A phase can be tens of microseconds long, so a worker that has
/// run out of work looks for the next phase for a moment before it sleeps.
/// </summary>
internal sealed class WorkTeam : IDisposable
{
    private const int SpinsBeforeSleep = 50;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _wake = new(0);
    private volatile Phase? _phase;
    private volatile bool _stop;
    private int _sleepers;

    /// <param name="size">Threads that work on a phase, the calling one included.</param>
    public WorkTeam(int size)
    {
        Size = size;
        _threads = new Thread[size - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"generation {worker}" };
            _threads[i].Start();
        }
    }

    public int Size { get; }

    /// <summary>Runs body(task, worker) for all tasks; returns when the last has ended. An exception of one reaches the caller.</summary>
    public void Run(int tasks, Action<int, int> body)
    {
        if (tasks <= 1 || Size == 1)
        {
            for (var task = 0; task < tasks; task++)
                body(task, 0);
            return;
        }
        var phase = new Phase(tasks, body);
        _phase = phase;
        // A full fence, so that either a worker going to sleep sees the phase or it is counted here.
        var sleepers = Interlocked.CompareExchange(ref _sleepers, 0, 0);
        if (sleepers > 0)
            _wake.Release(Math.Min(sleepers, tasks - 1));
        phase.Share(0);
        var spin = new SpinWait();
        while (!phase.Done)
            spin.SpinOnce(sleep1Threshold: -1);
        phase.Rethrow();
    }

    public void Dispose()
    {
        _stop = true;
        _wake.Release(Size);
        foreach (var thread in _threads)
            thread.Join();
        _wake.Dispose();
    }

    private void Work(int worker)
    {
        Phase? last = null;
        while (!_stop)
        {
            for (var spins = 0; _phase == last && spins < SpinsBeforeSleep && !_stop; spins++)
                Thread.SpinWait(30);
            if (_phase == last)
            {
                Interlocked.Increment(ref _sleepers);
                if (_phase == last && !_stop)
                    _wake.Wait();
                Interlocked.Decrement(ref _sleepers);
            }
            var phase = _phase;
            if (phase is not null && phase != last)
                phase.Share(worker);
            last = phase;
        }
    }

    private sealed class Phase(int tasks, Action<int, int> body)
    {
        private int _next;
        private int _done;
        private System.Runtime.ExceptionServices.ExceptionDispatchInfo? _error;

        public bool Done => Volatile.Read(ref _done) == tasks;

        public void Share(int worker)
        {
            int task;
            while ((task = Interlocked.Increment(ref _next) - 1) < tasks)
            {
                try
                {
                    body(task, worker);
                }
                catch (Exception error)
                {
                    _error = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error);
                }
                Interlocked.Increment(ref _done);
            }
        }

        public void Rethrow() => _error?.Throw();
    }
}
