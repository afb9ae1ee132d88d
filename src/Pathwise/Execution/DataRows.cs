namespace Pathwise.Execution;

/// <summary>Data as per-path inputs: path k reads row k modulo the number of rows.</summary>
/// <param name="Placeholders">The parts of a row in the graph.</param>
/// <param name="Rows">For each row, the numbers of each part.</param>
internal sealed record DataRows(IReadOnlyList<Node> Placeholders, IReadOnlyList<double[][]> Rows)
{
    public static readonly DataRows None = new([], []);

    /// <summary>The rows of a run of paths, part by part.</summary>
    public Value[] For(long firstPath, int paths)
    {
        var values = new Value[Placeholders.Count];
        for (int part = 0; part < values.Length; part++)
        {
            values[part] = new Value(Placeholders[part].Shape.Count, paths, perPath: true);
            Fill(part, firstPath, paths, values[part].Data);
        }
        return values;
    }

    /// <summary>Writes one part of the rows of a run of paths: element e of path <c>firstPath + p</c> at <c>e·paths + p</c>.</summary>
    public void Fill(int part, long firstPath, int paths, Span<double> destination)
    {
        for (int p = 0; p < paths; p++)
        {
            double[] numbers = Rows[(int)((firstPath + p) % Rows.Count)][part];
            for (int e = 0; e < numbers.Length; e++) destination[e * paths + p] = numbers[e];
        }
    }
}
