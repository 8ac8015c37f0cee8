namespace AspireIF.Instructions.Primer;

/// <summary>What an instruction may contain. No instruction of one split is one of another.</summary>
public enum PrimerSplit
{
    /// <summary>Training topics, pairs of constraint types and phrasings; one turn, several turns and agents.</summary>
    Train,

    /// <summary>One turn about topics that no training instruction is about.</summary>
    HeldOutTopics,

    /// <summary>One turn with at least one pair of constraint types that no training instruction has together.</summary>
    HeldOutCombinations,

    /// <summary>One turn in words that no training instruction is phrased in.</summary>
    HeldOutPhrasings,

    /// <summary>Two requests, the second one adding constraints or replacing one; held-out topics.</summary>
    MultiTurn,

    /// <summary>A system prompt with a role and rules, then a request; held-out topics.</summary>
    Agentic,
}
