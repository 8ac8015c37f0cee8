namespace AspireIF.Runs.Server;

/// <summary>Where the embedded server listens and keeps its data.</summary>
public sealed record EmbeddedRedisOptions
{
    /// <summary>Where the data survive a restart. Made when missing; one server at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>A port of the loopback address; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>What clients must send; a random one when missing.</summary>
    public string? Password { get; init; }

    /// <summary>Values above this size together are moved to the disk, in MiB.</summary>
    public int MemoryMegabytes { get; init; } = 512;

    /// <summary>A checkpoint is written, and the log of commands cut, when that log has grown to this size, in MiB.</summary>
    public int LogMegabytes { get; init; } = 256;

    /// <summary>Every problem of the options, one sentence each; empty when they are sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(Folder))
            problems.Add("folder is empty; it must name where the data are kept");
        if (Port is < 0 or > 65535)
            problems.Add($"port is {Port}; it must be from 0 to 65535");
        if (Password is not null && (Password.Length == 0 || Password.AsSpan().ContainsAny(", \r\n\t")))
            problems.Add("password is empty or holds a comma or a blank; connection strings cannot carry it");
        if (MemoryMegabytes < 32)
            problems.Add($"memory-megabytes is {MemoryMegabytes}; it must be at least 32");
        if (LogMegabytes < 64)
            problems.Add($"log-megabytes is {LogMegabytes}; it must be at least 64");
        return problems;
    }
}
