namespace AspireIF.Instructions.Text.Patterns;

/// <summary>What <see cref="Compiler"/> makes and <see cref="Matcher"/> runs.</summary>
internal sealed record PatternProgram(Instruction[] Instructions, int Registers, int MemoRows);
