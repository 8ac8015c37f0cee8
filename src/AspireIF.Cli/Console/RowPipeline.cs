using System.Runtime.ExceptionServices;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;

namespace AspireIF.Cli.Console;

/// <summary>
/// Reads rows, works on them on all cores and hands the results over in the order of the rows. Memory is bounded by a chunk of rows,
/// so files may have any size.
/// </summary>
internal static class RowPipeline
{
    private const int ChunkRows = 512;

    /// <param name="input">A file, or "-" for the standard input.</param>
    /// <param name="work">Runs on many threads. What is wrong with a row it throws as <see cref="RowException"/>.</param>
    /// <param name="write">Runs on one thread, in the order of the rows; sees only rows whose work succeeded.</param>
    /// <returns>How many rows were written.</returns>
    public static long Run<T>(
        string input, ErrorReport errors, Func<DatasetRow, T> work, Action<DatasetRow, T> write, string activity, CancellationToken cancellation)
    {
        using Stream stream = Streams.OpenInput(input);
        string name = input == "-" ? "standard input" : input;
        long written = 0;
        ActivityBar.Run(activity, stream, bar =>
        {
            foreach (DatasetRow[] rows in DatasetReader.ReadLines(stream, name, errors.Add, cancellation: cancellation).Chunk(ChunkRows))
            {
                var results = new (T? Value, DatasetError? Error)[rows.Length];
                try
                {
                    Parallel.For(0, rows.Length, new ParallelOptions { CancellationToken = cancellation }, i => results[i] = Try(rows[i], work, name));
                }
                catch (AggregateException error)
                {
                    ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
                }
                for (int i = 0; i < rows.Length; i++)
                {
                    if (results[i].Error is { } error)
                    {
                        errors.Add(error);
                        continue;
                    }
                    write(rows[i], results[i].Value!);
                    written++;
                }
                bar.Show(written, errors.Count);
            }
        });
        if (written == 0 && errors.Count > 0)
            throw new CommandException($"none of the {errors.Count} lines of {name} could be used");
        return written;
    }

    private static (T?, DatasetError?) Try<T>(DatasetRow row, Func<DatasetRow, T> work, string file)
    {
        try
        {
            return (work(row), null);
        }
        catch (RowException error)
        {
            return (default, new DatasetError(file, row.Line, error.Field, error.Message, error.Remedy));
        }
        catch (ConstraintArgumentException error)
        {
            return (default, new DatasetError(file, row.Line, "kwargs", "do not fit: " + error.Message, "Give the arguments that the constraint's type asks for"));
        }
    }
}

/// <summary>A row cannot be worked on.</summary>
internal sealed class RowException(string? field, string problem, string remedy) : Exception(problem)
{
    public string? Field { get; } = field;

    public string Remedy { get; } = remedy;
}
