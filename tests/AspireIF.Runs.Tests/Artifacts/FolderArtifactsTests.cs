using System.Diagnostics;
using System.Security.Cryptography;
using AspireIF.Runs.Artifacts;

namespace AspireIF.Runs.Tests.Artifacts;

public sealed class FolderArtifactsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("aspireif-artifacts-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Damage_is_named_with_its_file()
    {
        var store = new FolderArtifacts(Path.Combine(folder, "store"));
        await store.PublishAsync("run", "policy", 1, Source(1000));
        string file = Path.Combine(folder, "store", "runs", "run", "policy", "000001", "a");
        byte[] content = await File.ReadAllBytesAsync(file);

        content[500] ^= 1;
        await File.WriteAllBytesAsync(file, content);
        Assert.Contains($"{file}: is damaged", (await OpenFailsAsync(store)).Message);
        await File.WriteAllBytesAsync(file, content[..999]);
        Assert.Contains($"{file}: has 999 bytes, the manifest beside it says 1,000", (await OpenFailsAsync(store)).Message);
        File.Delete(file);
        Assert.Contains($"{file}: is missing", (await OpenFailsAsync(store)).Message);
        string manifest = Path.Combine(Path.GetDirectoryName(file)!, "manifest.json");
        foreach (string broken in (string[])["{", "null", """{"files":[{"name":"../../a","size":1,"sha256":"x"}]}"""])
        {
            await File.WriteAllTextAsync(manifest, broken);
            Assert.Contains($"{manifest}: is no manifest", (await OpenFailsAsync(store)).Message);
        }
    }

    [Fact]
    public async Task A_full_disk_is_named_and_nothing_stays_that_looks_whole()
    {
        string disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
        Assert.SkipUnless(await ExecuteAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk), "a small file system cannot be mounted here (only root can)");
        try
        {
            var store = new FolderArtifacts(disk);
            var full = await Assert.ThrowsAsync<ArtifactException>(() => store.PublishAsync("run", "policy", 1, Source(2_000_000)));
            Assert.Contains(disk, full.Message);
            Assert.Contains("Free space there", full.Message);
            Assert.Empty(await store.ListAsync("run", "policy"));
            Assert.Empty(Directory.EnumerateFiles(disk, "*", SearchOption.AllDirectories));
            await store.PublishAsync("run", "policy", 1, Source(200_000));
            Assert.NotNull(await store.TryOpenAsync("run", "policy", 1));
        }
        finally
        {
            await ExecuteAsync("umount", disk);
        }
    }

    [Fact]
    public async Task A_folder_that_vanishes_is_named()
    {
        string place = Path.Combine(folder, "store");
        var store = new FolderArtifacts(place);
        Directory.Delete(place);
        foreach (Func<Task> action in (Func<Task>[])[() => store.TryOpenAsync("run", "policy", 1), () => store.ListAsync("run", "policy"), () => store.PublishAsync("run", "policy", 1, Source(1))])
            Assert.Contains($"'{place}' for artifacts has vanished", (await Assert.ThrowsAsync<ArtifactException>(action)).Message);
    }

    [Fact]
    public async Task What_dead_publishers_left_is_cleared_away_after_an_hour()
    {
        string place = Path.Combine(folder, "store"), kind = Path.Combine(place, "runs", "run", "policy");
        string old = Path.Combine(kind, "000001.partial-old"), fresh = Path.Combine(kind, "000001.partial-new");
        foreach (string partial in (string[])[old, fresh])
        {
            Directory.CreateDirectory(partial);
            await File.WriteAllTextAsync(Path.Combine(partial, "a"), "half");
        }
        File.SetLastWriteTimeUtc(Path.Combine(old, "a"), DateTime.UtcNow.AddHours(-2));
        Directory.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        var store = new FolderArtifacts(place);
        Assert.Empty(await store.ListAsync("run", "policy"));
        await store.PublishAsync("run", "policy", 2, Source(1));
        Assert.False(Directory.Exists(old));
        Assert.True(Directory.Exists(fresh));
        Assert.Equal([2L], await store.ListAsync("run", "policy"));
    }

    private static Task<ArtifactException> OpenFailsAsync(FolderArtifacts store) => Assert.ThrowsAsync<ArtifactException>(() => store.TryOpenAsync("run", "policy", 1));

    private static async Task<bool> ExecuteAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private string Source(int size)
    {
        string source = Directory.CreateDirectory(Path.Combine(folder, "source-" + Guid.NewGuid().ToString("N"))).FullName;
        File.WriteAllBytes(Path.Combine(source, "a"), RandomNumberGenerator.GetBytes(size));
        return source;
    }
}
