namespace AspireIF.Models.Sharing;

/// <summary>Where the weights of a model that another process trains can be read without a file; a message can carry it.</summary>
/// <param name="Host">The boot of the machine, so that a folder of the same name elsewhere is not taken for it.</param>
/// <param name="Folder">In the machine's shared memory.</param>
public sealed record SharedWeightsOffer(string Host, string Folder)
{
    /// <summary>Linux's file system for shared memory.</summary>
    internal const string Root = "/dev/shm";

    private const string BootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>Null where processes cannot share memory by name.</summary>
    internal static string? ThisHost { get; } = Directory.Exists(Root) && File.Exists(BootId) ? File.ReadAllText(BootId).Trim() : null;

    /// <summary>Whether this process is on the same machine and sees the folder.</summary>
    public bool IsHere => Host == ThisHost && Directory.Exists(Folder);
}
