namespace AspireIF.Instructions.Datasets;

/// <summary>How a data set is read.</summary>
public sealed record DatasetOptions
{
    public static DatasetOptions Default { get; } = new();

    /// <summary>The longest line, in bytes after decompression; a longer one is an error and is skipped without being kept in memory.</summary>
    public int MaxLineBytes { get; init; } = 64 << 20;

    /// <summary>Each line is an instruction, not JSON. Null: true when the file is named *.txt or *.txt.gz.</summary>
    public bool? PlainText { get; init; }
}
