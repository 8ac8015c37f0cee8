using System.CommandLine;
using AspireIF.Models.Checkpoints;

namespace AspireIF.Cli.Console;

/// <summary>Runs the command line and turns failures into one line on the error stream and an exit code.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        try
        {
            int code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
        }
        catch (OperationCanceledException)
        {
            await System.Console.Error.WriteLineAsync("stopped");
            return ExitCodes.Cancelled;
        }
        catch (Exception error) when (error is CommandException or IOException or UnauthorizedAccessException or InvalidDataException or CheckpointException)
        {
            await System.Console.Error.WriteLineAsync($"error: {error.Message}");
            return ExitCodes.Failure;
        }
    }
}

/// <summary>A failure that its message explains to the person at the terminal: what, where and what to do.</summary>
internal sealed class CommandException(string message) : Exception(message);
