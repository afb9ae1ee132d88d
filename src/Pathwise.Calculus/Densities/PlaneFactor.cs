namespace Pathwise.Calculus;

/// <summary>
/// I − cQ for one direction, factored as <see cref="StateElimination"/> does, line by line: with the diagonal d of each state when it is eliminated, what flows on to the next by d, what flows into it from the next by d, and 1/d.
/// </summary>
/// <remarks>
/// Where the first row follows on the last, a passage through the rows begins behind the last row's cell of the passage before, its seam. All rows but the last are eliminated, flows to and from the seam being carried along; what remains are chains of the last row's cells: single
/// cells, if lines close after one passage, or circles of several (the diagonals of a torus, on which a line comes back after a least common multiple of rows and columns).
/// </remarks>
internal sealed class PlaneFactor
{
    /// <summary>Columns solved together: few enough for their factors to stay in a core's cache.</summary>
    const int Chunk = 32;

    readonly PlaneDirection _direction;
    readonly double _c;
    readonly double[] _toNext, _fromNext, _inverse;

    /// <summary>Of a closed array: the flows on to the seam and from it, by d, and the seam's values by the columns in which passages begin.</summary>
    readonly double[]? _toSeam, _fromSeam, _seam;

    /// <summary>The circles of the last row's cells, and their columns in order; null where each is alone.</summary>
    readonly (StateElimination Factor, int[] Columns)[]? _circles;

    public PlaneFactor(PlaneDirection direction, double c)
    {
        (_direction, _c) = (direction, c);
        int rows = direction.Rows, columns = direction.Columns, n = rows * columns, last = n - columns;
        (_toNext, _fromNext, _inverse) = (new double[n], new double[n], new double[n]);
        if (direction.IsClosed) (_toSeam, _fromSeam, _seam) = (new double[n], new double[n], new double[columns]);
        double[] up = direction.Up, down = direction.Down, exit = direction.Exit;
        // The excess of each column, until its state is eliminated.
        var excess = new double[n];
        for (int i = 0; i < n; i++) excess[i] = 1 + c * exit[i];
        for (int column = 0; column < columns && direction.IsClosed; column++)
            (_toSeam![column], _fromSeam![column]) = (c * down[column], c * up[last + direction.Column(column, -1)]);
        for (int r = 0; r < (direction.IsClosed ? rows - 1 : rows); r++)
            for (int column = 0; column < columns; column++)
            {
                int i = r * columns + column;
                double to = c * up[i], toSeam = _toSeam?[i] ?? 0, d = excess[i] + to + toSeam;
                _inverse[i] = 1 / d;
                if (r + 1 == rows || !direction.IsInside(i)) continue;
                int next = (r + 1) * columns + direction.Column(column, 1);
                double from = c * down[next], share = excess[i] / d;
                _toNext[i] = to / d;
                _fromNext[i] = from / d;
                excess[next] += from * share;
                if (_fromSeam is null) continue;
                double fromSeam = _fromSeam[i];
                _toSeam![i] = toSeam / d;
                _fromSeam[i] = fromSeam / d;
                excess[last + direction.Column(column, -(r + 1))] += fromSeam * share;
                (_toSeam[next], _fromSeam[next]) = (from * (toSeam / d), fromSeam * (to / d));
            }
        if (!direction.IsClosed) return;
        if (direction.ClosesAtOnce)
            for (int i = last; i < n; i++) _inverse[i] = 1 / excess[i];
        else _circles = [.. Circles(direction, excess.AsSpan(last), _toSeam.AsSpan(last), _fromSeam.AsSpan(last))];
    }

    /// <summary>The chains that the last row's cells form, each of which exchanges mass with the one before it, its seam.</summary>
    static List<(StateElimination, int[])> Circles(PlaneDirection direction, ReadOnlySpan<double> excess, ReadOnlySpan<double> toSeam, ReadOnlySpan<double> fromSeam)
    {
        var circles = new List<(StateElimination, int[])>();
        var seen = new bool[excess.Length];
        for (int first = 0; first < seen.Length; first++)
        {
            var own = new List<int>();
            for (int column = first; !seen[column]; column = direction.Column(column, direction.Rows))
            {
                seen[column] = true;
                own.Add(column);
            }
            if (own.Count == 0) continue;
            var (rates, its) = (new Rates(own.Count), new double[own.Count]);
            for (int k = 0; k < own.Count; k++)
            {
                (its[k], rates.Down[k]) = (excess[own[k]], toSeam[own[k]]);
                rates.Up[(k + own.Count - 1) % own.Count] = fromSeam[own[k]];
            }
            circles.Add((new StateElimination(rates, its, 1, periodic: true), [.. own]));
        }
        return circles;
    }

    /// <summary>
    /// m(t + step) from m(t), in place, and tangents with it (each with an array of its size to scratch in): by Alexander's method, with c = (1 − √½)·step, or by implicit Euler, with c = step. (See <see cref="MassStepper"/>.)
    /// </summary>
    public void Step(double[] mass, double[][] tangents, double[][] scratch, bool secondOrder)
    {
        int columns = _direction.Columns, chunks = (columns + Chunk - 1) / Chunk;
        Lines Of(int chunk) => new(_direction, chunk * Chunk, Math.Min(Chunk, columns - chunk * Chunk));
        // Lines that do not meet take their step alone; those that do meet at the seam.
        if (_circles is null) Parallel.For(0, chunks, chunk => Step(action => action(Of(chunk)), Of(chunk)));
        else Step(action => Parallel.For(0, chunks, chunk => action(Of(chunk))), new(_direction, 0, columns));

        void Step(Action<Action<Lines>> each, Lines all)
        {
            if (secondOrder)
                each(lines =>
                {
                    lines.Copy(mass, scratch[0]);
                    for (int k = 0; k < tangents.Length; k++) lines.Copy(tangents[k], scratch[1 + k]);
                });
            Stage(each, all, mass, tangents);
            if (!secondOrder) return;
            each(lines =>
            {
                lines.Combine(mass, scratch[0]);
                for (int k = 0; k < tangents.Length; k++) lines.Combine(tangents[k], scratch[1 + k]);
            });
            Stage(each, all, mass, tangents);
        }
    }

    void Stage(Action<Action<Lines>> each, Lines all, double[] mass, double[][] tangents)
    {
        Solve(each, all, mass);
        for (int k = 0; k < tangents.Length; k++)
        {
            double[] tangent = tangents[k];
            var derivatives = _direction.Derivatives[k];
            each(lines => lines.AddProduct(derivatives, _c, mass, tangent));
            if (_direction.IsClosed) all.AddProductAcrossSeam(derivatives, _c, mass, tangent);
            Solve(each, all, tangent);
        }
    }

    /// <summary>Down the rows, and up again.</summary>
    void Solve(Action<Action<Lines>> each, Lines all, double[] m)
    {
        each(lines => lines.Down(m, _toNext, _toSeam, _seam));
        if (_seam is not null)
        {
            all.AddToSeam(m, _seam);
            if (_circles is null) all.Divide(m, _inverse);
            else foreach (var (factor, columns) in _circles)
                {
                    int last = m.Length - _direction.Columns;
                    double[] own = [.. columns.Select(column => m[last + column])];
                    factor.Solve(own);
                    for (int k = 0; k < own.Length; k++) m[last + columns[k]] = own[k];
                }
            all.ReadSeam(m, _seam);
        }
        each(lines => lines.Up(m, _fromNext, _inverse, _fromSeam, _seam));
    }
}
