using System.Text.Json;
using AspireIF.Instructions.Checkers.FinalAnswers;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Datasets;

/// <summary>Reads <c>{"prompt": ..., "answer": ..., "kind": "math" | "choice"}</c>, JSON lines, gzipped or not.</summary>
public static class VerifiableQuestions
{
    /// <param name="onError">Told of each row that cannot be used; reading goes on. Null: the first is thrown.</param>
    /// <exception cref="DatasetException">The first error, when <paramref name="onError"/> is null.</exception>
    public static IEnumerable<VerifiableQuestion> Read(
        string path, Action<DatasetError>? onError = null, DatasetOptions? options = null, CancellationToken cancellation = default) =>
        Read(DatasetReader.ReadLines(path, onError, options, cancellation), path, onError);

    /// <summary>As the overload for files; <paramref name="name"/> stands in the errors.</summary>
    public static IEnumerable<VerifiableQuestion> Read(
        Stream stream, string name, Action<DatasetError>? onError = null, DatasetOptions? options = null, CancellationToken cancellation = default) =>
        Read(DatasetReader.ReadLines(stream, name, onError, options, cancellation), name, onError);

    private static IEnumerable<VerifiableQuestion> Read(IEnumerable<DatasetRow> rows, string name, Action<DatasetError>? onError)
    {
        foreach (DatasetRow row in rows)
        {
            var (question, error) = Parse(row, name);
            if (question is not null)
                yield return question;
            else if (onError is not null)
                onError(error!);
            else
                throw new DatasetException(error!);
        }
    }

    private static (VerifiableQuestion? Question, DatasetError? Error) Parse(DatasetRow row, string name)
    {
        if (string.IsNullOrWhiteSpace(row.Prompt))
            return Wrong("prompt", "is missing or blank", "Give the question");
        string? kindName = Text(row, "kind");
        AnswerKind? kind = kindName switch { "math" => AnswerKind.Math, "choice" => AnswerKind.Choice, _ => null };
        if (kind is null)
            return Wrong("kind", kindName is null ? "is missing" : $"is \"{kindName}\"", "Give \"math\" or \"choice\"");
        if (Text(row, "answer") is not { } answer)
            return Wrong("answer", "is missing", "Give the right final answer as a string or a number");
        var question = new VerifiableQuestion(row.Key, row.Prompt, answer, kind.Value);
        try
        {
            Constraint constraint = question.ToInstruction().Constraints[0];
            constraint.Type!.Bind!(constraint.Arguments);
        }
        catch (ConstraintArgumentException)
        {
            return Wrong("answer", $"is \"{answer}\"", kind == AnswerKind.Math ? "Give a number or formula" : "Give the letter of the right choice, such as \"B\"");
        }
        return (question, null);

        (VerifiableQuestion?, DatasetError) Wrong(string field, string problem, string remedy) => (null, new DatasetError(name, row.Line, field, problem, remedy));
    }

    private static string? Text(DatasetRow row, string field) => row.Json.TryGetProperty(field, out JsonElement value)
        ? value.ValueKind switch { JsonValueKind.String => JsonText.Read(value), JsonValueKind.Number => value.GetRawText(), _ => null }
        : null;
}
