namespace AspireIF.Instructions.Curriculum;

/// <summary>The order in which a ladder adds an instruction's constraints.</summary>
public enum ConstraintOrder
{
    AsGiven,

    /// <summary>By <see cref="ConstraintCost"/>; equal ones as given.</summary>
    EasiestFirst,

    /// <summary>Drawn with the ladder's random seed.</summary>
    Random,
}
