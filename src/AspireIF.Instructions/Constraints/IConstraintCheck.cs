namespace AspireIF.Instructions.Constraints;

/// <summary>
/// A checker bound to its arguments. Made once by <see cref="ConstraintType.Bind"/>, then used on many answers, from any thread.
/// It never throws for any answer (lone surrogates and all) and its time is bounded whatever the arguments are.
/// </summary>
public interface IConstraintCheck
{
    Verdict Check(string response);
}
