using System.Globalization;
using System.Text;

namespace Pathwise.Learning.Data;

/// <summary>
/// Tables of numbers as text (RFC 4180): fields between separators, in quotes or not, a line for each row, all of one length; UTF-8, compressed by gzip or not. Whether the first line holds names is said and not guessed.
/// </summary>
public static class Csv
{
    /// <summary>
    /// The table of a file; without a header columns are named 1, 2, … Numbers have a decimal point and may have an exponent; blanks around them and empty lines at the end are overlooked. PW4001 if the file cannot be
    /// read; PW4002, with line and column, where a field is no finite number, a row has another number of fields than the first, or quotes are not closed; PW4004 if it is corrupt; PW4006 if it has no rows or too many.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Whether the first line holds the names of the columns.</param>
    /// <param name="separator">What stands between fields.</param>
    public static Table Read(string path, bool header = true, char separator = ',')
    {
        using var stream = Gzip.Open(path);
        return Read(stream, path, header, separator);
    }

    internal static Table Read(Stream stream, string file, bool header, char separator)
    {
        if (separator is '"' or '\n' or '\r' or '.' or '+' or '-' || char.IsAsciiLetterOrDigit(separator))
            throw new PathwiseException("PW4002", $"'{separator}' cannot stand between fields", "give a comma, a semicolon, a tab or the like", Place.OfCaller());
        return Gzip.Read(stream, file, (inside, _) =>
        {
            using var text = new StreamReader(inside is ChecksumStream ? new CappedStream(inside, file) : inside, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
            return Rows(new CsvFields(text, file, separator), file, header);
        });
    }

    static Table Rows(CsvFields fields, string file, bool header)
    {
        var names = new List<string>();
        var values = new List<double>();
        int columns = 0;
        for (int row = 0, column = 0; fields.Next();)
        {
            if (row > 0 && column == columns) throw fields.Wrong($"a row of more than {columns} fields", "give every row as many fields as the first");
            if (header && row == 0) names.Add(fields.Name());
            else values.Add(fields.Number());
            if (values.Count > Shape.MaximumCount) throw new PathwiseException("PW4006", $"{file}: more than {Shape.MaximumCount} numbers", "split the file");
            column++;
            if (!fields.EndsRow) continue;
            if (row == 0) columns = column;
            if (column < columns) throw fields.Wrong($"a row of {column} fields instead of {columns}", "give every row as many fields as the first");
            (column, row) = (0, row + 1);
        }
        if (values.Count == 0) throw new PathwiseException("PW4006", $"{file}: there are no rows of numbers", "give at least one row below the header, if there is one");
        if (!header) names = [.. Enumerable.Range(1, columns).Select(n => n.ToString(CultureInfo.InvariantCulture))];
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new PathwiseException("PW4002", $"two columns are named '{twice.Key}'", "give each column its own name, or say that there is no header", new Place(file, 1, 1));
        return new(names, new DataArray(values.ToArray(), new Shape(values.Count / columns, columns)));
    }
}
