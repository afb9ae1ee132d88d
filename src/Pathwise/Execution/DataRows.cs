namespace Pathwise.Execution;

/// <summary>Data as per-path inputs: path k reads row k modulo the number of rows.</summary>
/// <param name="Placeholders">The parts of a row in the graph.</param>
/// <param name="Rows">For each row, the numbers of each part.</param>
internal sealed record DataRows(IReadOnlyList<Node> Placeholders, IReadOnlyList<double[][]> Rows)
{
    public static readonly DataRows None = new([], []);

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
