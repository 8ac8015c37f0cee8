namespace AspireIF.Runs.Artifacts;

/// <summary>
/// The files that the processes of a run hand to each other: <c>runs/{run}/{kind}/{version}/...</c>. What is published is whole: a manifest with sizes and SHA-256
/// comes last, and without it there is nothing.
/// </summary>
public interface IArtifactStore
{
    /// <summary>Where the artifacts are, for a person to look.</summary>
    string Location { get; }

    /// <summary>Publishes all files of a folder and its sub-folders. Doing it again with the same content changes nothing.</summary>
    /// <exception cref="ArtifactException">The version exists with other content, or it cannot be written.</exception>
    Task PublishAsync(string run, string kind, long version, string folder, CancellationToken cancellation = default);

    /// <summary>Publishes what <paramref name="write"/> puts into a folder that is not there yet; where artifacts lie in a folder, it is written where it stays.</summary>
    /// <exception cref="ArtifactException">As for the other.</exception>
    Task PublishAsync(string run, string kind, long version, Action<string> write, CancellationToken cancellation = default);

    /// <summary>A folder of this machine with the files of a version, checked against the manifest. It is to be read only.</summary>
    /// <returns>Null when nothing is published under this version.</returns>
    /// <exception cref="ArtifactException">A file is missing or damaged, or cannot be read.</exception>
    Task<string?> TryOpenAsync(string run, string kind, long version, CancellationToken cancellation = default);

    /// <summary>The published versions, the oldest first.</summary>
    Task<IReadOnlyList<long>> ListAsync(string run, string kind, CancellationToken cancellation = default);

    /// <summary>The names of all runs that have artifacts, in alphabetical order.</summary>
    Task<IReadOnlyList<string>> ListRunsAsync(CancellationToken cancellation = default);

    /// <summary>Removes a version, if it is there.</summary>
    Task DeleteAsync(string run, string kind, long version, CancellationToken cancellation = default);
}
