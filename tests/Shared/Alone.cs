namespace AspireIF.Tests;

/// <summary>Tests of this collection run after all others of their assembly, one by one: they measure the process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
