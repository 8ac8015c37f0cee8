using AspireIF.Instructions.Datasets;

namespace AspireIF.Cli.Console;

/// <summary>Prints the first errors of a data set and counts them all; under --strict the first one ends the command.</summary>
internal sealed class ErrorReport(bool strict)
{
    private const int Printed = 20;

    public long Count { get; private set; }

    public void Add(DatasetError error)
    {
        if (strict)
            throw new CommandException($"{error} (--strict stops at the first)");
        if (Count++ < Printed)
            System.Console.Error.WriteLine($"skipped {error}");
        else if (Count == Printed + 1)
            System.Console.Error.WriteLine("more lines were skipped; only their number is told from here on");
    }
}
