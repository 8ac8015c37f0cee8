using System.CommandLine;
using System.Net;
using AspireIF.Cli.Console;
using AspireIF.Cli.Serving;
using Microsoft.Extensions.Hosting;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif serve</c>: a model behind OpenAI's API.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var options = new ModelOptions();
        var host = new Option<string>("--host") { Description = "the address to listen on", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "0 takes a free one", DefaultValueFactory = _ => 8080 };
        var key = new Option<string?>("--api-key") { Description = "what clients must send; needed unless the address is this machine's own. Also read from ASPIREIF_API_KEY" };
        var name = new Option<string?>("--name") { Description = "what clients call the model; the folder's name when missing" };
        var sequences = new Option<int>("--max-sequences") { Description = "answers that are generated at the same time; more wait", DefaultValueFactory = _ => 64 };
        var command = new Command("serve", "Serve a model to clients of OpenAI's API.") { host, port, key, name, sequences };
        options.AddModelTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var where = Where(parsed.GetValue(host)!, parsed.GetValue(port), parsed.GetValue(key) ?? Environment.GetEnvironmentVariable("ASPIREIF_API_KEY"));
            using var model = options.Load(parsed, parsed.GetValue(sequences), parsed.GetValue(name));
            await using var server = ModelServer.Create(model, where);
            await server.StartAsync(cancellation);
            await System.Console.Out.WriteLineAsync($"serving {model.Name} on {server.Urls.First()}/v1");
            await server.WaitForShutdownAsync(cancellation);
            return ExitCodes.Success;
        });
        return command;
    }

    private static ServerOptions Where(string host, int port, string? key)
    {
        if (host == "localhost")
            host = "127.0.0.1";
        if (!IPAddress.TryParse(host, out var address))
            throw new CommandException($"--host is '{host}'; it must be an IP address or localhost");
        if (port is < 0 or > 65535)
            throw new CommandException($"--port is {port}; it must be from 0 to 65535");
        if (!IPAddress.IsLoopback(address) && string.IsNullOrEmpty(key))
            throw new CommandException($"--host is {host}, which others can reach: set --api-key or ASPIREIF_API_KEY");
        return new ServerOptions(address, port, string.IsNullOrEmpty(key) ? null : key);
    }
}
