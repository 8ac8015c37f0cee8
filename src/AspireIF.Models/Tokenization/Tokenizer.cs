using System.Text;
using AspireIF.Models.Checkpoints;

namespace AspireIF.Models.Tokenization;

/// <summary>
/// A byte-level BPE tokenizer of the GPT-2 family: Qwen, Llama 3, DeepSeek's distillates, and the like.
/// Threads may share one.
/// </summary>
/// <remarks>Lone surrogates are encoded as U+FFFD; what the tokenizer normalises (form C) comes back normalised.</remarks>
public sealed class Tokenizer
{
    private readonly PreTokenPattern? _pattern;
    private readonly BytePairEncoder _encoder;
    private readonly CanonicalComposition? _composition;
    private readonly Dictionary<string, int> _ids;
    private readonly byte[]?[] _bytes;
    private readonly string?[] _tokens;
    private readonly Dictionary<int, AddedToken> _added;
    private readonly AddedTokenMatcher _matcher;
    private readonly Dictionary<string, string> _roles;

    internal Tokenizer(TokenizerDefinition definition)
    {
        var source = definition.Source;
        _added = definition.AddedTokens.ToDictionary(token => token.Id);
        _matcher = new AddedTokenMatcher(definition.AddedTokens);
        _pattern = definition.Pattern;
        _composition = definition.Compose ? CanonicalComposition.Shared : null;
        _roles = definition.Roles;

        VocabularySize = 1 + Math.Max(definition.Vocabulary.Values.Max(), definition.AddedTokens.Select(token => token.Id).DefaultIfEmpty(-1).Max());
        _tokens = new string?[VocabularySize];
        _bytes = new byte[VocabularySize][];
        foreach (var (text, id) in definition.Vocabulary)
        {
            if (_added.ContainsKey(id))
                continue;
            if (_tokens[id] is { } other)
                throw new CheckpointException(source, $"vocabulary: '{other}' and '{text}' both have id {id}.");
            if (!ByteAlphabet.TryRead(text, out _bytes[id]))
                throw new CheckpointException(source, $"vocabulary: token '{text}' (id {id}) is not written in the byte alphabet; only byte-level BPE is supported.");
            _tokens[id] = text;
        }
        foreach (var token in definition.AddedTokens)
            (_tokens[token.Id], _bytes[token.Id]) = (token.Text, Encoding.UTF8.GetBytes(token.Text));

        _ids = definition.Vocabulary.Where(entry => !_added.ContainsKey(entry.Value)).ToDictionary();
        _encoder = new BytePairEncoder(Merges(definition), ByteIds(source), definition.IgnoreMerges ? _ids : null);
        Prefix = [.. definition.Prefix.Select(text => Known(text, "post_processor"))];
        Suffix = [.. definition.Suffix.Select(text => Known(text, "post_processor"))];
        foreach (var (role, text) in definition.Roles)
            Known(text, role);
        foreach (var id in definition.EndIds)
            if (id < 0)
                throw new CheckpointException(source, $"eos_token_id: {id} is no token id.");
        EndIds = [.. definition.EndIds.Concat(EosId is { } eos ? [eos] : []).Distinct()];

        int Known(string text, string field) =>
            IdOf(text) ?? throw new CheckpointException(source, $"{field}: '{text}' is not in the vocabulary.");
    }

    /// <summary>One more than the largest id. A model's table of embeddings is often larger.</summary>
    public int VocabularySize { get; }

    public IReadOnlyCollection<AddedToken> AddedTokens => _added.Values;

    public int? EosId => RoleId("eos_token");

    public int? BosId => RoleId("bos_token");

    public int? PadId => RoleId("pad_token");

    /// <summary>The tokens that end an answer: the end-of-sequence token and those of generation_config.json.</summary>
    public IReadOnlyList<int> EndIds { get; }

    /// <summary>What the model expects before a plain text (Llama 3: its bos token). A chat template writes it itself.</summary>
    public IReadOnlyList<int> Prefix { get; }

    /// <summary>What the model expects after a plain text.</summary>
    public IReadOnlyList<int> Suffix { get; }

    /// <summary>
    /// Loads a model folder: <c>tokenizer.json</c>, else <c>vocab.json</c> and <c>merges.txt</c>; with <c>tokenizer_config.json</c> and
    /// <c>generation_config.json</c> where they are there. Throws <see cref="CheckpointException"/> naming the file and the field.
    /// </summary>
    public static Tokenizer Load(string folder)
    {
        var file = Path.Combine(folder, "tokenizer.json");
        if (File.Exists(file))
            return new Tokenizer(TokenizerJson.Read(file, Path.Combine(folder, "tokenizer_config.json"), Path.Combine(folder, "generation_config.json")));
        if (!File.Exists(Path.Combine(folder, "vocab.json")))
            throw new FileNotFoundException($"{folder} has neither tokenizer.json nor vocab.json with merges.txt: no tokenizer.");
        var (vocabulary, merges, configuration) = (Path.Combine(folder, "vocab.json"), Path.Combine(folder, "merges.txt"), Path.Combine(folder, "tokenizer_config.json"));
        return new Tokenizer(VocabularyFiles.Read(vocabulary, merges, configuration, compose: null));
    }

