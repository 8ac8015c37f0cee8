namespace AspireIF.AppHost.Resources;

internal static class RedisExtensions
{
    /// <summary>Keeps the data in a volume and writes each change to the append-only file before it is answered: a queue must not lose a job with its server.</summary>
    public static IResourceBuilder<RedisResource> KeepEveryWrite(this IResourceBuilder<RedisResource> redis)
    {
        bool isRunMode = redis.ApplicationBuilder.ExecutionContext.IsRunMode;
        return redis.WithDataVolume($"{redis.Resource.Name}-data").WithArgs(context =>
        {
            // Published, the arguments before are one command line of the container's shell.
            if (isRunMode)
            {
                context.Args.Add("--appendonly");
                context.Args.Add("yes");
            }
            else
            {
                context.Args[^1] = $"{context.Args[^1]} --appendonly yes";
            }
        });
    }
}
