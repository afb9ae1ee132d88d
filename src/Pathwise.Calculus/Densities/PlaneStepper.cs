namespace Pathwise.Calculus;

/// <summary>
/// Steps of the masses on a plane by Strang's splitting (SIAM J. Numer. Anal. 5, 1968): half a step along each direction but the last, a step along the last, and back; coefficients are those of the middle of the step. Every part keeps mass, and of
/// the second-order parts' negative entries the same holds as in <see cref="MassStepper"/>: the step is halved, and at last made of implicit Euler parts.
/// </summary>
internal sealed class PlaneStepper
{
    static readonly double s_gamma = 1 - Math.Sqrt(0.5);

    /// <summary>Halvings are dear here, as each needs factors of its own.</summary>
    const int MostHalvings = 3;

    const double Rounding = 1e-13;

    readonly Coefficients _coefficients;
    readonly Cells _x, _y;
    readonly bool _ignoresCorrelation;
    readonly double[][] _turned, _scratch;
    (double Time, PlaneRates Rates)? _rates;

    /// <summary>Whether all mass stays.</summary>
    readonly bool _isClosed;

    public PlaneStepper(Coefficients coefficients, Cells x, Cells y, bool ignoresCorrelation = false)
    {
        (_coefficients, _x, _y, _ignoresCorrelation) = (coefficients, x, y, ignoresCorrelation);
        _isClosed = !Array.Exists([x.LowerKind, x.UpperKind, y.LowerKind, y.UpperKind], kind => kind == BoundaryKind.Absorbing);
        int arrays = 1 + coefficients.Parameters.Names.Length;
        _turned = [.. Enumerable.Range(0, arrays).Select(_ => new double[x.Count * y.Count])];
        _scratch = [.. Enumerable.Range(0, arrays).Select(_ => new double[x.Count * y.Count])];
    }

    /// <summary>Whether only the extent of the mass is wanted.</summary>
    public bool IsRough => _ignoresCorrelation;

    /// <summary>The mass that natural ends would have let out if they were open.</summary>
    public double Leaked { get; private set; }

    /// <summary>Masses, and then their tangents, a step later, in place.</summary>
    public void Advance(double[][] state, double t, double step)
    {
        double before = state[0].Sum();
        Advance(state, t, step, MostHalvings);
        // As for one state, rounding errors of the factors must not add up.
        if (!_isClosed) return;
        double scale = before / state[0].Sum();
        double[] mass = state[0], leak = At(t + 0.5 * step).Leak;
        double leaking = 0;
        for (int i = 0; i < mass.Length; i++)
        {
            mass[i] *= scale;
            leaking += leak[i] * mass[i];
        }
        Leaked += leaking * step;
    }

    void Advance(double[][] state, double t, double step, int halvings)
    {
        double[][] before = Array.ConvertAll(state, own => (double[])own.Clone());
        Split(state, At(t + 0.5 * step), step, secondOrder: true);
        double[] mass = state[0];
        double negative = 0, positive = 0;
        foreach (double m in mass) if (m < 0) negative -= m; else positive += m;
        if (negative <= Rounding * positive)
        {
            if (negative > 0)
                for (int i = 0; i < mass.Length; i++) mass[i] = Math.Max(mass[i], 0) * (1 - negative / positive);
            return;
        }
        for (int k = 0; k < state.Length; k++) before[k].CopyTo(state[k], 0);
        for (int half = 0; half < 2; half++)
            if (halvings > 0) Advance(state, t + half * 0.5 * step, 0.5 * step, halvings - 1);
            else Split(state, At(t + (half + 0.5) * 0.5 * step), 0.5 * step, secondOrder: false);
    }

    void Split(double[][] state, PlaneRates rates, double step, bool secondOrder)
    {
        var directions = rates.Directions;
        for (int d = 0; d < directions.Length - 1; d++) Along(directions[d], 0.5 * step);
        Along(directions[^1], step);
        for (int d = directions.Length - 2; d >= 0; d--) Along(directions[d], 0.5 * step);

        void Along(PlaneDirection direction, double part)
        {
            var factor = rates.Factor(direction, secondOrder ? s_gamma * part : part);
            if (!direction.IsTransposed)
            {
                factor.Step(state[0], state[1..], _scratch, secondOrder);
                return;
            }
            for (int k = 0; k < state.Length; k++) Transpose(state[k], _turned[k], _y.Count, _x.Count);
            factor.Step(_turned[0], _turned[1..], _scratch, secondOrder);
            for (int k = 0; k < state.Length; k++) Transpose(_turned[k], state[k], _x.Count, _y.Count);
        }
    }

    /// <summary>In squares that fit the cache.</summary>
    static void Transpose(double[] from, double[] to, int rows, int columns)
    {
        const int side = 16;
        Parallel.For(0, (rows + side - 1) / side, band =>
        {
            int firstRow = band * side, lastRow = Math.Min(rows, firstRow + side);
            for (int first = 0; first < columns; first += side)
                for (int c = first; c < Math.Min(columns, first + side); c++)
                    for (int r = firstRow; r < lastRow; r++) to[c * rows + r] = from[r * columns + c];
        });
    }

    PlaneRates At(double t)
    {
        if (_rates is not { } known || (known.Time != t && _coefficients.DependOnTime)) _rates = known = (t, PlaneRates.At(_coefficients, _x, _y, t, _ignoresCorrelation));
        return known.Rates;
    }
}
