using System.Text.Json;
using System.Text.RegularExpressions;
using AspireIF.Models.Checkpoints;
using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Transformer;

namespace AspireIF.Cli.Commands;

/// <summary>Tensors of one type and shape, and of one name but for the number of the layer.</summary>
internal sealed record TensorGroup(string Name, string Type, string Shape, int Count, long Bytes);

/// <summary>What a model folder says about its model, from the configuration and the headers of its files.</summary>
/// <param name="Generation">On the CPU; null for a classifier.</param>
/// <param name="Training">In float32, as on a CPU.</param>
/// <param name="MixedTraining">In bfloat16 with float32 master weights, as on a GPU.</param>
internal sealed partial record ModelInspection(
    ModelConfiguration Model, IReadOnlyList<TensorGroup> Tensors, MemoryPlan? Generation, TrainingMemory Training, TrainingMemory MixedTraining, int Sequences, int Tokens)
{
    /// <summary>Training on a GPU of a given memory; null when nothing was asked.</summary>
    public GpuPlanReport? Gpu { get; init; }

    private long Parameters => new ModelMemory(Model).Parameters;

    /// <param name="all">Every tensor is a group of its own.</param>
    /// <exception cref="CheckpointException">The folder is no model, or its weights do not fit its configuration.</exception>
    public static ModelInspection Of(string folder, bool all, int sequences, int? context, int tokens)
    {
        ModelConfiguration model = ConfigurationFile.Load(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder);
        foreach (var (name, shape) in ParameterShapes.Of(model))
        {
            TensorEntry entry = checkpoint.Find(name) ?? throw new CheckpointException(folder, $"the weights lack tensor '{name}', which {ConfigurationFile.Name} asks for.");
            if (!entry.Shape.SequenceEqual(shape))
                throw new CheckpointException(folder, $"tensor '{name}' has shape {Shape(entry.Shape)}; {ConfigurationFile.Name} asks for {Shape(shape)}.");
        }
        var groups = checkpoint.Layout.Files.SelectMany(f => f.Header.Entries)
            .GroupBy(e => (Name: all ? e.Name : LayerNumber().Replace(e.Name, ".*."), e.Type, Shape: Shape(e.Shape)))
            .Select(g => new TensorGroup(g.Key.Name, g.Key.Type, g.Key.Shape, g.Count(), g.Sum(e => e.ByteCount)));
        var memory = new ModelMemory(model);
        // Without a limit: the question is what would be needed, not what this machine has.
        MemoryPlan? generation = model.Head == ModelHead.NextToken
            ? GenerationEngine.PlanOnCpu(model, new EngineOptions { MaxSequences = sequences, MaxContext = context, MemoryBytes = long.MaxValue }) : null;
        return new(model, [.. groups.OrderBy(g => g.Name, StringComparer.Ordinal)], generation,
            memory.Training(tokens, sizeof(float), masterWeights: false, recompute: false), memory.Training(tokens, 2, masterWeights: true, recompute: false),
            sequences, tokens);
    }

    public void Print(TextWriter output)
    {
        string head = Model.Head == ModelHead.Classification ? $"{Model.Classes} classes" : Model.TiedEmbeddings ? "next token, tied to the embedding" : "next token";
        Row("family", $"{Model.Family}");
        Row("head", head);
        Row("layers", $"{Model.Layers}, {Model.HiddenSize} wide, feed-forward {Model.IntermediateSize}");
        Row("attention", $"{Model.QueryHeads} query heads and {Model.KeyValueHeads} key and value heads of {Model.HeadDimension}");
        Row("vocabulary", $"{Model.VocabularySize:N0}");
        Row("longest sequence", $"{Model.MaxPositions:N0} tokens");
        Row("parameters", $"{Parameters:N0}");

        output.WriteLine("\ntensors");
        int name = Math.Max(4, Tensors.Max(t => t.Name.Length)), shape = Math.Max(5, Tensors.Max(t => t.Shape.Length));
        foreach (TensorGroup group in Tensors)
            output.WriteLine($"  {group.Name.PadRight(name)}  {group.Type,-4}  {group.Shape.PadRight(shape)}  {(group.Count == 1 ? "" : $"x {group.Count}"),-6} {Size(group.Bytes),10}");

        if (Generation is { } plan)
        {
            output.WriteLine($"\nmemory for generation on the CPU, {Sequences:N0} answers of {plan.MaxContext:N0} tokens at once");
            Row("weights and work", Size(plan.FixedBytes));
            Row("cache", $"{Size(plan.PageBytes * plan.Pages)}, {plan.PageBytes / plan.PageTokens:N0} bytes a token");
            Row("together", Size(plan.TotalBytes));
        }
        foreach (var (title, training) in ((string, TrainingMemory)[])[("in float32", Training), ("in bfloat16 with float32 master weights", MixedTraining)])
        {
            output.WriteLine($"\nmemory for training {title}, {Tokens:N0} tokens at once (estimated)");
            Row("weights", Size(training.Weights));
            Row("gradients", Size(training.Gradients));
            Row("optimiser", Size(training.Optimiser));
            Row("activations", Size(training.Activations));
            Row("together", Size(training.Total));
        }
        Gpu?.Print(output, Size);

        void Row(string label, string value) => output.WriteLine($"  {label,-18}{value}");
    }

    public void Write(Utf8JsonWriter line)
    {
        line.WriteString("family", Model.Family.ToString());
        line.WritePropertyName("configuration");
        JsonSerializer.Serialize(line, Model, JsonSerializerOptions.Web);
        line.WriteNumber("parameters", Parameters);
        line.WritePropertyName("tensors");
        JsonSerializer.Serialize(line, Tensors, JsonSerializerOptions.Web);
        line.WritePropertyName("generation");
        JsonSerializer.Serialize(line, Generation, JsonSerializerOptions.Web);
        line.WriteNumber("sequences", Sequences);
        line.WritePropertyName("training");
        JsonSerializer.Serialize(line, Training, JsonSerializerOptions.Web);
        line.WritePropertyName("mixedTraining");
        JsonSerializer.Serialize(line, MixedTraining, JsonSerializerOptions.Web);
        line.WriteNumber("tokens", Tokens);
        line.WritePropertyName("gpu");
        JsonSerializer.Serialize(line, Gpu, JsonSerializerOptions.Web);
    }

    private static string Shape(IEnumerable<long> sizes) => $"[{string.Join(", ", sizes)}]";

    private static string Size(long bytes) => bytes switch
    {
        >= 1 << 30 => FormattableString.Invariant($"{bytes / (double)(1 << 30):F2} GiB"),
        >= 1 << 20 => FormattableString.Invariant($"{bytes / (double)(1 << 20):F1} MiB"),
        _ => FormattableString.Invariant($"{bytes / 1024.0:F1} KiB"),
    };

    [GeneratedRegex(@"\.\d+\.")]
    private static partial Regex LayerNumber();
}
