using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AspireIF.Tests;

/// <summary>A server in a process of its own, which tests may kill at any moment and start again over the same data.</summary>
internal abstract class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly StringBuilder output = new();
    private Process? process;

    /// <summary>Its data; removed at the end.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("aspireif-server-").FullName;

    /// <summary>Stays the same when the server is started again.</summary>
    public int Port { get; } = FreePort();

    public bool IsRunning => process is { HasExited: false };

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync()
    {
        process = Process.Start(Command(new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true }))!;
        process.OutputDataReceived += Collect;
        process.ErrorDataReceived += Collect;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        long start = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > StartLimit)
                throw new InvalidOperationException($"{process.StartInfo.FileName} {(process.HasExited ? "ended" : "does not answer")}: {Output()}");
            await Task.Delay(20);
        }
    }

    /// <summary>Ends it as kill -9 does and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Asks it to end, as a service manager does, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process!.Id.ToString()]))
            await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        int code = process.ExitCode;
        process.Dispose();
        process = null;
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await KillAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected abstract ProcessStartInfo Command(ProcessStartInfo start);

    /// <summary>What is sent to see whether it works, and how the answer ends.</summary>
    protected abstract (string Request, string Answer) Probe { get; }

    /// <summary>The path of a program on PATH.</summary>
    protected static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private string Output()
    {
        lock (output)
            return output.ToString();
    }

    private void Collect(object sender, DataReceivedEventArgs line)
    {
        lock (output)
            output.AppendLine(line.Data);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Probe.Request));
            byte[] buffer = new byte[4096];
            var answer = new StringBuilder();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            while (!answer.ToString().Contains(Probe.Answer, StringComparison.Ordinal))
            {
                int count = await stream.ReadAsync(buffer, limit.Token);
                if (count == 0)
                    return false;
                answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
                if (answer.ToString().Contains("-LOADING", StringComparison.Ordinal))
                    return false;
            }
            return true;
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
