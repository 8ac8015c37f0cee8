namespace AspireIF.Cli.Console;

internal static class ExitCodes
{
    /// <summary>Done; bad lines, if any, were reported and counted.</summary>
    public const int Success = 0;

    /// <summary>Not done: the input cannot be read, no line of it was usable, or a bad line under --strict.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl+C; what was written until then is whole lines.</summary>
    public const int Cancelled = 130;
}
