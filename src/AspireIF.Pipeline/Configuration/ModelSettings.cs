using AspireIF.Models.Checkpoints;
using AspireIF.Models.Configuration;

namespace AspireIF.Pipeline.Configuration;

/// <summary>The model that is trained.</summary>
public sealed record ModelSettings
{
    /// <summary>A Hugging Face model folder. A relative path is looked for in the working folder and beside the program's own files.</summary>
    public string Path { get; init; } = "models/primer";

    /// <summary>auto, cpu, cuda or cuda:N.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads of computations on the CPU; 0 for one a core. Other numbers give other last bits.</summary>
    public int Threads { get; init; }

    public IEnumerable<string> Problems()
    {
        if (Device is not ("auto" or "cpu" or "cuda") && !Device.StartsWith("cuda:", StringComparison.Ordinal))
            yield return $"model.device is '{Device}'; it must be auto, cpu, cuda or cuda:N";
        if (Threads < 0)
            yield return $"model.threads is {Threads}; it must be at least 0";
        string folder = Folder;
        if (!Directory.Exists(folder))
        {
            yield return $"model.path is '{Path}' and there is no such folder; give a Hugging Face model folder";
            yield break;
        }
        foreach (string problem in FolderProblems(folder))
            yield return problem;
    }

    /// <summary>The folder that <see cref="Path"/> means.</summary>
    public string Folder
    {
        get
        {
            if (System.IO.Path.IsPathRooted(Path) || Directory.Exists(Path))
                return System.IO.Path.GetFullPath(Path);
            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                string candidate = System.IO.Path.Combine(folder.FullName, Path);
                if (Directory.Exists(candidate))
                    return candidate;
            }
            return System.IO.Path.GetFullPath(Path);
        }
    }

    private static IEnumerable<string> FolderProblems(string folder)
    {
        string? problem = null;
        try
        {
            ConfigurationFile.Load(folder);
            using (Checkpoint.Open(folder))
            {
                if (!File.Exists(System.IO.Path.Combine(folder, "tokenizer.json")) && !File.Exists(System.IO.Path.Combine(folder, "vocab.json")))
                    problem = $"model.path: {folder} has no tokenizer (tokenizer.json, or vocab.json and merges.txt); copy the files of the model's repository";
                else if (AspireIF.Models.Chat.Templates.ChatTemplate.TryLoad(folder) is null)
                    problem = $"model.path: {folder} has no chat template (tokenizer_config.json or chat_template.jinja); use an instruct or chat model";
            }
        }
        catch (CheckpointException error)
        {
            problem = $"model.path: {error.Message}";
        }
        if (problem is not null)
            yield return problem;
    }
}
