namespace Pathwise.Calculus;

/// <summary>
/// Rates of a Markov chain on the cells: from cell i to the next (<see cref="Up"/>), to the one before (<see cref="Down"/>), and out of the domain from the two end cells. With masses m, dm/dt = Qm;
/// every column of Q sums to minus the rate of leaving, so that mass is kept, and Q has no negative entry off its diagonal, so that masses stay positive.
/// </summary>
internal sealed class Rates(int cells)
{
    public double[] Up { get; } = new double[cells];
    public double[] Down { get; } = new double[cells];
    public double ExitLower { get; set; }
    public double ExitUpper { get; set; }

    /// <summary>result += c·Q·m, as differences of fluxes.</summary>
    public void AddProduct(double c, double[] m, double[] result, bool periodic)
    {
        int n = m.Length;
        for (int i = periodic ? 0 : 1; i < n; i++)
        {
            int before = i == 0 ? n - 1 : i - 1;
            double flux = c * (Up[before] * m[before] - Down[i] * m[i]);
            result[before] -= flux;
            result[i] += flux;
        }
        result[0] -= c * ExitLower * m[0];
        result[^1] -= c * ExitUpper * m[^1];
    }

    /// <summary>result += c·Qᵀ·u, as differences of neighbours; a wall's value is 0.</summary>
    public void AddTransposedProduct(double c, double[] u, double[] result, bool periodic)
    {
        int n = u.Length;
        for (int i = periodic ? 0 : 1; i < n; i++)
        {
            int before = i == 0 ? n - 1 : i - 1;
            double step = c * (u[i] - u[before]);
            result[before] += Up[before] * step;
            result[i] -= Down[i] * step;
        }
        result[0] -= c * ExitLower * u[0];
        result[^1] -= c * ExitUpper * u[^1];
    }
}

/// <summary>The Fokker–Planck operator p ↦ −(ap)′ + ½(b²p)″ on cells: rates from the fluxes of <see cref="Link"/>, and their derivatives in the parameters.</summary>
internal sealed class RateMatrix
{
    readonly Dictionary<double, StateElimination> _factors = [];
    readonly Cells _cells;

    RateMatrix(Cells cells, int parameters)
    {
        _cells = cells;
        Rates = new(cells.Count);
        Derivatives = [.. Enumerable.Range(0, parameters).Select(_ => new Rates(cells.Count))];
    }

    public Rates Rates { get; }

    /// <summary>The derivatives of the rates in each parameter.</summary>
    public Rates[] Derivatives { get; }

    /// <summary>The rates at which natural ends would be left if they were open.</summary>
    public double LeakLower { get; private set; }

    /// <inheritdoc cref="LeakLower"/>
    public double LeakUpper { get; private set; }

    /// <summary>(I − cQ), factored.</summary>
    public StateElimination Factor(double c)
    {
        if (_factors.TryGetValue(c, out var known)) return known;
        // Steps of many different lengths are not worth remembering.
        if (_factors.Count >= 32) _factors.Clear();
        var excess = new double[_cells.Count];
        Array.Fill(excess, 1);
        return _factors[c] = new StateElimination(Rates, excess, c, _cells.Periodic);
    }

    /// <summary>The generator at time t.</summary>
    public static RateMatrix At(Coefficients coefficients, Cells cells, double t)
    {
        int n = cells.Count, parameters = coefficients.Parameters.Names.Length;
        var made = new RateMatrix(cells, parameters);
        // Centres, then what lies between neighbours, then a middle and an end for each absorbing side.
        var points = new List<double>(cells.Centres);
        for (int i = 1; i < n; i++) points.Add(0.5 * (cells.Centres[i - 1] + cells.Centres[i]));
        if (cells.Periodic) points.Add(cells.Upper);
        int lowerWall = points.Count;
        if (cells.LowerKind == BoundaryKind.Absorbing) points.AddRange([0.5 * (cells.Lower + cells.Centres[0]), cells.Lower]);
        int upperWall = points.Count;
        if (cells.UpperKind == BoundaryKind.Absorbing) points.AddRange([0.5 * (cells.Upper + cells.Centres[^1]), cells.Upper]);
        var at = coefficients.At(t, [.. points]);
        double[] a = at.Values[0], b = at.Values[1];

        for (int i = 0; i < (cells.Periodic ? n : n - 1); i++)
        {
            int next = (i + 1) % n, between = n + i;
            double distance = next == 0 ? 0.5 * (cells.Widths[i] + cells.Widths[0]) : cells.Centres[next] - cells.Centres[i];
            var link = new Link(a, b, i, between, next, distance);
            (made.Rates.Up[i], made.Rates.Down[next]) = (link.Forward / cells.Widths[i], link.Backward / cells.Widths[next]);
            for (int k = 0; k < parameters; k++)
            {
                var (forward, backward) = link.Derivative(at.Derivatives[k][0], at.Derivatives[k][1]);
                (made.Derivatives[k].Up[i], made.Derivatives[k].Down[next]) = (forward / cells.Widths[i], backward / cells.Widths[next]);
            }
        }
        if (cells.LowerKind == BoundaryKind.Absorbing)
        {
            var link = new Link(a, b, lowerWall + 1, lowerWall, 0, cells.Centres[0] - cells.Lower);
            made.Rates.ExitLower = link.Backward / cells.Widths[0];
            for (int k = 0; k < parameters; k++) made.Derivatives[k].ExitLower = link.Derivative(at.Derivatives[k][0], at.Derivatives[k][1]).Backward / cells.Widths[0];
        }
        if (cells.UpperKind == BoundaryKind.Absorbing)
        {
            var link = new Link(a, b, n - 1, upperWall, upperWall + 1, cells.Upper - cells.Centres[^1]);
            made.Rates.ExitUpper = link.Forward / cells.Widths[^1];
            for (int k = 0; k < parameters; k++) made.Derivatives[k].ExitUpper = link.Derivative(at.Derivatives[k][0], at.Derivatives[k][1]).Forward / cells.Widths[^1];
        }
        made.FindLeaks(coefficients, t);
        return made;
    }

    void FindLeaks(Coefficients coefficients, double t)
    {
        if (_cells.LowerKind == BoundaryKind.Natural) LeakLower = Leak(_cells.Lower, _cells.Centres[0], outwards: -1) / _cells.Widths[0];
        if (_cells.UpperKind == BoundaryKind.Natural) LeakUpper = Leak(_cells.Upper, _cells.Centres[^1], outwards: 1) / _cells.Widths[^1];

        double Leak(double wall, double centre, int outwards)
        {
            double[][] at = coefficients.Unchecked(t, [centre, 0.5 * (wall + centre), wall]);
            return Link.Leak(at[0], at[1], 0, 1, 2, Math.Abs(wall - centre), outwards);
        }
    }
}
