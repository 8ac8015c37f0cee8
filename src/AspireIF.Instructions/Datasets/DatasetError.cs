namespace AspireIF.Instructions.Datasets;

/// <summary>Something in a data set that could not be read: where it stands, what is wrong and what to do.</summary>
/// <param name="File">The file, or the name given to the stream.</param>
/// <param name="Line">The line (in Parquet the row), counted from 1; 0 when the file as a whole is meant.</param>
/// <param name="Field">The field of the row, or null when the row as a whole is meant.</param>
public sealed record DatasetError(string File, long Line, string? Field, string Problem, string Remedy)
{
    public override string ToString()
    {
        string place = Line > 0 ? $"{File}:{Line}" : File;
        return Field is null ? $"{place}: {Problem}. {Remedy}" : $"{place}: field '{Field}' {Problem}. {Remedy}";
    }
}

/// <summary>Thrown at the first error of a data set that is read without an error callback.</summary>
public sealed class DatasetException(DatasetError error, Exception? inner = null) : Exception(error.ToString(), inner)
{
    public DatasetError Error { get; } = error;
}
