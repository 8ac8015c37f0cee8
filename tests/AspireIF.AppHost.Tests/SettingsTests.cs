namespace AspireIF.AppHost.Tests;

public sealed class SettingsTests
{
    [Fact]
    public async Task Wrong_settings_end_it_with_all_of_them_named()
    {
        (int exitCode, string output) = await AppHostProcess.RunAsync("--operation", "publish", "--step", "publish", "--output-path", Path.GetTempPath(), "--Target=moon", "--Workers:Rollout:Replicas=none");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Target is 'moon'", output);
        Assert.Contains("Workers:Rollout:Replicas is 'none'", output);
    }
}