    /// <summary>Loads the older format. The configuration names the tokenizer's class, which tells its pattern.</summary>
    /// <param name="compose">
    /// Whether text is normalised to form C first. The files do not say; Hugging Face's Qwen2Tokenizer does it, and so does loading a folder.
    /// </param>
    public static Tokenizer Load(string vocabularyFile, string mergesFile, string configurationFile, bool compose) =>
        new(VocabularyFiles.Read(vocabularyFile, mergesFile, configurationFile, compose));

    /// <summary>The ids of a text that may say anything: no part of it becomes an added token.</summary>
    public int[] Encode(string text)
    {
        var ids = new List<int>(text.Length / 3 + 4);
        Encode(text, ids);
        return [.. ids];
    }

    /// <summary>The ids of a trusted text, in which added tokens (special ones and others) stand for themselves; the longest wins.</summary>
    public int[] EncodeWithSpecials(string text) => EncodeWithSpecials(text, (_, _) => true);

    /// <param name="trusts">Whether a range of the text, by start and length, may be an added token.</param>
    internal int[] EncodeWithSpecials(string text, Func<int, int, bool> trusts)
    {
        var ids = new List<int>(text.Length / 3 + 4);
        var start = 0;
        while (_matcher.Next(text, start, trusts) is { } match)
        {
            Encode(text[start..match.Index], ids);
            ids.Add(match.Token.Id);
            start = match.Index + match.Token.Text.Length;
        }
        Encode(start == 0 ? text : text[start..], ids);
        return [.. ids];
    }

    /// <summary>Ids that stand for nothing are skipped; bytes that are no UTF-8 become U+FFFD.</summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecials = false)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
            bytes.AddRange(BytesOf(id, skipSpecials));
        return Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
    }

    public StreamingDecoder NewDecoder(bool skipSpecials = true) => new(this, skipSpecials);

    /// <summary>The token as the vocabulary writes it; null where the id stands for nothing.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <summary>The id of a token as the vocabulary writes it, an added one first.</summary>
    public int? IdOf(string token) =>
        _matcher.Find(token)?.Id ?? (_ids.TryGetValue(token, out var id) ? id : null);

    /// <summary>The text of the token in a role that tokenizer_config.json names, such as <c>bos_token</c>.</summary>
    public string? RoleText(string role) => _roles.GetValueOrDefault(role);

    internal ReadOnlySpan<byte> BytesOf(int id, bool skipSpecials)
    {
        if ((uint)id >= (uint)_bytes.Length || (skipSpecials && _added.TryGetValue(id, out var token) && token.Special))
            return [];
        return _bytes[id];
    }

    internal void Encode(string text, List<int> ids)
    {
        ReadOnlySpan<char> rest = _composition is null ? text : _composition.Normalize(text);
        while (!rest.IsEmpty)
        {
            var length = _pattern is null ? rest.Length : _pattern.Next(rest);
            _encoder.Encode(rest[..length], ids);
            rest = rest[length..];
        }
    }

    private int? RoleId(string role) => RoleText(role) is { } text ? IdOf(text) : null;

    private int[] ByteIds(string source)
    {
        var ids = new int[256];
        for (var value = 0; value < 256; value++)
        {
            if (!_ids.TryGetValue(ByteAlphabet.CharacterOf((byte)value).ToString(), out ids[value]))
                throw new CheckpointException(source, $"vocabulary: the token of byte 0x{value:X2} ('{ByteAlphabet.CharacterOf((byte)value)}') is missing; a byte-level vocabulary has all 256.");
        }
        return ids;
    }

    private MergeTable Merges(TokenizerDefinition definition)
    {
        var table = new MergeTable(definition.Merges.Count);
        for (var rank = 0; rank < definition.Merges.Count; rank++)
        {
            var (left, right) = definition.Merges[rank];
            table.Add(Id(left), Id(right), rank, Id(left + right));

            int Id(string token) => _ids.TryGetValue(token, out var id) ? id : throw new InvalidDataException(
                $"{definition.Source}: merges: merge {rank} ('{left}' '{right}') needs token '{token}', which is not in the vocabulary.");
        }
        return table;
    }
}
