using System.Globalization;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using AspireIF.AppHost.Resources;

namespace AspireIF.AppHost.Targets;

/// <summary>
/// A Helm chart. Redis keeps its data on a volume of its own; artifacts lie on one that all pods share, which several nodes need a storage class
/// for (Azure Files, NFS, CephFS). With the connection string of a blob account there is no such volume.
/// </summary>
internal sealed class KubernetesTarget : Target
{
    private const string Gpu = "nvidia.com/gpu";
    private const string ArtifactsFolder = "/artifacts";

    private readonly IResourceBuilder<KubernetesEnvironmentResource> _environment;
    private IResourceBuilder<KubernetesPersistentVolumeResource>? _volume;

    public KubernetesTarget(IDistributedApplicationBuilder builder)
        : base(builder) => _environment = builder.AddKubernetesEnvironment("kubernetes").WithProperties(environment =>
    {
        environment.DefaultStorageType = "pvc";
        environment.DefaultStorageSize = "10Gi";
    });

    public override bool IsOneMachine => false;

    public override IResourceBuilder<IResourceWithConnectionString> AddRedis(string name) => Builder.AddRedis(name).KeepEveryWrite();

    public override IResourceBuilder<IResourceWithConnectionString> AddArtifacts(string name)
    {
        _volume = _environment.AddPersistentVolume($"{name}-volume")
            .WithAccessMode(PersistentVolumeAccessMode.ReadWriteMany)
            .WithCapacity(Builder.Configuration["Kubernetes:ArtifactsSize"] ?? "100Gi");
        if (Builder.Configuration["Kubernetes:ArtifactsStorageClass"] is { Length: > 0 } storageClass)
            _volume.WithStorageClass(storageClass);
        return Builder.AddConnectionString(name, ReferenceExpression.Create($"{ArtifactsFolder}"));
    }

    public override void Equip(IResourceBuilder<ProjectResource> process)
    {
        if (_volume is not null)
            process.WithPersistentVolume(_volume, ArtifactsFolder);
        process.PublishAsKubernetesService(service =>
        {
            // The publisher writes "http", which the cluster refuses: its values are in capitals.
            foreach (ContainerV1 container in service.Workload!.PodTemplate.Spec.Containers)
            {
                if (container.ReadinessProbe?.HttpGet is { } ready)
                    ready.Scheme = "HTTP";
                if (container.LivenessProbe?.HttpGet is { } alive)
                    alive.Scheme = "HTTP";
            }
        });
    }

    public override void Place(IResourceBuilder<ProjectResource> worker, int replicas, IReadOnlyList<int>? gpus)
    {
        worker.WithReplicas(replicas);
        if (gpus is not { Count: > 0 })
            return;
        string each = (gpus.Count / replicas).ToString(CultureInfo.InvariantCulture);
        worker.PublishAsKubernetesService(service =>
        {
            var container = service.Workload!.PodTemplate.Spec.Containers[0];
            (container.Resources ??= new()).Limits[Gpu] = each;
        });
    }
}
