namespace AspireIF.AppHost.Targets;

/// <summary>Where the system runs: what keeps queues and artifacts there and how workers get their GPUs.</summary>
internal abstract class Target(IDistributedApplicationBuilder builder)
{
    protected IDistributedApplicationBuilder Builder { get; } = builder;

    /// <summary>On one machine a GPU is known by its index, so each process of a worker is a resource of its own; a cluster deals GPUs out itself.</summary>
    public abstract bool IsOneMachine { get; }

    /// <summary>A server of the Redis protocol that keeps every write.</summary>
    public abstract IResourceBuilder<IResourceWithConnectionString> AddRedis(string name);

    /// <summary>A folder or a blob account.</summary>
    public abstract IResourceBuilder<IResourceWithConnectionString> AddArtifacts(string name);

    /// <summary>What the target adds to each process of a run: telemetry, volumes.</summary>
    public virtual void Equip(IResourceBuilder<ProjectResource> process)
    {
    }

    /// <summary>Gives a worker its processes and GPUs where <see cref="Equip"/> is not enough.</summary>
    public virtual void Place(IResourceBuilder<ProjectResource> worker, int replicas, IReadOnlyList<int>? gpus)
    {
    }

    /// <summary>Lets people reach a page.</summary>
    public virtual void Expose(IResourceBuilder<ProjectResource> page) => page.WithExternalHttpEndpoints();
}
