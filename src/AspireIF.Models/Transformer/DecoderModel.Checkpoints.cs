using System.Text;
using AspireIF.Models.Checkpoints;
using AspireIF.Models.Configuration;
using AspireIF.Models.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

public sealed partial class DecoderModel
{
    private static readonly string[] CompanionNames =
    [
        GenerationConfiguration.Name, "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt", "chat_template.jinja", "chat_template.json",
    ];

    private CheckpointLayout? loadedLayout;
    private byte[]? loadedConfiguration;

    /// <summary>Files that belong to the weights and travel with them when the model is saved: generation configuration, tokenizer, chat template.</summary>
    public IReadOnlyDictionary<string, byte[]> Companions { get; set; } = new Dictionary<string, byte[]>();

    /// <summary>Loads a Hugging Face model folder.</summary>
    /// <param name="device">The CPU when null.</param>
    /// <param name="type">Type of the weights in memory. When null: float32 on the CPU (which computes nothing else fast), the type of the file elsewhere.</param>
    /// <exception cref="CheckpointException">A file is missing, malformed or not supported, or the weights do not fit the configuration.</exception>
    public static DecoderModel Load(string folder, Device? device = null, ScalarType? type = null) => Load(folder, ConfigurationFile.Load(folder), device, type, 0);

    /// <summary>Loads a model folder as a classifier. A folder of a language model keeps its body and gets a fresh head.</summary>
    /// <param name="seed">Draws the fresh head.</param>
    /// <exception cref="CheckpointException">As for <see cref="Load(string, Device?, ScalarType?)"/>, or the folder's classifier has another number of classes.</exception>
    public static DecoderModel LoadClassifier(string folder, int classes = 2, Device? device = null, ScalarType? type = null, long seed = 0)
    {
        ModelConfiguration configuration = ConfigurationFile.Load(folder);
        if (configuration.Head == ModelHead.Classification && configuration.Classes != classes)
            throw new CheckpointException(Path.Combine(folder, ConfigurationFile.Name), $"is a classifier of {configuration.Classes} classes, not {classes}.");
        return Load(folder, configuration with { Head = ModelHead.Classification, Classes = classes }, device, type, seed);
    }

    /// <summary>A second model with the same weights, such as a frozen reference or a classifier that starts from a policy.</summary>
    /// <param name="head">The head of the copy; a head that this model lacks is drawn from the seed.</param>
    public DecoderModel Copy(ModelHead? head = null, int classes = 2, Device? device = null, ScalarType? type = null, long seed = 0)
    {
        ModelConfiguration configuration = Configuration;
        if (head is { } wanted && wanted != Configuration.Head)
            configuration = configuration with { Head = wanted, Classes = classes };
        return FromTensors(configuration, device ?? Device, type ?? DataType, seed, Companions, (name, shape) => Parameters.GetValueOrDefault(name)?.detach().clone());
    }

    /// <summary>
    /// Writes a model folder that Hugging Face's tools load. What was loaded and not changed is written as it was, byte for byte: the same shards,
    /// headers and JSON. The folder appears when it is complete.
    /// </summary>
    /// <param name="folder">Must not exist, or be empty.</param>
    /// <param name="type">Type of the weights in the file; null writes the type they have in memory.</param>
    /// <exception cref="IOException">The folder holds files already.</exception>
    public void Save(string folder, ScalarType? type = null)
    {
        if (Layers.Any(layer => layer.Linears.Any(linear => linear.Adapter is not null)))
            throw new InvalidOperationException("An adapter is attached: save it on its own, or merge it first.");
        AtomicFolder.Write(folder, temporary => WriteFiles(temporary, type ?? DataType));
    }

