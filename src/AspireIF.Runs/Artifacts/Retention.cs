namespace AspireIF.Runs.Artifacts;

/// <summary>Which versions of an artifact stay.</summary>
public static class Retention
{
    /// <summary>Deletes all versions but the newest ones and the pinned ones.</summary>
    public static async Task RetireAsync(
        this IArtifactStore store, string run, string kind, int keep, IReadOnlyCollection<long> pinned, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        IReadOnlyList<long> versions = await store.ListAsync(run, kind, cancellation).ConfigureAwait(false);
        foreach (long version in versions.SkipLast(keep).Except(pinned))
            await store.DeleteAsync(run, kind, version, cancellation).ConfigureAwait(false);
    }
}
