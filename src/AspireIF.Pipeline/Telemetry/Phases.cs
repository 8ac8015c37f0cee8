namespace AspireIF.Pipeline.Telemetry;

/// <summary>The phases of a step, as spans and duration tags name them.</summary>
public static class Phases
{
    /// <summary>The learner's whole step: ask, wait, update, publish.</summary>
    public const string Step = "step";

    /// <summary>A rollout worker's job, from lease to result.</summary>
    public const string Rollout = "rollout";

    public const string Generation = "generation";
    public const string Checking = "checking";
    public const string Scoring = "scoring";
    public const string Update = "update";
    public const string Publishing = "publishing";
    public const string Evaluation = "evaluation";
    public const string ClassifierTraining = "classifier training";
    public const string Preparation = "preparation";
    public const string Labelling = "labelling";
}
