using Pathwise.Numerics;

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

/// <summary>
/// The Fokker–Planck operator p ↦ −(ap)′ + (Dp)″, D = ½b², on cells. With q = Dp the flux is ap − (Dp)′ = −e^ψ(e^−ψ q)′, ψ′ = a/D; for a flux that is constant and a ψ that is linear between centres a distance Δ apart,
/// it is (B(−δψ)qᵢ − B(δψ)qᵢ₊₁)/Δ with B(z) = z/(e^z − 1) (Scharfetter and Gummel, IEEE Trans. Electron Devices 16, 1969; Chang and Cooper, J. Comput. Phys. 6, 1970). δψ = ∫a/D is by Simpson's rule, so that the stationary density
/// e^ψ/D is had at the centres to O(Δ⁴), whatever the noise. Where |a|Δ/D is large, or D = 0, ψ is no smooth function between the centres, and the fluxes are those of upwind differences.
/// </summary>
internal sealed class Generator
{
    /// <summary>Exponentials beyond e^±50 have met their upwind limit to the last digit.</summary>
    const double LargestPeclet = 50;

    readonly Dictionary<double, StateElimination> _factors = [];
    readonly Cells _cells;

    Generator(Cells cells, int parameters)
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
    public static Generator At(Coefficients coefficients, Cells cells, double t)
    {
        int n = cells.Count, parameters = coefficients.Parameters.Names.Length;
        var made = new Generator(cells, parameters);
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

    /// <summary>
    /// What an absorbing wall would take at a natural end. Without diffusion there, only a drift that points outwards takes anything; coefficients that are singular (as 1/x is) repel or are the caller's choice.
    /// </summary>
    void FindLeaks(Coefficients coefficients, double t)
    {
        if (_cells.LowerKind == BoundaryKind.Natural) LeakLower = Leak(_cells.Lower, _cells.Centres[0], outwards: -1) / _cells.Widths[0];
        if (_cells.UpperKind == BoundaryKind.Natural) LeakUpper = Leak(_cells.Upper, _cells.Centres[^1], outwards: 1) / _cells.Widths[^1];

        double Leak(double wall, double centre, int outwards)
        {
            double[][] at = coefficients.Unchecked(t, [centre, 0.5 * (wall + centre), wall]);
            double drift = outwards * at[0][2];
            if (at[1][2] == 0) return drift > 0 ? drift : 0;
            if (!at[0].All(double.IsFinite) || !at[1].All(double.IsFinite)) return 0;
            var link = outwards > 0 ? new Link(at[0], at[1], 0, 1, 2, wall - centre) : new Link(at[0], at[1], 2, 1, 0, centre - wall);
            return outwards > 0 ? link.Forward : link.Backward;
        }
    }

    /// <summary>The flux between two points with a third in their middle: <c>Forward·p(from) − Backward·p(to)</c>.</summary>
    readonly struct Link
    {
        readonly double[] _a, _b;
        readonly int _from, _between, _to;
        readonly double _distance, _difference;
        readonly bool _upwind;

        public Link(double[] a, double[] b, int from, int between, int to, double distance)
        {
            (_a, _b, _from, _between, _to, _distance) = (a, b, from, between, to, distance);
            double limit = LargestPeclet * 0.5;
            _upwind = !(Math.Abs(a[from]) * distance < limit * b[from] && Math.Abs(a[between]) * distance < limit * b[between] && Math.Abs(a[to]) * distance < limit * b[to]);
            if (_upwind)
            {
                Forward = Math.Max(a[between], 0) + 0.5 * b[from] / distance;
                Backward = Math.Max(-a[between], 0) + 0.5 * b[to] / distance;
                return;
            }
            _difference = distance / 3 * (a[from] / b[from] + 4 * a[between] / b[between] + a[to] / b[to]);
            Forward = Bernoulli.Of(-_difference) * 0.5 * b[from] / distance;
            Backward = Bernoulli.Of(_difference) * 0.5 * b[to] / distance;
        }

        public double Forward { get; }
        public double Backward { get; }

        /// <summary>Its derivative for given derivatives of a and b².</summary>
        public (double Forward, double Backward) Derivative(double[]? da, double[]? db)
        {
            double from = db is null ? 0 : 0.5 * db[_from] / _distance, to = db is null ? 0 : 0.5 * db[_to] / _distance;
            if (_upwind)
            {
                double drift = da is null ? 0 : da[_between];
                return (from + (_a[_between] > 0 ? drift : 0), to - (_a[_between] < 0 ? drift : 0));
            }
            double difference = _distance / 3 * (Ratio(_a, _b, _from) + 4 * Ratio(_a, _b, _between) + Ratio(_a, _b, _to));
            return (Bernoulli.Of(-_difference) * from - Bernoulli.Derivative(-_difference) * difference * 0.5 * _b[_from] / _distance,
                Bernoulli.Of(_difference) * to + Bernoulli.Derivative(_difference) * difference * 0.5 * _b[_to] / _distance);

            // d(a/b²)
            double Ratio(double[] a, double[] b, int i) => ((da is null ? 0 : da[i]) - (db is null ? 0 : db[i] * a[i] / b[i])) / b[i];
        }
    }
}

/// <summary>B(z) = z/(e^z − 1), the weight of exponentially fitted fluxes.</summary>
internal static class Bernoulli
{
    public static double Of(double z) => z == 0 ? 1 : z > 700 ? z * Math.Exp(-z) : z / ReferenceFunctions.Expm1(z);

    /// <summary>B′(z) = (1 − B(−z))/(e^z − 1), by its series −½ + z/6 − z³/180 + z⁵/5040 where that cancels.</summary>
    public static double Derivative(double z) => Math.Abs(z) < 0.02 ? -0.5 + z * (1 / 6.0 - z * z * (1 / 180.0 - z * z / 5040)) : (1 - Of(-z)) / ReferenceFunctions.Expm1(z);
}
