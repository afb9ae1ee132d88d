namespace Pathwise.Learning.Data;

/// <summary>Rows of numbers in named columns, as of a CSV file.</summary>
public sealed class Table
{
    /// <summary>Values [rows, columns] and the columns' names. PW4008 if they do not fit or a name repeats.</summary>
    public Table(IEnumerable<string> names, DataArray values)
    {
        (Names, Values) = ([.. names], values);
        if (values.Shape.Rank != 2 || values.Shape[1] != Names.Count)
            throw new PathwiseException("PW4008", $"{Names.Count} names for columns of an array of shape {values.Shape}", "give an array of rows and columns, and a name for each column", Place.OfCaller());
        if (Names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new PathwiseException("PW4008", $"two columns are named '{twice.Key}'", "give each column its own name", Place.OfCaller());
    }

    /// <summary>The columns' names, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The numbers, [rows, columns].</summary>
    public DataArray Values { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Values.Shape[0];

    /// <summary>The numbers of a column. PW4008 if there is none of that name.</summary>
    public double[] Column(string name)
    {
        int column = IndexOf(name);
        return [.. Enumerable.Range(0, Count).Select(row => Values[row * Names.Count + column])];
    }

    /// <summary>
    /// Rows whose targets are some columns and whose features are the others, in order. One target is a number; several are a vector. PW4008 if a column is not there, is named twice, or none is left.
    /// </summary>
    public Dataset ToDataset(params string[] targets)
    {
        int[] chosen = [.. targets.Select(IndexOf)], others = [.. Enumerable.Range(0, Names.Count).Except(chosen)];
        if (chosen.Length + others.Length != Names.Count || others.Length == 0)
            throw new PathwiseException("PW4008", $"the targets {string.Join(", ", targets)} of a table with the columns {string.Join(", ", Names)}", "name each target once, and leave a column for features", Place.OfCaller());
        var features = new DataArray(Columns(others), new Shape(Count, others.Length));
        return new(features, chosen.Length == 0 ? null : new DataArray(Columns(chosen), chosen.Length == 1 ? new Shape(Count) : new Shape(Count, chosen.Length)));
    }

    double[] Columns(int[] columns)
    {
        var values = new double[Count * columns.Length];
        for (int row = 0; row < Count; row++)
            for (int c = 0; c < columns.Length; c++) values[row * columns.Length + c] = Values[row * Names.Count + columns[c]];
        return values;
    }

    int IndexOf(string name)
    {
        for (int column = 0; column < Names.Count; column++) if (string.Equals(Names[column], name, StringComparison.Ordinal)) return column;
        throw new PathwiseException("PW4008", $"the table has no column '{name}'", $"its columns are {string.Join(", ", Names)}", Place.OfCaller());
    }
}
