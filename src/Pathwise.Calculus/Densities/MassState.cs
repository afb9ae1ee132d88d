namespace Pathwise.Calculus;

/// <summary>The masses of the cells at a time, what has left so far, and the derivatives of both in each parameter.</summary>
internal sealed record MassState(double[] Mass, double[][] Tangents)
{
    public double ExitLower { get; init; }
    public double ExitUpper { get; init; }
    public double[] ExitLowerTangents { get; init; } = new double[Tangents.Length];
    public double[] ExitUpperTangents { get; init; } = new double[Tangents.Length];

    /// <summary>The mass that natural ends would have let out if they were open.</summary>
    public double Leaked { get; init; }

    /// <summary>Masses up to a factor, and their tangents, as masses that sum to 1; in place.</summary>
    public static MassState Normalised(double[] mass, double[][] tangents)
    {
        double total = mass.Sum();
        if (!(total > 0) || !double.IsFinite(total) || Array.Exists(mass, m => m < 0))
            throw new PathwiseException("PW2011", "an initial density that is negative, or without mass in the domain", "give a density that is nowhere negative, and a domain that it has mass in");
        for (int i = 0; i < mass.Length; i++) mass[i] /= total;
        foreach (var tangent in tangents)
        {
            double change = tangent.Sum();
            for (int i = 0; i < mass.Length; i++) tangent[i] = (tangent[i] - mass[i] * change) / total;
        }
        return new(mass, tangents);
    }
}

/// <summary>
/// Steps of dm/dt = Q(t)m. Alexander's two-stage SDIRK method (SIAM J. Numer. Anal. 14, 1977): of order 2, L-stable, its stages sums of masses and solutions, so that mass is kept to rounding. A step whose result would be
/// negative is halved, and at last made by implicit Euler steps, which are positive for every length (no method of order 2 is: Bolley and Crouzeix, RAIRO Anal. Numér. 12, 1978). Tangents take the same steps.
/// </summary>
internal sealed class MassStepper(Coefficients coefficients, Cells cells)
{
    static readonly double s_gamma = 1 - Math.Sqrt(0.5);

    /// <summary>A step is halved so often before implicit Euler takes over.</summary>
    const int MostHalvings = 6;

    /// <summary>Negative mass that is rounding: it is taken from the positive entries, which keeps the total.</summary>
    const double Rounding = 1e-13;

    readonly Dictionary<double, RateMatrix> _generators = [];

    /// <summary>The generator at a time.</summary>
    public RateMatrix At(double t)
    {
        if (!coefficients.DependOnTime) t = 0;
        if (_generators.TryGetValue(t, out var known)) return known;
        if (_generators.Count >= 4) _generators.Clear();
        return _generators[t] = RateMatrix.At(coefficients, cells, t);
    }

    /// <summary>
    /// A step. Rounding errors of the factors are the same in every step, so that a total would drift with the number of steps: it is what it was less what has left.
    /// </summary>
    public MassState Advance(MassState from, double t, double step)
    {
        var next = Advance(from, t, step, MostHalvings);
        double kept = from.Mass.Sum() - (next.ExitLower - from.ExitLower) - (next.ExitUpper - from.ExitUpper), scale = kept / next.Mass.Sum();
        if (kept > 0) for (int i = 0; i < next.Mass.Length; i++) next.Mass[i] *= scale;
        return next;
    }

    MassState Advance(MassState from, double t, double step, int halvings)
    {
        if (SecondOrder(from, t, step) is { } next) return next;
        double half = 0.5 * step;
        return halvings == 0 ? Euler(Euler(from, t, half), t + half, half)
            : Advance(Advance(from, t, half, halvings - 1), t + half, half, halvings - 1);
    }

    MassState? SecondOrder(MassState from, double t, double step)
    {
        double c = s_gamma * step, root = Math.Sqrt(2);
        RateMatrix first = At(t + c), second = At(t + step);
        var (middle, middleTangents) = Solve(first, c, from.Mass, from.Tangents);
        // (1 − γ)/γ = 1 + √2: the first stage's slope by the masses themselves.
        var (end, endTangents) = Solve(second, c, Combined(middle, from.Mass), [.. middleTangents.Select((own, k) => Combined(own, from.Tangents[k]))]);
        double negative = 0, positive = 0;
        foreach (double m in end) if (m < 0) negative -= m; else positive += m;
        if (negative > Rounding * positive) return null;
        if (negative > 0)
            for (int i = 0; i < end.Length; i++) end[i] = Math.Max(end[i], 0) * (1 - negative / positive);
        var left = Left(from, first, (1 - s_gamma) * step, middle, middleTangents);
        return Left(left, second, c, end, endTangents) with { Mass = end, Tangents = endTangents };

        double[] Combined(double[] stage, double[] start)
        {
            var sum = new double[stage.Length];
            for (int i = 0; i < sum.Length; i++) sum[i] = (1 + root) * stage[i] - root * start[i];
            return sum;
        }
    }

    MassState Euler(MassState from, double t, double step)
    {
        var generator = At(t + step);
        var (end, tangents) = Solve(generator, step, from.Mass, from.Tangents);
        return Left(from, generator, step, end, tangents) with { Mass = end, Tangents = tangents };
    }

    /// <summary>(I − cQ)y = m, and the same equation differentiated: (I − cQ)ẏ = ṁ + cQ̇y.</summary>
    (double[] Values, double[][] Tangents) Solve(RateMatrix generator, double c, double[] m, double[][] tangents)
    {
        var factor = generator.Factor(c);
        double[] y = [.. m];
        factor.Solve(y);
        var moved = new double[tangents.Length][];
        for (int k = 0; k < moved.Length; k++)
        {
            moved[k] = [.. tangents[k]];
            generator.Derivatives[k].AddProduct(c, y, moved[k], cells.Periodic);
            factor.Solve(moved[k]);
        }
        return (y, moved);
    }

    /// <summary>What leaves in a time at the rates that masses give.</summary>
    static MassState Left(MassState state, RateMatrix generator, double time, double[] m, double[][] tangents) => state with
    {
        ExitLower = state.ExitLower + time * generator.Rates.ExitLower * m[0],
        ExitUpper = state.ExitUpper + time * generator.Rates.ExitUpper * m[^1],
        ExitLowerTangents = [.. state.ExitLowerTangents.Select((own, k) => own + time * (generator.Rates.ExitLower * tangents[k][0] + generator.Derivatives[k].ExitLower * m[0]))],
        ExitUpperTangents = [.. state.ExitUpperTangents.Select((own, k) => own + time * (generator.Rates.ExitUpper * tangents[k][^1] + generator.Derivatives[k].ExitUpper * m[^1]))],
        Leaked = state.Leaked + time * (generator.LeakLower * Math.Max(m[0], 0) + generator.LeakUpper * Math.Max(m[^1], 0)),
    };
}
