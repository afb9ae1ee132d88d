using System.Globalization;
using System.Text;

namespace Pathwise.Learning.Data;

/// <summary>The fields of a text in order, each with its place (RFC 4180). A line ends by CR LF, LF or CR; empty lines may stand at the end alone.</summary>
internal sealed class CsvFields(TextReader text, string file, char separator)
{
    /// <summary>No number and no name is as long.</summary>
    const int MostCharacters = 1024;

    readonly StringBuilder _field = new();
    int _line = 1, _column = 1, _fieldLine, _fieldColumn;
    bool _within;

    /// <summary>Whether the field is the last of its row.</summary>
    public bool EndsRow { get; private set; }

    /// <summary>Goes to the next field; false at the end of the text.</summary>
    public bool Next()
    {
        if (!_within && !BeginRow()) return false;
        _field.Clear();
        (_fieldLine, _fieldColumn) = (_line, _column);
        if (text.Peek() == '"') Quoted();
        else
            while (text.Peek() is not -1 and not '\n' and not '\r' && text.Peek() != separator) Append(Take());
        // What follows a field is a separator or the end of its row.
        int next = text.Peek();
        if (next == separator) Take();
        else if (next is '\n' or '\r') EndLine();
        else if (next != -1) throw new PathwiseException("PW4002", $"'{(char)next}' after a closing quote", "a quote within a quoted field is written twice", new Place(file, _line, _column));
        _within = next == separator;
        EndsRow = !_within;
        return true;
    }

    /// <summary>The field as a number.</summary>
    public double Number()
    {
        string field = _field.ToString();
        if (field.AsSpan().Trim().IsEmpty) throw Wrong("an empty field where a number is expected", "leave out rows with missing values, or fill them in");
        if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            throw Wrong($"'{Shown(field)}' is not a number", _line == 1 || _fieldLine == 1 ? "write numbers as 1.5 or -2e-3, or say that the first line holds names" : "write numbers as 1.5 or -2e-3; say which separator is used, if not a comma");
        return double.IsFinite(number) ? number : throw Wrong($"'{Shown(field)}' is not a finite number", "leave out rows with missing values, or fill them in");
    }

    /// <summary>The field as a column's name.</summary>
    public string Name()
    {
        string name = _field.ToString().Trim();
        if (name.Length == 0) throw Wrong("a column without a name", "name every column, or say that there is no header");
        return name.Contains('\uFFFD', StringComparison.Ordinal) ? throw Wrong("a name that is not UTF-8", "save the file as UTF-8") : name;
    }

    /// <summary>An error at the field.</summary>
    public PathwiseException Wrong(string cause, string cure) => new("PW4002", cause, cure, new Place(file, _fieldLine, _fieldColumn));

    static string Shown(string field) => string.Concat((field.Length > 40 ? field[..40] + "…" : field).Select(c => char.IsControl(c) ? '\uFFFD' : c));

    bool BeginRow()
    {
        var (line, empty) = (_line, false);
        while (text.Peek() is '\n' or '\r')
        {
            EndLine();
            empty = true;
        }
        if (text.Peek() == -1) return false;
        return empty ? throw new PathwiseException("PW4002", "an empty line between rows", "leave it out", new Place(file, line, 1)) : true;
    }

    void Quoted()
    {
        Take();
        for (; ; )
        {
            if (text.Peek() == -1) throw Wrong("a quote that is not closed", "close it; a quote within a quoted field is written twice");
            if (text.Peek() is '\n' or '\r')
            {
                EndLine();
                Append('\n');
                continue;
            }
            char c = Take();
            if (c == '"')
            {
                if (text.Peek() != '"') return;
                Take();
            }
            Append(c);
        }
    }

    void Append(char c)
    {
        if (_field.Length == MostCharacters) throw Wrong($"a field of more than {MostCharacters} characters", "say which separator is used, if not a comma");
        _field.Append(c);
    }

    char Take()
    {
        _column++;
        return (char)text.Read();
    }

    void EndLine()
    {
        if (text.Read() == '\r' && text.Peek() == '\n') _ = text.Read();
        (_line, _column) = (_line + 1, 1);
    }
}
