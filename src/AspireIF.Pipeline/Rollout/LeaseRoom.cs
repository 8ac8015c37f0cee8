namespace AspireIF.Pipeline.Rollout;

/// <summary>
/// How many jobs a rollout worker asks for: twice the answers that its engine generates at once, which keeps it full while groups are being scored, in portions small enough for several workers
/// to get even parts of a batch.
/// </summary>
/// <param name="sequences">Answers that the engine generates at once.</param>
/// <param name="answers">Of the first jobs; later as many as the last job had.</param>
internal sealed class LeaseRoom(int sequences, int answers) : IDisposable
{
    private const int Portions = 8, MostJobs = 64;

    private readonly SemaphoreSlim _given = new(0);
    private int _taken, _answers = Math.Max(1, answers);

    /// <summary>How many jobs to ask for next.</summary>
    public int Jobs => Math.Clamp(sequences / Portions / _answers, 1, MostJobs);

    /// <summary>Ends when there is room.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        while (Volatile.Read(ref _taken) >= 2 * sequences)
            await _given.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <param name="count">Answers of a job that was leased.</param>
    public void Take(int count)
    {
        _answers = Math.Max(1, count);
        Interlocked.Add(ref _taken, count);
    }

    /// <param name="count">Answers of a job that has ended.</param>
    public void GiveBack(int count)
    {
        Interlocked.Add(ref _taken, -count);
        // Who waits looks again; more than one sign adds nothing.
        if (_given.CurrentCount == 0)
            _given.Release();
    }

    public void Dispose() => _given.Dispose();
}
