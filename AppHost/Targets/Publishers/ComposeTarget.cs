using System.Globalization;
using Aspire.Hosting.Docker.Resources.ServiceNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;
using AspireIF.AppHost.Resources;

namespace AspireIF.AppHost.Targets;

/// <summary>One machine with Docker Compose: Redis in a container, artifacts in a volume that all processes share, GPUs by index.</summary>
internal sealed class ComposeTarget : Target
{
    private const string Volume = "artifacts";

    // The home of the images' user: a new volume takes the owner of the folder that it covers.
    private const string Home = "/home/app";

    private const int PagePort = 8080;

    public ComposeTarget(IDistributedApplicationBuilder builder)
        : base(builder) => builder.AddDockerComposeEnvironment("compose").ConfigureComposeFile(file => file.AddVolume(new Volume { Name = Volume, Driver = "local" }));

    public override bool IsOneMachine => true;

    public override IResourceBuilder<IResourceWithConnectionString> AddRedis(string name) =>
        Builder.AddRedis(name).KeepEveryWrite().PublishAsDockerComposeService((_, service) => service.Restart = "unless-stopped");

    public override IResourceBuilder<IResourceWithConnectionString> AddArtifacts(string name) =>
        Builder.AddConnectionString(name, ReferenceExpression.Create($"{Home}"));

    public override void Equip(IResourceBuilder<ProjectResource> process) => process.PublishAsDockerComposeService((_, service) =>
    {
        service.AddVolume(new Volume { Name = Volume, Type = "volume", Source = Volume, Target = Home });
        service.Restart = "on-failure";
    });

    public override void Place(IResourceBuilder<ProjectResource> worker, int replicas, IReadOnlyList<int>? gpus) =>
        worker.PublishAsDockerComposeService((_, service) =>
        {
            if (replicas > 1)
                (service.Deploy ??= new Deploy()).Replicas = replicas;
            // The names of the Container Device Interface, which Docker and Podman share.
            service.Devices.AddRange((gpus ?? []).Select(gpu => $"nvidia.com/gpu={gpu.ToString(CultureInfo.InvariantCulture)}"));
        });

    public override void Expose(IResourceBuilder<ProjectResource> page) => page.WithExternalHttpEndpoints().WithEndpoint("http", endpoint => endpoint.Port = PagePort);
}
