using System.Diagnostics;

namespace AspireIF.Tests;

/// <summary>A server of the Redis protocol with persistence.</summary>
internal abstract class RedisProcess : ServerProcess
{
    protected const string Password = "secret-of-a-test";

    public string ConnectionString => $"127.0.0.1:{Port},password={Password}";

    protected override (string Request, string Answer) Probe => ($"*2\r\n$4\r\nAUTH\r\n${Password.Length}\r\n{Password}\r\n*1\r\n$4\r\nPING\r\n", "PONG");
}

/// <summary>Debian's redis-server; every command is in the operating system's hands before it is answered.</summary>
internal sealed class DebianRedis : RedisProcess
{
    private static string? Program => FindOnPath("redis-server");

    public static bool IsInstalled => Program is not null;

    protected override ProcessStartInfo Command(ProcessStartInfo start)
    {
        start.FileName = Program!;
        string[] arguments = ["--port", Port.ToString(), "--bind", "127.0.0.1", "--requirepass", Password, "--dir", Folder, "--appendonly", "yes", "--save", ""];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}

/// <summary>The embedded server (Garnet) as the command <c>aspireif redis</c> runs it.</summary>
internal sealed class GarnetProcess : RedisProcess
{
    public int LogMegabytes { get; init; } = 256;

    public int MemoryMegabytes { get; init; } = 512;

    protected override ProcessStartInfo Command(ProcessStartInfo start)
    {
        string passwordFile = Path.Combine(Folder, "password");
        File.WriteAllText(passwordFile, Password + "\n");
        start.FileName = "dotnet";
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "aspireif.dll"), "redis", "--port", Port.ToString(), "--password-file", passwordFile, "--data", Path.Combine(Folder, "data"),
            "--log-megabytes", LogMegabytes.ToString(), "--memory-megabytes", MemoryMegabytes.ToString(),
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
