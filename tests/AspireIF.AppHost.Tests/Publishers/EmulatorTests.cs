using Aspire.Hosting.Testing;

namespace AspireIF.AppHost.Tests;

public sealed class EmulatorTests
{
    [Fact]
    public async Task With_containers_azurite_keeps_the_artifacts()
    {
        await using IDistributedApplicationTestingBuilder builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["--Containers=true"]);

        Assert.Contains("storage", builder.Resources.Select(resource => resource.Name));
    }
}
