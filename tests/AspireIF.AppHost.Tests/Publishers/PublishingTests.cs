using System.Text.Json;
using System.Text.RegularExpressions;

namespace AspireIF.AppHost.Tests;

/// <summary>The AppHost as a process that publishes, as azd and `aspire publish` start it.</summary>
public sealed partial class PublishingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aspireif-publish").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("azure")]
    [InlineData("kubernetes")]
    [InlineData("compose")]
    public async Task The_manifest_names_the_services_and_leaves_no_placeholder_open(string target)
    {
        JsonElement resources = await ManifestAsync(target);

        Assert.Superset(new HashSet<string> { "learner", "dataprep", "reward-trainer", "rollout", "monitor", "redis" }, resources.EnumerateObject().Select(resource => resource.Name).ToHashSet());
        Assert.All(Placeholders(resources), placeholder => Assert.True(resources.TryGetProperty(placeholder.Split('.')[0], out _), $"{{{placeholder}}} has no resource"));
    }

    [Fact]
    public async Task What_the_services_on_azure_ask_of_the_infrastructure_is_among_the_outputs_of_infra()
    {
        JsonElement resources = await ManifestAsync("azure");
        string infra = await File.ReadAllTextAsync(Path.Combine(Repository(), "infra", "main.bicep"));
        var outputs = Output().Matches(infra).Select(match => match.Groups[1].Value).ToHashSet();

        foreach (JsonProperty service in resources.EnumerateObject().Where(resource => resource.Value.TryGetProperty("deployment", out _)))
        {
            foreach (string placeholder in Placeholders(service.Value.GetProperty("deployment")).Where(placeholder => placeholder.Contains(".outputs.", StringComparison.Ordinal)))
            {
                // azd keeps {a-b.outputs.name} under A_B_NAME.
                string[] parts = placeholder.Split(".outputs.");
                Assert.Contains($"{parts[0].Replace('-', '_')}_{parts[1]}".ToUpperInvariant(), outputs);
            }
        }
    }

    [Fact]
    public async Task The_chart_for_kubernetes_has_replicas_gpus_probes_and_a_shared_volume()
    {
        await PublishAsync("kubernetes", "--Workers:Rollout:Replicas=2", "--Workers:Rollout:Gpus=0,1,2,3");

        string rollout = await File.ReadAllTextAsync(Path.Combine(_folder, "templates", "rollout", "statefulset.yaml"));
        Assert.Contains("replicas: 2", rollout);
        Assert.Contains("nvidia.com/gpu: \"2\"", rollout);
        Assert.Contains("path: \"/alive\"", rollout);
        Assert.Contains("mountPath: \"/artifacts\"", rollout);
        Assert.DoesNotContain("scheme: \"http\"", rollout);
        Assert.Contains("--appendonly yes", await File.ReadAllTextAsync(Path.Combine(_folder, "templates", "redis", "statefulset.yaml")));
    }

    [Fact]
    public async Task The_compose_file_gives_each_process_its_gpus_and_keeps_redis_and_artifacts_in_volumes()
    {
        await PublishAsync("compose", "--Workers:Rollout:Replicas=2", "--Workers:Rollout:Gpus=0,1", "--Workers:RewardTrainer:Replicas=3");

        string file = await File.ReadAllTextAsync(Path.Combine(_folder, "docker-compose.yaml"));
        Assert.Contains("rollout-1:", file);
        Assert.Contains("nvidia.com/gpu=1", file);
        Assert.Contains("replicas: 3", file);
        Assert.Contains("--appendonly yes", file);
        Assert.Matches(@"volumes:\s+redis-data:\s+driver: ""local""\s+artifacts:", file);
    }

    private async Task<JsonElement> ManifestAsync(string target)
    {
        string manifest = Path.Combine(_folder, "manifest.json");
        (int exitCode, string output) = await AppHostProcess.RunAsync("--publisher", "manifest", "--output-path", manifest, $"--Target={target}", "--Workers:Rollout:Gpus=0");
        Assert.True(exitCode == 0, output);
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllTextAsync(manifest));
        return document.RootElement.GetProperty("resources").Clone();
    }

    private async Task PublishAsync(string target, params string[] settings)
    {
        (int exitCode, string output) = await AppHostProcess.RunAsync(["--operation", "publish", "--step", "publish", "--output-path", _folder, $"--Target={target}", .. settings]);
        Assert.True(exitCode == 0, output);
    }

    private static IEnumerable<string> Placeholders(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Placeholder().Matches(element.GetString()!).Select(match => match.Groups[1].Value),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Placeholders(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Placeholders),
        _ => [],
    };

    private static string Repository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "azure.yaml")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("no repository above the tests");
    }

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^output (\w+) ", RegexOptions.Multiline)]
    private static partial Regex Output();
}
