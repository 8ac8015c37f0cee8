using System.Text;
using AspireIF.Models.Checkpoints;
using AspireIF.Models.Configuration;
using AspireIF.Models.Transformer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = AspireIF.Models.Transformer.Linear;

namespace AspireIF.Models.Lora;

/// <summary>
/// Low-rank additions to a model, in PEFT's folder format. While attached, the model's own parameters take no gradients (but for a classifier's
/// head) and its forward pass includes the additions. Disposing detaches; the model stays with its owner.
/// </summary>
public sealed class LoraAdapter : IDisposable
{
    public const string WeightsName = "adapter_model.safetensors";
    private const string Prefix = "base_model.model.", SuffixA = ".lora_A.weight", SuffixB = ".lora_B.weight";

    private readonly DecoderModel model;
    private readonly OrderedDictionary<string, LowRankPair> pairs = [];
    private readonly byte[]? loadedConfiguration;

    /// <param name="read">Gives the tensor of a name in the adapter's file.</param>
    private LoraAdapter(DecoderModel model, LoraConfiguration configuration, byte[]? loadedConfiguration, Func<string, long[], Tensor> read)
    {
        this.model = model;
        this.loadedConfiguration = loadedConfiguration;
        Configuration = configuration;
        try
        {
            foreach (Linear linear in model.Layers.SelectMany(layer => layer.Linears).Where(linear => configuration.Covers(linear.Name)))
            {
                Parameter a = Own(read(Prefix + linear.Name + SuffixA, [configuration.Rank, linear.Weight.shape[1]]));
                Parameter b = Own(read(Prefix + linear.Name + SuffixB, [linear.Weight.shape[0], configuration.Rank]));
                pairs.Add(linear.Name, new LowRankPair(a, b, configuration.Scale));
            }
            if (pairs.Count == 0)
                throw new ArgumentException($"No linear map is called {string.Join(" or ", configuration.Targets)}; there are q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj and down_proj.", nameof(configuration));
            Attach();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public LoraConfiguration Configuration { get; }

    /// <summary>The trainable parameters by their names in the adapter's file; a classifier's head among them.</summary>
    public IEnumerable<KeyValuePair<string, Parameter>> Parameters
    {
        get
        {
            foreach ((string name, LowRankPair pair) in pairs)
            {
                yield return KeyValuePair.Create(Prefix + name + SuffixA, pair.A);
                yield return KeyValuePair.Create(Prefix + name + SuffixB, pair.B);
            }
            if (IsClassifier)
                yield return KeyValuePair.Create(Prefix + ParameterShapes.ClassificationHead, model.Head);
        }
    }

    /// <summary>A fresh adapter, attached: A uniform within 1/sqrt(inputs), B zero, so that it changes nothing yet.</summary>
    public static LoraAdapter Create(DecoderModel model, LoraConfiguration configuration, long seed = 0)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return new LoraAdapter(model, configuration, null, (name, shape) =>
            name.EndsWith(SuffixB, StringComparison.Ordinal) ? zeros(shape) : empty(shape).uniform_(-1 / Math.Sqrt(shape[1]), 1 / Math.Sqrt(shape[1]), generator));
    }

    /// <summary>Loads a PEFT folder and attaches it.</summary>
    /// <exception cref="CheckpointException">A file is missing or malformed, a variant of LoRA is not supported, or the tensors do not fit the model.</exception>
    public static LoraAdapter Load(string folder, DecoderModel model)
    {
        string configurationFile = Path.Combine(folder, LoraConfiguration.Name);
        if (!File.Exists(configurationFile))
            throw new CheckpointException(configurationFile, "is missing: this is no adapter folder.");
        byte[] text = File.ReadAllBytes(configurationFile);
        LoraConfiguration configuration = LoraConfiguration.Parse(configurationFile, text);
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, WeightsName));
        var unused = file.Header.Entries.Select(entry => entry.Name).ToHashSet();
        LoraAdapter adapter;
        try
        {
            adapter = new LoraAdapter(model, configuration, text, (name, shape) => Take(name, shape));
        }
        catch (ArgumentException error)
        {
            throw new CheckpointException(configurationFile, error.Message, error);
        }
        try
        {
            const string head = Prefix + ParameterShapes.ClassificationHead;
            if (adapter.IsClassifier && file.Find(head) is not null)
            {
                using Tensor stored = Take(head, model.Head.shape);
                using IDisposable noGrad = no_grad();
                model.Head.copy_(stored);
            }
            if (unused.Count > 0)
                throw new CheckpointException(file.Path, $"holds tensor '{unused.Order(StringComparer.Ordinal).First()}', which has no place in this model.");
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }

        Tensor Take(string name, IReadOnlyList<long> shape)
        {
            if (file.Find(name) is { } entry && !entry.Shape.SequenceEqual(shape))
                throw new CheckpointException(file.Path, $"tensor '{name}' has shape [{string.Join(", ", entry.Shape)}]; the model asks for [{string.Join(", ", shape)}].");
            unused.Remove(name);
            return file.Read(name);
        }
    }

    /// <summary>Puts the additions to work and freezes the model's own parameters.</summary>
    /// <exception cref="InvalidOperationException">Another adapter is attached.</exception>
    public void Attach()
    {
        if (Linears.Any(linear => linear.Adapter is not null && !ReferenceEquals(linear.Adapter, pairs[linear.Name])))
            throw new InvalidOperationException("Another adapter is attached to this model. Detach or merge it first.");
        foreach (Linear linear in Linears)
            linear.Adapter = pairs[linear.Name];
        foreach (Parameter parameter in model.Parameters.Values)
            parameter.requires_grad = IsClassifier && ReferenceEquals(parameter, model.Head);
    }

    /// <summary>Takes the additions out; the model computes what it did before, and its parameters take gradients again.</summary>
    public void Detach()
    {
        foreach (Linear linear in Linears)
        {
            if (ReferenceEquals(linear.Adapter, pairs[linear.Name]))
                linear.Adapter = null;
        }
        foreach (Parameter parameter in model.Parameters.Values)
            parameter.requires_grad = true;
    }

    /// <summary>Adds the additions to the model's weights, for good, and detaches.</summary>
    public void Merge()
    {
        Detach();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        foreach (Linear linear in Linears)
            linear.Weight.copy_(linear.Weight.to_type(ScalarType.Float32).Plus(pairs[linear.Name].Weight()));
    }

    /// <summary>Writes a folder that PEFT loads. The folder appears when it is complete.</summary>
    /// <param name="folder">Must not exist, or be empty.</param>
    public void Save(string folder) => AtomicFolder.Write(folder, temporary =>
    {
        SafetensorsWriter.Write(Path.Combine(temporary, WeightsName), Parameters.Select(entry => KeyValuePair.Create(entry.Key, (Tensor)entry.Value)));
        File.WriteAllBytes(Path.Combine(temporary, LoraConfiguration.Name), loadedConfiguration ?? Encoding.UTF8.GetBytes(Configuration.Format(IsClassifier)));
    });

    public void Dispose()
    {
        Detach();
        foreach (LowRankPair pair in pairs.Values)
        {
            pair.A.Dispose();
            pair.B.Dispose();
        }
    }

    private bool IsClassifier => model.Configuration.Head == ModelHead.Classification;

    private IEnumerable<Linear> Linears => model.Layers.SelectMany(layer => layer.Linears).Where(linear => pairs.ContainsKey(linear.Name));

    private Parameter Own(Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        var parameter = new Parameter(value.to(model.DataType, model.Device));
        parameter.DetachFromDisposeScope();
        value.Dispose();
        return parameter;
    }
}
