using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>The types custom:csv_*: tables with given columns and numbers of rows.</summary>
internal static class CsvTasks
{
    private static readonly string[] CityColumns = ["ID", "Country", "City", "Year", "Count"];
    private static readonly string[] ProductColumns = ["ProductID", "Category", "Brand", "Price", "Stock"];
    private static readonly string[] StudentColumns = ["StudentID", "Subject", "Grade", "Semester", "Score"];

    public static ConstraintType[] All { get; } =
    [
        new("custom:csv_city", [], _ => $"Generate CSV data: {Names(CityColumns)}, the data should be comma delimited. Please generate 7 rows.")
        {
            Bind = _ => new FunctionCheck(City),
        },
        new("custom:csv_special_character", [],
            _ => $"Generate CSV data: {Names(ProductColumns)}, the data should be comma delimited. Please generate 14 rows. Add one field which contains a special character and enclose it in double quotes.")
        {
            Bind = _ => new FunctionCheck(SpecialCharacter),
        },
        new("custom:csv_quotes", [],
            _ => $"Generate CSV data: {Names(StudentColumns)}, the data should be tab delimited. Please generate 3 rows and enclose each single field in double quotes.")
        {
            Bind = _ => new FunctionCheck(Quotes),
        },
    ];

    private static string Names(string[] columns) => $"The column names are [{string.Join(", ", columns.Select(c => $"\"{c}\""))}]";

    private static Verdict City(string text)
    {
        if (PythonCsv.Read(text, ',') is not { } rows)
            return Verdict.Violated("the answer is not CSV: a carriage return stands within a line");
        if (rows.Count != 8)
            return Verdict.Violated($"{Phrase.Count(rows.Count, "line")} found, a header and 7 rows asked for");
        if (!rows[0].SequenceEqual(CityColumns))
            return Verdict.Violated($"the header is {Phrase.Quote(string.Join(',', rows[0]))}");
        return FindOtherWidth(rows) ?? Verdict.Followed;
    }

    private static Verdict SpecialCharacter(string text)
    {
        if (!IsHeader(text, ProductColumns, ',', " \t"))
            return Verdict.Violated($"the first line does not name the columns {string.Join(", ", ProductColumns)}");
        // Quotation marks are tripled so that they survive the reading.
        if (PythonCsv.Read(text.Replace("\"", "\"\"\"", StringComparison.Ordinal), ',') is not { } rows)
            return Verdict.Violated("the answer is not CSV: a carriage return stands within a line");
        if (rows.Count != 15)
            return Verdict.Violated($"{Phrase.Count(rows.Count, "line")} found, a header and 14 rows asked for");
        foreach (List<string> row in rows.Skip(1))
        {
            if (row.Count != 5)
                return Verdict.Violated($"a row has {Phrase.Count(row.Count, "field")}, 5 asked for");
            if (row.Any(IsQuotedWithSpecialCharacter))
                return Verdict.Followed;
        }
        return Verdict.Violated("no field in double quotes has a special character");
    }

    private static Verdict Quotes(string text)
    {
        if (!IsHeader(text, StudentColumns, '\t', " "))
            return Verdict.Violated($"the first line does not name the columns {string.Join(", ", StudentColumns)} with tabs between them");
        if (PythonCsv.Read(text.Replace("\"", "\"\"\"", StringComparison.Ordinal), '\t') is not { } rows)
            return Verdict.Violated("the answer is not CSV: a carriage return stands within a line");
        if (rows.Count != 4)
            return Verdict.Violated($"{Phrase.Count(rows.Count, "line")} found, a header and 3 rows asked for");
        if (FindOtherWidth(rows) is { } other)
            return other;
        foreach (string field in rows.SelectMany(r => r))
        {
            string stripped = BenchText.Strip(field);
            if (!stripped.StartsWith('"') || !stripped.EndsWith('"'))
                return Verdict.Violated($"{Phrase.Quote(stripped)} is not in double quotes");
        }
        return Verdict.Followed;
    }

    private static Verdict? FindOtherWidth(List<List<string>> rows) =>
        rows.Find(r => r.Count != 5) is { } row ? Verdict.Violated($"a row has {Phrase.Count(row.Count, "field")}, 5 asked for") : null;

    // Each name may be in quotation marks; after a delimiter there may be blanks.
    private static bool IsHeader(string text, string[] columns, char delimiter, string blanks)
    {
        int end = text.IndexOf('\n');
        string[] names = BenchText.Strip(end < 0 ? text : text[..end]).Split(delimiter);
        return names.Length == columns.Length
            && names.Select((n, i) => i == 0 ? n : n.TrimStart(blanks.ToCharArray())).Zip(columns).All(p => p.First == p.Second || p.First == $"\"{p.Second}\"");
    }

    // A quotation mark at the start, a later one, and between them, on the same line, something that is neither word character nor blank.
    private static bool IsQuotedWithSpecialCharacter(string field)
    {
        if (!field.StartsWith('"'))
            return false;
        int line = field.IndexOf('\n');
        int last = (line < 0 ? field : field[..line]).LastIndexOf('"');
        for (int i = 1; i < last;)
        {
            int c = CodePoints.At(field, i, out int length);
            if (!CodePoints.IsWord(c) && !(c < 0x10000 && CodePoints.IsSpace((char)c)))
                return true;
            i += length;
        }
        return false;
    }
}
