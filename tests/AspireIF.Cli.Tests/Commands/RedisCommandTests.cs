namespace AspireIF.Cli.Tests.Commands;

/// <summary>Serving itself is tested with the queues, which use the command as their server.</summary>
public sealed class RedisCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redis");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_it_cannot_use_is_named()
    {
        string password = Path.Combine(_folder.FullName, "password"), data = Path.Combine(_folder.FullName, "data");
        var missing = await CommandProcess.RunAsync(["redis", "--port", "0", "--password-file", password, "--data", data]);
        Assert.Equal((1, $"error: there is no password file '{password}'\n"), (missing.ExitCode, missing.Errors));
        await File.WriteAllTextAsync(password, "a b\n");
        var bad = await CommandProcess.RunAsync(["redis", "--port", "70000", "--password-file", password, "--data", data]);
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("port is 70000", bad.Errors);
        Assert.Contains("password is empty or holds a comma or a blank", bad.Errors);
        Assert.False(Directory.Exists(data));
    }
}
