namespace AspireIF.Models.Tokenization;

/// <summary>A token that stands for one fixed text, outside the merges.</summary>
/// <param name="Special">Whether it is left out of readable text.</param>
public sealed record AddedToken(int Id, string Text, bool Special);