    private void WriteFiles(string folder, ScalarType type)
    {
        string typeName = TensorTypes.Name(type);
        bool asLoaded = loadedLayout is { } loaded && loaded.Files.SelectMany(file => file.Header.Entries).All(entry => entry.Type == typeName && Stored(entry.Name) is not null);
        CheckpointLayout? layout = asLoaded ? loadedLayout : null;
        if (layout is null)
        {
            SafetensorsHeader header = SafetensorsHeader.Create(
                Parameters.Select(entry => (entry.Key, typeName, (IReadOnlyList<long>)entry.Value.shape)), new Dictionary<string, string> { ["format"] = "pt" });
            SafetensorsWriter.Write(Path.Combine(folder, Checkpoint.SingleName), header, name => Parameters[name]);
        }
        else
        {
            foreach ((string name, SafetensorsHeader header) in layout.Files)
                SafetensorsWriter.Write(Path.Combine(folder, name), header, tensor => Stored(tensor)!);
            if (layout.Index is { } index)
                File.WriteAllBytes(Path.Combine(folder, Checkpoint.IndexName), index);
        }
        File.WriteAllBytes(Path.Combine(folder, ConfigurationFile.Name),
            layout is not null && loadedConfiguration is not null ? loadedConfiguration : Encoding.UTF8.GetBytes(ConfigurationFile.Format(Configuration, TypeName(type))));
        foreach ((string name, byte[] content) in Companions)
            File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    /// <summary>What a checkpoint stores under a name. Some store a tied head a second time.</summary>
    private Parameter? Stored(string name) => Parameters.GetValueOrDefault(name) ?? (name == ParameterShapes.NextTokenHead && Configuration is { TiedEmbeddings: true, Head: ModelHead.NextToken } ? Embedding : null);

    private static string TypeName(ScalarType type) => type switch { ScalarType.BFloat16 => "bfloat16", ScalarType.Float16 => "float16", ScalarType.Float64 => "float64", _ => "float32" };

    private static DecoderModel Load(string folder, ModelConfiguration configuration, Device? device, ScalarType? type, long seed)
    {
        TorchRuntime.Load(); // before anything of torch, the default device below included
        using Checkpoint checkpoint = Checkpoint.Open(folder);
        CheckNames(checkpoint, configuration);
        ScalarType stored = TensorTypes.Torch(checkpoint.Find(ParameterShapes.Embedding)?.Type ?? "F32") ?? ScalarType.Float32;
        Device target = device ?? CPU;
        var companions = CompanionNames.Where(name => File.Exists(Path.Combine(folder, name))).ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(folder, name)));
        DecoderModel model = FromTensors(configuration, target, type ?? (target.type == DeviceType.CPU ? ScalarType.Float32 : stored), seed, companions,
            (name, shape) => name == ParameterShapes.ClassificationHead && checkpoint.Find(name) is null ? null : checkpoint.Read(name, shape));
        string file = Path.Combine(folder, ConfigurationFile.Name);
        byte[] text = File.ReadAllBytes(file);
        if (ConfigurationFile.Parse(file, text) == configuration) // else the head is another one
            (model.loadedLayout, model.loadedConfiguration) = (checkpoint.Layout, text);
        return model;
    }

    /// <summary>A tensor that the configuration does not know would be lost on saving, and mostly means that the configuration is wrong.</summary>
    private static void CheckNames(Checkpoint checkpoint, ModelConfiguration configuration)
    {
        var known = ParameterShapes.Of(configuration).Select(parameter => parameter.Name).ToHashSet();
        known.Add(ParameterShapes.NextTokenHead);
        if (checkpoint.Names.FirstOrDefault(name => !known.Contains(name) && !name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal)) is { } unknown)
            throw new CheckpointException(checkpoint.Folder, $"the weights hold tensor '{unknown}', which a model of this {ConfigurationFile.Name} does not have.");
    }

    private static DecoderModel FromTensors(ModelConfiguration configuration, Device device, ScalarType type, long seed, IReadOnlyDictionary<string, byte[]> companions, Func<string, long[], Tensor?> read)
    {
        TorchRuntime.Load();
        using var generator = new Generator((ulong)seed, CPU);
        var parameters = new OrderedDictionary<string, Parameter>();
        try
        {
            foreach ((string name, long[] shape) in ParameterShapes.Of(configuration))
            {
                using DisposeScope scope = NewDisposeScope();
                parameters.Add(name, Own(read(name, shape) ?? InitialValue(name, shape, configuration, generator), device, type));
            }
            return new DecoderModel(configuration, parameters) { Companions = companions };
        }
        catch
        {
            foreach (Parameter parameter in parameters.Values)
                parameter.Dispose();
            throw;
        }
    }
}
