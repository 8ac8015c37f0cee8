using System.Globalization;
using AspireIF.AppHost.Resources;

namespace AspireIF.AppHost.Targets;

/// <summary>The machine that the system is started on: containers when a runtime answers, else the embedded server and a folder.</summary>
internal sealed class ThisMachine(IDistributedApplicationBuilder builder) : Target(builder)
{
    private readonly bool _containers = ContainerRuntime.Answers(builder.Configuration);

    public override bool IsOneMachine => true;

    /// <summary>Where <c>aspireif runs</c> looks when it is called there: the repository.</summary>
    private string Folder => Path.GetFullPath(Path.Combine(Builder.AppHostDirectory, ".."));

    public override IResourceBuilder<IResourceWithConnectionString> AddRedis(string name) => _containers
        ? Builder.AddRedis(name).KeepEveryWrite()
        : Builder.AddEmbeddedRedis(name, Path.Combine(Builder.AppHostDirectory, ".redis"));

    public override IResourceBuilder<IResourceWithConnectionString> AddArtifacts(string name) =>
        (_containers ? Builder.AddStorageEmulator(name) : null) ?? Builder.AddConnectionString(name, ReferenceExpression.Create($"{Folder}"));

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
