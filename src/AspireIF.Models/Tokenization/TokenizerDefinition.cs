namespace AspireIF.Models.Tokenization;

/// <summary>What the files of a tokenizer say.</summary>
internal sealed record TokenizerDefinition(
    string Source,
    Dictionary<string, int> Vocabulary,
    List<(string Left, string Right)> Merges,
    PreTokenPattern? Pattern)
{
    public List<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>Normalise to form C first.</summary>
    public bool Compose { get; init; }

    /// <summary>A piece that is a token as a whole is that token, whatever the merges say.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>What the post-processor puts before a text, and after it.</summary>
    public List<string> Prefix { get; init; } = [];

    public List<string> Suffix { get; init; } = [];

    /// <summary>Token texts by role, as tokenizer_config.json names them: <c>eos_token</c>, <c>bos_token</c>, <c>pad_token</c>.</summary>
    public Dictionary<string, string> Roles { get; init; } = [];

    /// <summary>Ids that end an answer, from generation_config.json.</summary>
    public List<int> EndIds { get; init; } = [];
}
