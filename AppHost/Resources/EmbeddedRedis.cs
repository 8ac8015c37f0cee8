using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace AspireIF.AppHost.Resources;

/// <summary>The server that <c>aspireif redis</c> starts, for machines without containers.</summary>
internal static class EmbeddedRedis
{
    private const string Endpoint = "tcp";

    /// <param name="folder">Where the server keeps its data and reads its password.</param>
    public static IResourceBuilder<ConnectionStringResource> AddEmbeddedRedis(this IDistributedApplicationBuilder builder, string name, string folder)
    {
        // Commas end a value in the connection string, so no special characters.
        var password = builder.AddParameter($"{name}-password", new GenerateParameterDefault { MinLength = 24, Special = false }, secret: true, persist: true);
        string passwordFile = Path.Combine(folder, "password");
        string health = $"{name}-answers";

        var server = builder.AddProject<Projects.AspireIF_Cli>($"{name}-server", launchProfileName: null)
            .WithEndpoint(scheme: "tcp", name: Endpoint)
            .WithIconName("Database")
            .WithHealthCheck(health)
            .ExcludeFromManifest();
        server
            .WithArgs(context =>
            {
                foreach (object argument in (object[])["redis", "--port", server.GetEndpoint(Endpoint).Property(EndpointProperty.TargetPort), "--password-file", passwordFile, "--data", folder])
                    context.Args.Add(argument);
            })
            .OnBeforeResourceStarted(async (_, _, cancellation) => await WritePasswordAsync(passwordFile, await password.Resource.GetValueAsync(cancellation) ?? "", cancellation));

        var connection = builder.AddConnectionString(
            name, ReferenceExpression.Create($"{server.GetEndpoint(Endpoint).Property(EndpointProperty.HostAndPort)},password={password}")).WaitFor(server);
        builder.Services.AddHealthChecks().AddAsyncCheck(health, async cancellation =>
        {
            string? address = await connection.Resource.ConnectionStringExpression.GetValueAsync(cancellation);
            try
            {
                await using var redis = await ConnectionMultiplexer.ConnectAsync(address!);
                await redis.GetDatabase().PingAsync();
                return HealthCheckResult.Healthy();
            }
            catch (RedisException)
            {
                return HealthCheckResult.Unhealthy("the server does not answer");
            }
        });
        return connection;
    }

    private static async Task WritePasswordAsync(string file, string password, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(file, options);
        await writer.WriteAsync(password.AsMemory(), cancellation);
    }
}
