namespace AspireIF.Models.Sharing;

/// <summary>The files of one <see cref="SharedWeights"/>: who owns it, which versions there are, the layout, and perhaps a copy of the weights.</summary>
internal sealed class SharedFolder(string path)
{
    private const string Prefix = "aspireif-weights-", OwnerName = "owner";
    private const int HeaderBytes = 4096;

    public string Path => path;

    public string Layout => System.IO.Path.Combine(path, "layout.json");

    public string Copy => System.IO.Path.Combine(path, "weights");

    private string Header => System.IO.Path.Combine(path, "versions");

    /// <summary>Whether the process that owns the folder lives: it holds a lock that ends with it.</summary>
    public bool HasOwner => IsOwned(path);

    /// <summary>A new folder, owned by this process until the stream is disposed. Folders of processes that died are removed.</summary>
    public static (SharedFolder Folder, FileStream Owner) Create()
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException();
        foreach (string old in Directory.EnumerateDirectories(SharedWeightsOffer.Root, Prefix + "*").Where(old => !IsOwned(old)))
            Remove(old);
        string path = System.IO.Path.Combine(SharedWeightsOffer.Root, Prefix + Guid.NewGuid().ToString("N"));
        // Owned before it has its name: nobody takes it for one whose owner died.
        string unnamed = System.IO.Path.Combine(SharedWeightsOffer.Root, "." + System.IO.Path.GetFileName(path));
        Directory.CreateDirectory(unnamed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var owner = new FileStream(System.IO.Path.Combine(unnamed, OwnerName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        Directory.Move(unnamed, path);
        return (new SharedFolder(path), owner);
    }

    public SharedVersions CreateVersions() => new(SharedMemory.Create(Header, HeaderBytes));

    public SharedVersions OpenVersions() => new(SharedMemory.Open(Header));

    public void Remove() => Remove(path);

    private static bool IsOwned(string folder)
    {
        string owner = System.IO.Path.Combine(folder, OwnerName);
        try
        {
            if (File.Exists(owner))
                new FileStream(owner, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (Exception error) when (error is IOException and not FileNotFoundException and not DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return true; // locked, or another user's
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody else was faster, or it is not ours.
        }
    }
}

/// <summary>Which version of the weights lies where, as all processes see it. Memory whose version is not what it was before a copy gave a copy of nothing.</summary>
internal sealed class SharedVersions(SharedMemory memory) : IDisposable
{
    private const int OnDevice = 0, OnHost = 1, Wanted = 2;

    /// <summary>Stands in the place of a version while the weights change.</summary>
    public const long None = -1;

    public long Device
    {
        get => Volatile.Read(ref memory.Number(OnDevice));
        set => Volatile.Write(ref memory.Number(OnDevice), value);
    }

    public long Host
    {
        get => Volatile.Read(ref memory.Number(OnHost));
        set => Volatile.Write(ref memory.Number(OnHost), value);
    }

    /// <summary>Whether somebody cannot read the GPU's memory and asks for a copy on the host.</summary>
    public bool HostWanted
    {
        get => Volatile.Read(ref memory.Number(Wanted)) != 0;
        set => Volatile.Write(ref memory.Number(Wanted), value ? 1 : 0);
    }

    /// <summary>From here on nothing that is read counts.</summary>
    public void Withdraw()
    {
        Device = Host = None;
        Interlocked.MemoryBarrier();
    }

    public void Dispose() => memory.Dispose();
}
