using System.Text.Json;
using System.Text.Json.Serialization;
using AspireIF.Instructions.Constraints;
using AspireIF.Models.Checkpoints;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Training.Rewards;

/// <summary>The trained classifier: how probable it is that an answer satisfies a soft constraint.</summary>
public sealed class RewardModel : IDisposable
{
    private const string FileName = "reward.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly RewardFormat _format;
    private readonly int _microBatchTokens;
    private readonly LikelihoodRatio? _ratio;

    /// <param name="classifier">Two classes, violated and satisfied; of a likelihood ratio a language model. This object owns it.</param>
    /// <param name="microBatchTokens">Tokens in one pass.</param>
    public RewardModel(DecoderModel classifier, Tokenizer tokenizer, RewardModelDescription description, int microBatchTokens = 8192)
    {
        (Classifier, Description, _microBatchTokens) = (classifier, description, microBatchTokens);
        _format = new RewardFormat(tokenizer, classifier.Configuration.MaxPositions);
        _ratio = description.Kind == RewardModelKind.LikelihoodRatio ? new(classifier, tokenizer, description.Compared, microBatchTokens) : null;
    }

    internal DecoderModel Classifier { get; }

    public RewardModelDescription Description { get; }

    /// <exception cref="CheckpointException">No reward model lies there, or one of another format.</exception>
    public static RewardModel Load(string folder, Device? device = null)
    {
        string file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
            throw new CheckpointException(folder, $"has no {FileName}: it is no reward model.");
        RewardModelDescription description;
        try
        {
            description = JsonSerializer.Deserialize<RewardModelDescription>(File.ReadAllText(file), Json) ?? throw new JsonException("is null");
        }
        catch (JsonException error)
        {
            throw new CheckpointException(file, $"cannot be read ({error.Message}).", error);
        }
        if (description.Format != RewardFormat.Version)
            throw new CheckpointException(file, $"format is {description.Format}; this program reads {RewardFormat.Version}: train the reward model again.");
        return new RewardModel(LoadStart(folder, description.Kind, device), Tokenizer.Load(folder), description);
    }

    /// <summary>What training of a kind starts from: the folder of a language model, or of a reward model of that kind to go on from.</summary>
    /// <param name="seed">Draws a classifier's fresh head.</param>
    public static DecoderModel LoadStart(string folder, RewardModelKind kind, Device? device = null, long seed = 0) =>
        kind == RewardModelKind.LikelihoodRatio ? DecoderModel.Load(folder, device) : DecoderModel.LoadClassifier(folder, device: device, seed: seed);

    /// <summary>Writes a model folder with <c>reward.json</c> beside the weights.</summary>
    public void Save(string folder)
    {
        Classifier.Save(folder);
        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(Description, Json));
    }

    /// <summary>
    /// The probability of each constraint being satisfied by its answer. All constraints of an answer are judged in one pass over it. The same call gives the same numbers;
    /// their last bits may differ when the same answers come in other calls.
    /// </summary>
    /// <param name="answers">Each with at least one constraint.</param>
    /// <returns>[answers][constraints], in [0, 1].</returns>
    public double[][] Score(IReadOnlyList<(string Answer, IReadOnlyList<Constraint> Constraints)> answers)
    {
        if (_ratio is not null)
            return [.. _ratio.Evidence(answers).Select(e => e.Select(x => Probability(x - Description.Offset, Description.Temperature)).ToArray())];
        PrefixGroup[] groups = [.. answers.Select(a => _format.Encode(a.Answer, [.. a.Constraints.Select(c => c.Text)]))];
        return [.. ClassifierPass.Logits(Classifier, groups, _microBatchTokens).Select(margins => margins.Select(m => Probability(m, Description.Temperature)).ToArray())];
    }

    public void Dispose()
    {
        _ratio?.Dispose();
        Classifier.Dispose();
    }

    /// <param name="margin">Satisfied's logit less violated's.</param>
    internal static double Probability(double margin, double temperature) => 1 / (1 + Math.Exp(-margin / temperature));
}

/// <summary>What lies beside a classifier's weights.</summary>
/// <param name="Format">Of <see cref="RewardFormat"/>.</param>
/// <param name="Temperature">Divides the logits (Guo et al., ICML 2017, section 4.2).</param>
/// <param name="PrecisionThreshold">Probability from which "satisfied" has the wanted precision on held-out labels.</param>
/// <param name="HeldOut">Agreement with held-out pseudo-labels, after calibration.</param>
public sealed record RewardModelDescription(int Format, double Temperature, double PrecisionThreshold, RewardReport HeldOut)
{
    public RewardModelKind Kind { get; init; }

    /// <summary>Evidence of a likelihood ratio that speaks for neither verdict, in nats.</summary>
    public double Offset { get; init; }

    /// <summary>What a likelihood ratio compares each constraint with.</summary>
    public ComparedDemands Compared { get; init; } = ComparedDemands.None;

    /// <summary>Share of the answers that violate a constraint among pseudo-labels that say "satisfied", as a likelihood ratio's calibration found it.</summary>
    public double Noise { get; init; }
}
