using System.Globalization;
using AspireIF.AppHost.Resources;

namespace AspireIF.AppHost.Targets;

/// <summary>The machine that the system is started on: containers when a runtime answers, else the embedded server and a folder.</summary>
internal sealed class ThisMachine(IDistributedApplicationBuilder builder) : Target(builder)
{
    private readonly bool _containers = ContainerRuntime.Answers(builder.Configuration);

    public override bool IsOneMachine => true;

    private string RunsFolder => Path.GetFullPath(Path.Combine(Builder.AppHostDirectory, "..", "runs"));

    public override IResourceBuilder<IResourceWithConnectionString> AddRedis(string name) => _containers
        ? Builder.AddRedis(name).KeepEveryWrite()
        : Builder.AddEmbeddedRedis(name, Path.Combine(RunsFolder, ".redis"));

    public override IResourceBuilder<IResourceWithConnectionString> AddArtifacts(string name)
    {
        if (_containers)
            return Builder.AddAzureStorage("storage").RunAsEmulator(azurite => azurite.WithDataVolume()).AddBlobs(name);
        Directory.CreateDirectory(RunsFolder);
        return Builder.AddConnectionString(name, ReferenceExpression.Create($"{RunsFolder}"));
    }

    public override void Place(IResourceBuilder<ProjectResource> worker, int replicas, IReadOnlyList<int>? gpus)
    {
        worker.WithReplicas(replicas);
        if (gpus is not null)
        {
            // By bus order the numbers are those that nvidia-smi shows.
            worker.WithEnvironment("CUDA_DEVICE_ORDER", "PCI_BUS_ID")
                .WithEnvironment("CUDA_VISIBLE_DEVICES", string.Join(',', gpus.Select(gpu => gpu.ToString(CultureInfo.InvariantCulture))));
        }
    }
}
