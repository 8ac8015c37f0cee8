namespace AspireIF.Training.Policy;

/// <summary>Variants of group-relative policy optimisation: how advantages are scaled, what the ratio is of, and how tokens are weighed.</summary>
public enum PolicyAlgorithm
{
    /// <summary>Advantages divided by the group's standard deviation; each answer's mean over its tokens, then the mean over answers (arXiv 2402.03300, equation 3).</summary>
    Grpo,

    /// <summary>Advantages not divided; the sum over tokens divided by a constant (arXiv 2503.20783, section 3.2).</summary>
    DrGrpo,

    /// <summary>Advantages divided; the mean over all tokens of the batch (arXiv 2503.14476, equation 8).</summary>
    Dapo,

    /// <summary>Advantages divided; one ratio for an answer, the geometric mean over its tokens (arXiv 2507.18071, equations 5 to 7).</summary>
    Gspo,
}
