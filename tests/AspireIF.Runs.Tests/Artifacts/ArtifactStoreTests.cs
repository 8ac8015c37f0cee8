using System.Security.Cryptography;
using AspireIF.Runs.Artifacts;

namespace AspireIF.Runs.Tests.Artifacts;

public sealed class ArtifactStoreTests(BlobServer blobs) : IClassFixture<BlobServer>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("aspireif-artifacts-").FullName;
    private readonly string run = RedisServers.NewRun();

    public static TheoryData<string> Stores => ["folder", "azurite"];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory, MemberData(nameof(Stores))]
    public async Task What_is_published_is_opened_with_the_same_content(string kind)
    {
        IArtifactStore store = await OpenAsync(kind);
        string source = Source(("model.safetensors", 20_000_000), ("config.json", 100), ("deep/er/file", 0));
        Assert.Null(await store.TryOpenAsync(run, "policy", 3));
        await store.PublishAsync(run, "policy", 3, source);
        string opened = Assert.IsType<string>(await store.TryOpenAsync(run, "policy", 3));
        foreach (string name in (string[])["model.safetensors", "config.json", "deep/er/file"])
            Assert.Equal(Hash(Path.Combine(source, name)), Hash(Path.Combine(opened, name)));
        // Once more, from the cache.
        Assert.Equal(opened, await store.TryOpenAsync(run, "policy", 3));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Publishing_again_changes_nothing_and_other_content_is_refused(string kind)
    {
        IArtifactStore store = await OpenAsync(kind);
        string source = Source(("a", 1000), ("b", 2000));
        await store.PublishAsync(run, "policy", 1, source);
        await store.PublishAsync(run, "policy", 1, source);
        await File.WriteAllTextAsync(Path.Combine(source, "a"), "other");
        var refused = await Assert.ThrowsAsync<ArtifactException>(() => store.PublishAsync(run, "policy", 1, source));
        Assert.Contains($"runs/{run}/policy/000001 is published already", refused.Message);
        Assert.Equal(1000, new FileInfo(Path.Combine((await store.TryOpenAsync(run, "policy", 1))!, "a")).Length);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task What_is_written_for_publishing_is_opened_and_what_fails_half_way_leaves_nothing(string kind)
    {
        IArtifactStore store = await OpenAsync(kind);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.PublishAsync(run, "policy", 1, path =>
        {
            Write(path, 7);
            throw new InvalidOperationException("half way");
        }));
        Assert.Null(await store.TryOpenAsync(run, "policy", 1));
        await store.PublishAsync(run, "policy", 1, path => Write(path, 7));
        await store.PublishAsync(run, "policy", 1, path => Write(path, 7));
        await Assert.ThrowsAsync<ArtifactException>(() => store.PublishAsync(run, "policy", 1, path => Write(path, 8)));
        string opened = (await store.TryOpenAsync(run, "policy", 1))!;
        Assert.Equal([7, 7, 7], await File.ReadAllBytesAsync(Path.Combine(opened, "deep", "a")));
        string runs = Path.Combine(folder, "store", "runs", run, "policy");
        Assert.True(kind != "folder" || Directory.EnumerateDirectories(runs).Single() == opened);

        static void Write(string path, byte value)
        {
            Assert.False(Directory.Exists(path));
            Directory.CreateDirectory(Path.Combine(path, "deep"));
            File.WriteAllBytes(Path.Combine(path, "deep", "a"), [value, value, value]);
        }
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Of_many_publishers_at_the_same_time_one_wins_whole(string kind)
    {
        IArtifactStore store = await OpenAsync(kind);
        string[] sources = [.. Enumerable.Range(0, 6).Select(_ => Source(("a", 300_000), ("b", 300_000)))];
        Exception?[] outcomes = await Task.WhenAll(sources.Select(source => Record.ExceptionAsync(() => store.PublishAsync(run, "policy", 1, source)).AsTask()));
        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(outcomes.Where(outcome => outcome is not null), outcome => Assert.IsType<ArtifactException>(outcome));
        string opened = (await store.TryOpenAsync(run, "policy", 1))!;
        string winner = sources[Array.IndexOf(outcomes, null)];
        Assert.Equal(Hash(Path.Combine(winner, "a")) + Hash(Path.Combine(winner, "b")), Hash(Path.Combine(opened, "a")) + Hash(Path.Combine(opened, "b")));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Versions_are_listed_in_order_and_retired_but_for_the_newest_and_the_pinned(string kind)
    {
        IArtifactStore store = await OpenAsync(kind);
        string source = Source(("a", 10));
        foreach (long version in (long[])[10, 2, 1_000_000_000, 7, 3])
            await store.PublishAsync(run, "policy", version, source);
        await store.PublishAsync(run, "reward", 1, source);
        Assert.Equal([2L, 3, 7, 10, 1_000_000_000], await store.ListAsync(run, "policy"));
        await store.RetireAsync(run, "policy", keep: 2, pinned: [3]);
        Assert.Equal([3L, 10, 1_000_000_000], await store.ListAsync(run, "policy"));
        Assert.Null(await store.TryOpenAsync(run, "policy", 7));
        Assert.Equal([1L], await store.ListAsync(run, "reward"));
        Assert.Empty(await store.ListAsync(run, "nothing"));
        await store.DeleteAsync(run, "policy", 4);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_deleted_version_may_be_published_with_other_content(string kind)
    {
        IArtifactStore store = await OpenAsync(kind);
        await store.PublishAsync(run, "policy", 1, Source(("a", 10)));
        await store.TryOpenAsync(run, "policy", 1);
        await store.DeleteAsync(run, "policy", 1);
        Assert.Null(await store.TryOpenAsync(run, "policy", 1));
        string source = Source(("a", 20));
        await store.PublishAsync(run, "policy", 1, source);
        Assert.Equal(Hash(Path.Combine(source, "a")), Hash(Path.Combine((await store.TryOpenAsync(run, "policy", 1))!, "a")));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task What_cannot_be_published_is_refused_with_a_reason(string kind)
    {
        IArtifactStore store = await OpenAsync(kind);
        Assert.Contains("no folder", (await Assert.ThrowsAsync<ArtifactException>(() => store.PublishAsync(run, "policy", 1, Path.Combine(folder, "none")))).Message);
        string empty = Directory.CreateDirectory(Path.Combine(folder, "empty")).FullName;
        Assert.Contains("no file", (await Assert.ThrowsAsync<ArtifactException>(() => store.PublishAsync(run, "policy", 1, empty))).Message);
        await Assert.ThrowsAsync<ArgumentException>(() => store.PublishAsync(run, "../policy", 1, Source(("a", 1))));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.PublishAsync(run, "policy", -1, Source(("a", 1))));
        Assert.Empty(await store.ListAsync(run, "policy"));
    }

    [Fact]
    public async Task A_connection_that_leads_nowhere_is_named_within_seconds()
    {
        string key = Convert.ToBase64String(new byte[64]);
        var refused = await Assert.ThrowsAsync<ArtifactException>(() => ArtifactStores.OpenAsync(
            $"DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey={key};BlobEndpoint=http://127.0.0.1:1/nobody;", folder));
        Assert.Contains("http://127.0.0.1:1/nobody", refused.Message);
        Assert.DoesNotContain(key, refused.Message);
        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<ArtifactException>(() => ArtifactStores.OpenAsync("AccountName=x;AccountKey=no", folder))).Message);
        Assert.Contains("is empty", (await Assert.ThrowsAsync<ArtifactException>(() => ArtifactStores.OpenAsync(" ", folder))).Message);
        string file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "");
        Assert.Contains("cannot be made", (await Assert.ThrowsAsync<ArtifactException>(() => ArtifactStores.OpenAsync(Path.Combine(file, "below"), folder))).Message);
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private async Task<IArtifactStore> OpenAsync(string kind) =>
        await ArtifactStores.OpenAsync(kind == "folder" ? Path.Combine(folder, "store") : await blobs.ConnectAsync(), Path.Combine(folder, "cache"));

    private string Source(params (string Name, int Size)[] files)
    {
        string source = Directory.CreateDirectory(Path.Combine(folder, "source-" + Guid.NewGuid().ToString("N"))).FullName;
        foreach ((string name, int size) in files)
        {
            string path = Path.Combine(source, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(size));
        }
        return source;
    }
}
