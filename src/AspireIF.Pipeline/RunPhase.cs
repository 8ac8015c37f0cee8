namespace AspireIF.Pipeline;

/// <summary>Where a run stands.</summary>
public enum RunPhase
{
    /// <summary>Instructions become ladders.</summary>
    Preparing,

    /// <summary>The base model answers ladders, and the answers become pseudo-labels.</summary>
    Labelling,

    /// <summary>The classifier is trained on them.</summary>
    TrainingReward,

    /// <summary>The model is measured before it learns.</summary>
    EvaluatingBefore,

    /// <summary>The policy is trained.</summary>
    TrainingPolicy,

    /// <summary>The model is measured after it has learnt.</summary>
    EvaluatingAfter,

    Done,

    Failed,
}
