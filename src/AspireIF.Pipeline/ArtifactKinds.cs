namespace AspireIF.Pipeline;

/// <summary>What a run leaves behind, by kind; each has versions.</summary>
public static class ArtifactKinds
{
    /// <summary>Version 1: the run's configuration.</summary>
    public const string Configuration = "configuration";

    /// <summary>Version 1: the ladders and held-out sets.</summary>
    public const string Data = "data";

    /// <summary>Pseudo-labels: 1 of the base model's answers, one more for each refresh.</summary>
    public const string Labels = "labels";

    /// <summary>The classifier trained on the labels of the same version.</summary>
    public const string Reward = "reward";

    /// <summary>The policy after so many updates; 0 is the base model.</summary>
    public const string Policy = "policy";

    /// <summary>What the learner needs to go on after so many updates.</summary>
    public const string Learner = "learner";

    /// <summary>A report on the policy after so many updates.</summary>
    public const string Evaluation = "evaluation";

    /// <summary>Version 1: the trained model.</summary>
    public const string Model = "model";

    /// <summary>Version 1: what the run came to.</summary>
    public const string Summary = "summary";
}
