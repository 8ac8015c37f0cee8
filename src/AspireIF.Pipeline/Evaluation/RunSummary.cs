using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AspireIF.Pipeline.Evaluation;

/// <summary>What a run came to: the line that <c>--json</c> prints.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Before">The base model on held-out instructions.</param>
/// <param name="After">The trained model on the same.</param>
/// <param name="RewardModel">The classifier's report on held-out pseudo-labels; null when no constraint is soft.</param>
/// <param name="Seconds">From the run's creation to its end.</param>
/// <param name="Steps">Updates made.</param>
/// <param name="Model">Where the trained model lies.</param>
public sealed record RunSummary(
    string Run, EvaluationReport Before, EvaluationReport After, [property: JsonPropertyName("reward_model")] JsonNode? RewardModel, double Seconds, long Steps, string Model);
