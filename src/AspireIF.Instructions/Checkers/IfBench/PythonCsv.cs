using System.Text;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>CSV as Python's <c>csv.reader</c> takes it in its default dialect: lenient about quotation marks; a blank line is a row without fields.</summary>
internal static class PythonCsv
{
    private enum State
    {
        StartOfRow,
        StartOfField,
        InField,
        InQuotes,
        AfterQuote,
        AfterReturn,
    }

    /// <summary>The rows, or null where Python raises an error: something other than a line end follows a carriage return.</summary>
    public static List<List<string>>? Read(string text, char delimiter)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        State state = State.StartOfRow;
        for (int i = 0; i <= text.Length; i++)
        {
            bool end = i == text.Length;
            if (end && (i == 0 || text[i - 1] == '\n') && state == State.StartOfRow)
                break; // the last line has its line feed
            char c = end ? '\n' : text[i];
            if (state == State.AfterReturn)
            {
                if (c is not ('\n' or '\r'))
                    return null;
            }
            else if (state == State.InQuotes)
            {
                if (end)
                    break; // an open quotation runs to the end
                if (c == '"')
                    state = State.AfterQuote;
                else
                    field.Append(c);
                continue;
            }
            else if (c is '\n' or '\r')
            {
                if (state != State.StartOfRow)
                    EndField();
                state = State.AfterReturn;
            }
            else if (c == delimiter)
            {
                EndField();
                state = State.StartOfField;
            }
            else if (c == '"' && (state is State.StartOfRow or State.StartOfField))
            {
                state = State.InQuotes;
            }
            else
            {
                field.Append(c);
                state = state == State.AfterQuote && c == '"' ? State.InQuotes : State.InField;
            }
            if (c == '\n' && state == State.AfterReturn)
                EndRow();
        }
        if (row.Count > 0 || field.Length > 0 || state == State.InQuotes)
        {
            EndField();
            EndRow();
        }
        return rows;

        void EndField()
        {
            row.Add(field.ToString());
            field.Clear();
        }

        void EndRow()
        {
            rows.Add(row);
            row = [];
            state = State.StartOfRow;
        }
    }
}
