using System.Text.Json;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Configuration;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;
using AspireIF.Training.Pretraining;
using static TorchSharp.torch;

namespace AspireIF.Training.Primer;

/// <summary>The size of a primer model, and what it learns from.</summary>
public sealed record PrimerModelOptions
{
    /// <summary>Tokens of the vocabulary, at most: the corpus may not have as many frequent pieces.</summary>
    public int Vocabulary { get; init; } = 3072;

    /// <summary>Documents of the corpus that the vocabulary is learnt from.</summary>
    public int VocabularyDocuments { get; init; } = 100_000;

    public int HiddenSize { get; init; } = 160;

    public int IntermediateSize { get; init; } = 448;

    public int Layers { get; init; } = 5;

    public int QueryHeads { get; init; } = 4;

    public int KeyValueHeads { get; init; } = 2;

    /// <summary>The longest sequence, in tokens.</summary>
    public int MaxPositions { get; init; } = 512;

    /// <summary>Of the corpus.</summary>
    public ulong CorpusSeed { get; init; } = 1;

    /// <summary>A primer model whose training goes on, with fresh moments; null begins from nothing. Its own size and vocabulary count then.</summary>
    public string? From { get; init; }

    /// <summary>That the corpus's author satisfies each constraint. A small model follows less often than the author it learns from.</summary>
    public double Probability { get; init; } = 0.85;

    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Vocabulary < 300)
            problems.Add($"vocabulary is {Vocabulary}; it must be at least 300 (256 bytes, the special tokens and some merges)");
        if (VocabularyDocuments < 1)
            problems.Add($"vocabulary-documents is {VocabularyDocuments}; it must be at least 1");
        if (HiddenSize < 8 || QueryHeads < 1 || HiddenSize % QueryHeads != 0 || HiddenSize / QueryHeads % 2 != 0)
            problems.Add($"hidden is {HiddenSize} with {QueryHeads} heads; it must be an even multiple of the heads");
        else if (KeyValueHeads < 1 || QueryHeads % KeyValueHeads != 0)
            problems.Add($"kv-heads is {KeyValueHeads}; it must divide the {QueryHeads} heads");
        if (IntermediateSize < 1 || Layers < 1)
            problems.Add($"intermediate is {IntermediateSize} and layers {Layers}; both must be positive");
        if (MaxPositions < 64)
            problems.Add($"context is {MaxPositions}; it must be at least 64");
        if (From is not null && !Directory.Exists(From))
            problems.Add($"from is {From}; there is no such folder");
        if (Probability is not (>= 0 and <= 1))
            problems.Add($"probability is {Probability}; it must be from 0 to 1");
        return problems;
    }

    internal ModelConfiguration ToConfiguration(int vocabulary) => new()
    {
        Family = ModelFamily.Qwen2,
        VocabularySize = vocabulary,
        HiddenSize = HiddenSize,
        IntermediateSize = IntermediateSize,
        Layers = Layers,
        QueryHeads = QueryHeads,
        KeyValueHeads = KeyValueHeads,
        HeadDimension = HiddenSize / QueryHeads,
        MaxPositions = MaxPositions,
        TiedEmbeddings = true,
        QueryKeyValueBias = true,
    };
}

/// <summary>
/// Makes a small language model of the primer's world: learns a vocabulary, trains a Qwen2-architecture decoder and writes a model folder.
/// Everything in between lies in a work folder; calling it again after an interruption continues there.
/// </summary>
public static class PrimerPretraining
{
    private const string ProgressName = "progress.jsonl";

    private static readonly string[] TokenizerNames = ["tokenizer.json", "tokenizer_config.json"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="work">Tokenizer, checkpoints and progress.jsonl (a line a step).</param>
    /// <param name="output">The model folder; it appears when it is complete.</param>
    /// <param name="report">Called after every update.</param>
    public static void Run(
        PrimerModelOptions model, PretrainOptions training, string work, string output, Device device, Action<PretrainStep> report, CancellationToken cancellation)
    {
        if ((string[])[.. model.Problems(), .. training.Problems()] is { Length: > 0 } problems)
            throw new ArgumentException(string.Join("; ", problems));
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
            throw new IOException($"{output} is not empty; name another folder or delete it");
        Directory.CreateDirectory(work);
        string tokenizerFolder = model.From ?? Path.Combine(work, "tokenizer");
        if (!Directory.Exists(tokenizerFolder))
            LearnVocabulary(model, tokenizerFolder, cancellation);
        Tokenizer tokenizer = Tokenizer.Load(tokenizerFolder);
        var documents = new PrimerDocuments(tokenizer, ChatTemplate.Load(tokenizerFolder), model.CorpusSeed, model.Probability);
        using DecoderModel decoder = model.From is { } from
            ? DecoderModel.Load(from, device, ScalarType.Float32)
            : DecoderModel.Create(model.ToConfiguration(tokenizer.VocabularySize), device, seed: training.Seed);
        using (var pretrainer = new Pretrainer(training, decoder, documents, Path.Combine(work, "checkpoints")))
        using (StreamWriter progress = OpenProgress(Path.Combine(work, ProgressName), pretrainer.Step))
        {
            pretrainer.Run(step =>
            {
                progress.WriteLine(JsonSerializer.Serialize(step));
                report(step);
            }, cancellation);
        }
        Publish(decoder, tokenizer, tokenizerFolder, output);
    }

    private static void LearnVocabulary(PrimerModelOptions model, string folder, CancellationToken cancellation)
    {
        var trainer = new BpeTrainer(model.Vocabulary);
        foreach (string text in PrimerDocuments.Texts(model.CorpusSeed, model.VocabularyDocuments))
            trainer.Add(text);
        string partial = $"{folder}.{Guid.NewGuid():N}.partial";
        trainer.Train(cancellation).Save(partial);
        Directory.Move(partial, folder);
    }

    /// <summary>Drops lines of steps that an interrupted run made after its last checkpoint: they are made again.</summary>
    private static StreamWriter OpenProgress(string path, long step)
    {
        string[] kept = File.Exists(path) ? [.. File.ReadLines(path).Take((int)step)] : [];
        File.WriteAllLines(path + ".partial", kept); // a run killed here keeps the old file
        File.Move(path + ".partial", path, overwrite: true);
        return new StreamWriter(path, append: true) { AutoFlush = true };
    }

    private static void Publish(DecoderModel model, Tokenizer tokenizer, string tokenizerFolder, string output)
    {
        string partial = $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(output))}.{Guid.NewGuid():N}.partial";
        model.Save(partial, ScalarType.BFloat16);
        foreach (string file in TokenizerNames.Select(name => Path.Combine(tokenizerFolder, name)).Where(File.Exists))
            File.Copy(file, Path.Combine(partial, Path.GetFileName(file)), overwrite: true);
        File.WriteAllText(Path.Combine(partial, GenerationConfiguration.Name), JsonSerializer.Serialize(new
        {
            eos_token_id = (int[])[.. tokenizer.EndIds.Union([tokenizer.IdOf("<|endoftext|>")!.Value])],
            pad_token_id = tokenizer.PadId,
        }, Indented));
        if (Directory.Exists(output))
            Directory.Delete(output);
        Directory.Move(partial, output);
    }
}
