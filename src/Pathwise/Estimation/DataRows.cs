namespace Pathwise.Estimation;

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
            var value = values[part] = new Value(Placeholders[part].Shape.Count, paths, perPath: true);
            for (int p = 0; p < paths; p++)
            {
                double[] numbers = Rows[(int)((firstPath + p) % Rows.Count)][part];
                for (int e = 0; e < numbers.Length; e++) value[e, p] = numbers[e];
            }
        }
        return values;
    }
}
