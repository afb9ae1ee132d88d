namespace Pathwise.Calculus;

/// <summary>
/// The rates of a chain along one direction of a plane of cells, laid out so that lines run through the rows: from cell (r, c) to (r + 1, c + shift) and back to (r − 1, c − shift), and out of the domain. Many lines are solved side by side,
/// neighbours in memory. A rate that would lead out of the array is zero.
/// </summary>
/// <param name="IsTransposed">Whether rows are those of constant x (lines along x) instead of constant y.</param>
/// <param name="Shift">0 along an axis, ±1 along a diagonal.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The length of a row.</param>
internal sealed record PlaneDirection(bool IsTransposed, int Shift, int Rows, int Columns)
{
    public double[] Up { get; } = new double[Rows * Columns];
    public double[] Down { get; } = new double[Rows * Columns];
    public double[] Exit { get; } = new double[Rows * Columns];

    /// <summary>Their derivatives in each parameter.</summary>
    public PlaneDirection[] Derivatives { get; set; } = [];

    /// <summary>Whether a cell's neighbour along the direction is in the same array of columns.</summary>
    public bool IsInside(int cell) => cell % Columns + Shift is >= 0 and var column && column < Columns;
}

/// <summary>
/// I − cQ for one direction, factored as <see cref="StateElimination"/> does, line by line: with the diagonal d of each state when it is eliminated, what flows on to the next by d, what flows into it from the next by d, and 1/d.
/// </summary>
internal sealed class PlaneFactor
{
    /// <summary>Columns solved together: few enough for their factors to stay in a core's cache.</summary>
    const int Chunk = 32;

    readonly PlaneDirection _direction;
    readonly double _c;
    readonly double[] _toNext, _fromNext, _inverse;

    public PlaneFactor(PlaneDirection direction, double c)
    {
        (_direction, _c) = (direction, c);
        int rows = direction.Rows, columns = direction.Columns, n = rows * columns, next = columns + direction.Shift;
        (_toNext, _fromNext, _inverse) = (new double[n], new double[n], new double[n]);
        double[] up = direction.Up, down = direction.Down, exit = direction.Exit;
        // The excess of each column, until its state is eliminated.
        var excess = new double[n];
        for (int i = 0; i < n; i++) excess[i] = 1 + c * exit[i];
        for (int r = 0; r < rows; r++)
            for (int i = r * columns; i < (r + 1) * columns; i++)
            {
                double to = c * up[i], d = excess[i] + to;
                _inverse[i] = 1 / d;
                if (r + 1 == rows || !direction.IsInside(i)) continue;
                double from = c * down[i + next];
                _toNext[i] = to / d;
                _fromNext[i] = from / d;
                excess[i + next] += from * (excess[i] / d);
            }
    }

    /// <summary>
    /// m(t + step) from m(t), in place, and tangents with it (each with an array of its size to scratch in): by Alexander's method, with c = (1 − √½)·step, or by implicit Euler, with c = step. (See <see cref="MassStepper"/>.)
    /// </summary>
    public void Step(double[] mass, double[][] tangents, double[][] scratch, bool secondOrder)
    {
        int columns = _direction.Columns;
        Parallel.For(0, (columns + Chunk - 1) / Chunk, chunk =>
        {
            var lines = new Lines(_direction, chunk * Chunk, Math.Min(Chunk, columns - chunk * Chunk));
            if (secondOrder)
            {
                lines.Copy(mass, scratch[0]);
                for (int k = 0; k < tangents.Length; k++) lines.Copy(tangents[k], scratch[1 + k]);
            }
            Stage(lines, mass, tangents);
            if (!secondOrder) return;
            lines.Combine(mass, scratch[0]);
            for (int k = 0; k < tangents.Length; k++) lines.Combine(tangents[k], scratch[1 + k]);
            Stage(lines, mass, tangents);
        });
    }

    void Stage(Lines lines, double[] mass, double[][] tangents)
    {
        lines.Solve(mass, _toNext, _fromNext, _inverse);
        for (int k = 0; k < tangents.Length; k++)
        {
            lines.AddProduct(_direction.Derivatives[k], _c, mass, tangents[k]);
            lines.Solve(tangents[k], _toNext, _fromNext, _inverse);
        }
    }
}
