using System.Text.Json;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Datasets;

/// <summary>
/// A row of a data set. <see cref="Json"/> is the whole row as it was read, unknown fields and all: writing it back gives the same values.
/// The other properties are what is known of it; null where the row does not say.
/// </summary>
public sealed record DatasetRow(DatasetKind Kind, string Key, JsonElement Json)
{
    /// <summary>Where it was read, counted from 1 (in Parquet the row); 0 when it was made.</summary>
    public long Line { get; init; }

    /// <summary>What is asked, in full: constraints included.</summary>
    public string? Prompt { get; init; }

    /// <summary>The constraints; null when the row has no <c>instruction_id_list</c>.</summary>
    public IReadOnlyList<Constraint>? Constraints { get; init; }

    /// <summary>A conversation, oldest message first.</summary>
    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    /// <summary>A model's or a person's answer (<c>response</c>, or a seed's <c>output</c>).</summary>
    public string? Response { get; init; }

    /// <summary>The preferred answer of a pair.</summary>
    public string? Chosen { get; init; }

    /// <summary>The other answer of a pair.</summary>
    public string? Rejected { get; init; }

    /// <summary>A task without constraints.</summary>
    public static DatasetRow OfSeed(string instruction, string key) =>
        RowParser.Parse(RowJson.Object(json =>
        {
            json.String("key", key);
            json.String("instruction", instruction);
        }), 0);

    /// <summary>A row of IFEval's shape; the constraints' own texts are not part of it.</summary>
    public static DatasetRow OfIfEval(string key, string prompt, IReadOnlyList<Constraint> constraints) =>
        RowParser.Parse(RowJson.Object(json =>
        {
            json.String("key", key);
            json.String("prompt", prompt);
            json.IdsAndArguments(constraints);
        }), 0);

    /// <summary>A row of verl-if's shape, with the level of the curriculum where there is one.</summary>
    public static DatasetRow OfVerlIf(string key, string prompt, IReadOnlyList<Constraint> constraints, int? level = null) =>
        RowParser.Parse(RowJson.Object(json =>
        {
            json.String("key", key);
            json.String("prompt", prompt);
            json.Texts(constraints);
            json.IdsAndArguments(constraints);
            if (level is { } k)
                json.WriteNumber("level", k);
        }), 0);

    public static DatasetRow OfResponse(string key, string prompt, string response) =>
        RowParser.Parse(RowJson.Object(json =>
        {
            json.String("key", key);
            json.String("prompt", prompt);
            json.String("response", response);
        }), 0);

    public static DatasetRow OfChat(string key, IReadOnlyList<ChatMessage> messages) =>
        RowParser.Parse(RowJson.Object(json =>
        {
            json.String("key", key);
            json.WriteStartArray("messages");
            foreach (ChatMessage message in messages)
            {
                json.WriteStartObject();
                json.String("role", message.Role);
                json.String("content", message.Content);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }), 0);

    /// <summary>
    /// The row as an instruction. Where each constraint's text stands in the prompt, one after the other to its end (verl-if), the seed is what
    /// comes before the first and each constraint has its span. Otherwise (IFEval) the seed cannot be told from the constraints
    /// without decomposition and is the whole prompt.
    /// </summary>
    public Instruction ToInstruction()
    {
        string prompt = Prompt ?? "";
        if (Constraints is not { Count: > 0 } constraints)
            return new Instruction(Key, prompt, []);
        if (ConstraintSpans.Locate(prompt, constraints) is not { } spans)
            return new Instruction(Key, prompt, constraints) { Prompt = prompt };
        return new Instruction(Key, prompt[..spans[0].Start].TrimEnd(), [.. constraints.Zip(spans, (c, span) => c with { Span = span })]) { Prompt = prompt };
    }
}
