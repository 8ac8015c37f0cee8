using System.Diagnostics;
using System.Text;

namespace AspireIF.EndToEnd;

/// <summary>A program of the project in a process of its own, which tests may kill at any moment and start again.</summary>
/// <param name="program">The path of its assembly.</param>
internal sealed class ProgramProcess(string program, IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private const int ShownCharacters = 4000;

    private readonly StringBuilder _output = new();
    private Process? _process;

    /// <summary>The programs and tests of one build are built with one configuration for one framework.</summary>
    public static string PathOf(string project)
    {
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        for (DirectoryInfo? root = framework; root is not null; root = root.Parent)
        {
            if (File.Exists(Path.Combine(root.FullName, "AspireIF.sln")))
                return Path.Combine(root.FullName, "src", project, "bin", framework.Parent!.Name, framework.Name, project + ".dll");
        }
        throw new DirectoryNotFoundException($"AspireIF.sln is not above {framework.FullName}");
    }

    public static ProgramProcess Command(string folder, params IReadOnlyList<string> arguments) =>
        new(Path.Combine(AppContext.BaseDirectory, "aspireif.dll"), arguments, folder, new Dictionary<string, string> { ["TMPDIR"] = folder });

    public bool HasExited => _process!.HasExited;

    /// <summary>The end of what it wrote, with all its lives.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString(Math.Max(0, _output.Length - ShownCharacters), Math.Min(_output.Length, ShownCharacters));
        }
    }

    /// <summary>Whether it wrote this in any of its lives: the end alone may be full of what a killed server makes it write.</summary>
    public bool Wrote(string text)
    {
        lock (_output)
            return _output.ToString().Contains(text, StringComparison.Ordinal);
    }

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Collect;
        _process.ErrorDataReceived += Collect;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <returns>Its exit code.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellation)
    {
        await _process!.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>Ends it as kill -9 does and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
    }

    private void Collect(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
