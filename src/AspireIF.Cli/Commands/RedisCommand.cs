using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Runs;
using AspireIF.Runs.Server;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif redis</c>: the embedded server of the Redis protocol as a process of its own, for where no other Redis is at hand.</summary>
internal static class RedisCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "of the loopback address; 0 takes a free one", DefaultValueFactory = _ => 6379 };
        var passwordFile = new Option<string>("--password-file") { Description = "a file with what clients must send, in one line", Required = true };
        var data = new Option<string>("--data") { Description = "the folder in which the data survive a restart", Required = true };
        var memory = new Option<int>("--memory-megabytes") { Description = "above this, values move to the disk", DefaultValueFactory = _ => 512 };
        var log = new Option<int>("--log-megabytes") { Description = "the log of commands is cut when it has grown to this", DefaultValueFactory = _ => 256 };
        var command = new Command("redis", "Serve the Redis protocol to the processes of this machine, until stopped.") { port, passwordFile, data, memory, log };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new EmbeddedRedisOptions
            {
                Folder = parsed.GetValue(data)!,
                Port = parsed.GetValue(port),
                Password = ReadPassword(parsed.GetValue(passwordFile)!),
                MemoryMegabytes = parsed.GetValue(memory),
                LogMegabytes = parsed.GetValue(log),
            };
            await using EmbeddedRedis server = Start(options);
            await System.Console.Out.WriteLineAsync($"serving the Redis protocol on 127.0.0.1:{server.Port}");
            await WaitAsync(cancellation);
            return ExitCodes.Success;
        });
        return command;
    }

    private static EmbeddedRedis Start(EmbeddedRedisOptions options)
    {
        try
        {
            return EmbeddedRedis.Start(options);
        }
        catch (RunStorageException error)
        {
            throw new CommandException(error.Message);
        }
    }

    private static string ReadPassword(string file)
    {
        if (!File.Exists(file))
            throw new CommandException($"there is no password file '{file}'");
        string password = File.ReadAllText(file).TrimEnd('\r', '\n');
        return password.Length > 0 ? password : throw new CommandException($"the password file '{file}' is empty");
    }

    private static async Task WaitAsync(CancellationToken stopped)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, stopped);
        }
        catch (OperationCanceledException)
        {
            // Being stopped is how this command ends.
        }
    }
}
