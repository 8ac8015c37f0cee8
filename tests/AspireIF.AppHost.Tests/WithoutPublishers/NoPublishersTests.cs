namespace AspireIF.AppHost.Tests;

public sealed class NoPublishersTests
{
    [Fact]
    public async Task A_target_that_cannot_be_published_says_what_is_missing()
    {
        (int exitCode, string output) = await AppHostProcess.RunAsync("--publisher", "manifest", "--output-path", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), "--Target=compose");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("The target compose cannot be published", output);
    }
}
