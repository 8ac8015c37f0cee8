namespace AspireIF.Models.Checkpoints;

internal static class AtomicFolder
{
    /// <summary>Fills a temporary folder beside the target and renames it: the target appears when it is complete, or not at all.</summary>
    /// <param name="folder">Must not exist, or be empty.</param>
    /// <exception cref="IOException">The folder holds files already.</exception>
    public static void Write(string folder, Action<string> fill)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new IOException($"{folder} is not empty. Save to a new folder, so that a checkpoint is never half old and half new.");
        string temporary = $"{folder}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(temporary);
        try
        {
            fill(temporary);
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(temporary, folder);
        }
        catch
        {
            Directory.Delete(temporary, recursive: true);
            throw;
        }
    }
}
