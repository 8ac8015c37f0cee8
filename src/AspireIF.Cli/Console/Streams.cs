using AspireIF.Instructions.Datasets;

namespace AspireIF.Cli.Console;

/// <summary>Files and the standard streams, which the name "-" stands for.</summary>
internal static class Streams
{
    public static Stream OpenInput(string path)
    {
        if (path == "-")
            return System.Console.OpenStandardInput();
        if (Directory.Exists(path))
            throw new CommandException($"{path} is a folder; name a file of it");
        if (!File.Exists(path))
            throw new CommandException($"{path} does not exist");
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 256 << 10);
    }

    /// <summary>A writer of rows; a file appears under its name only when it is complete.</summary>
    public static DatasetWriter OpenRows(string path)
    {
        if (path == "-")
            return new DatasetWriter(new BufferedStream(System.Console.OpenStandardOutput(), 64 << 10));
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new CommandException($"{path} cannot be written: the folder {folder} does not exist");
        return new DatasetWriter(path);
    }
}
