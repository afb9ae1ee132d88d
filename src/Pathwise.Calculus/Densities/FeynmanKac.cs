using System.Globalization;

namespace Pathwise.Calculus;

/// <summary>
/// What is expected from a start: a killing rate r(t, x), income f(t, x) while the process runs, and amounts received where it is stopped at an absorbing end. All may depend on parameters; null is none.
/// </summary>
internal sealed record Rewards(Func<Real, Real, Real>? Rate = null, Func<Real, Real, Real>? Income = null, Func<Real, Real>? AtLower = null, Func<Real, Real>? AtUpper = null);

/// <summary>
/// Expectations as functions of the start: the backward equation ∂u/∂t + a ∂u/∂x + ½b² ∂²u/∂x² − ru + f = 0 (Kac, Trans. AMS 65, 1949), by the transpose of the matrix that moves masses forward, so that the two sides agree to rounding: Σ m₀u₀ = Σ m_T g.
/// </summary>
internal static class FeynmanKac
{
    static readonly double s_gamma = 1 - Math.Sqrt(0.5);

    /// <summary>
    /// u(x) = E[e^(−∫r) g(X_T) + ∫ e^(−∫r) f dt | X_start = x], T = <paramref name="end"/>, with wall amounts where the process is stopped. Natural ends without a position are put where the density from <paramref name="point"/> is negligible.
    /// </summary>
    public static ExpectationFunction Solve(ItoSystem system, ParameterValues parameters, Func<Real, Real> payoff, Rewards rewards, Axis axis, double start, double end, int steps, double point = double.NaN)
    {
        var coefficients = new Coefficients(system, 1, parameters);
        if (!(start < end) || steps < 1) throw new PathwiseException("PW2011", string.Create(CultureInfo.InvariantCulture, $"{steps} steps from {start} to {end}"), "give an end after the start, and a positive number of steps");
        bool isPlaced = axis.Lower.Position is not null && axis.Upper.Position is not null;
        if (!isPlaced && double.IsNaN(point))
            throw new PathwiseException("PW2011", "a domain that is yet to be found, for a start that is not known", "give the ends positions, or the point to start from");
        var cells = CellsOfDomain.Of(coefficients, InitialLaw.Point(point), axis, start, end);
        var terms = new Terms(coefficients, rewards, cells);
        var (values, tangents) = Finite(new PointFunctions((_, x) => [payoff(x[0])], 1, parameters).At(end, cells.Centres), 0, "the payoff", parameters, cells);
        double step = (end - start) / steps, c = s_gamma * step, root = Math.Sqrt(2);
        for (int n = 0; n < steps; n++)
        {
            double t = end - n * step;
            var (middle, middleTangents) = terms.Solve(t - c, c, values, tangents);
            (values, tangents) = terms.Solve(n + 1 == steps ? start : t - step, c, Combined(middle, values), [.. middleTangents.Select((own, k) => Combined(own, tangents[k]))]);
        }
        return new(cells, values, parameters.Names, tangents);

        double[] Combined(double[] stage, double[] from)
        {
            var sum = new double[stage.Length];
            for (int i = 0; i < sum.Length; i++) sum[i] = (1 + root) * stage[i] - root * from[i];
            return sum;
        }
    }

    /// <summary>E[∫₀^τ e^(−∫r) f dt + e^(−∫r) φ(X_τ) | X₀ = x] up to the exit time τ, coefficients being those of one time: the solution of Lu − ru + f = 0.</summary>
    public static ExpectationFunction UntilExit(ItoSystem system, ParameterValues parameters, Rewards rewards, Axis axis, double time = 0)
    {
        var coefficients = new Coefficients(system, 1, parameters);
        if (axis.Lower.Kind != BoundaryKind.Absorbing && axis.Upper.Kind != BoundaryKind.Absorbing && rewards.Rate is null)
            throw new PathwiseException("PW2016", "an expectation until exit from a domain that is never left", "make an end absorbing, or give a killing rate");
        var cells = CellsOfDomain.OfStationary(coefficients, axis, time);
        var (values, tangents) = new Terms(coefficients, rewards, cells).Steady(time);
        return new(cells, values, parameters.Names, tangents);
    }

    /// <summary>E τ, the mean time until the process leaves through an absorbing end: Lτ = −1 (Gardiner, Handbook of Stochastic Methods, §5.5).</summary>
    public static ExpectationFunction MeanExitTime(ItoSystem system, ParameterValues parameters, Axis axis, double time = 0) => UntilExit(system, parameters, new(Income: (_, _) => 1), axis, time);

    /// <summary>The probability of leaving through the upper end rather than the lower.</summary>
    public static ExpectationFunction ExitsAbove(ItoSystem system, ParameterValues parameters, Axis axis, double time = 0) => UntilExit(system, parameters, new(AtUpper: _ => 1), axis, time);

    static (double[] Values, double[][] Tangents) Finite(PointValues at, int f, string what, ParameterValues parameters, Cells cells)
    {
        double[][] tangents = [.. at.Derivatives.Select(own => own[f] ?? new double[cells.Count])];
        for (int k = -1; k < tangents.Length; k++)
            if (Array.FindIndex(k < 0 ? at.Values[f] : tangents[k], value => !double.IsFinite(value)) is >= 0 and int i)
                throw new PathwiseException("PW2010", string.Create(CultureInfo.InvariantCulture, $"{(k < 0 ? "" : $"the derivative in {parameters.Names[k]} of ")}{what} is {(k < 0 ? at.Values[f] : tangents[k])[i]} at x = {cells.Centres[i]:R}"),
                    "give the domain ends between which it is finite");
        return (at.Values[f], tangents);
    }

    /// <summary>Qᵀ − r and f, with what the walls add to f, at the times asked for.</summary>
    sealed class Terms(Coefficients coefficients, Rewards rewards, Cells cells)
    {
        readonly MassStepper _forward = new(coefficients, cells);
        readonly PointFunctions _rateAndIncome = new((t, x) => [rewards.Rate?.Invoke(t, x[0]) ?? 0, rewards.Income?.Invoke(t, x[0]) ?? 0], 1, coefficients.Parameters);
        readonly PointFunctions _atWalls = new((t, _) => [rewards.AtLower?.Invoke(t) ?? 0, rewards.AtUpper?.Invoke(t) ?? 0], 0, coefficients.Parameters);
        (double Time, Known Terms)? _last;
        (Known Terms, double C, StateElimination Factor)? _factor;

        sealed record Known(RateMatrix RateMatrix, double[] Rate, double[][] RateTangents, double[] Income, double[][] IncomeTangents);

        bool DependOnTime => coefficients.DependOnTime || _rateAndIncome.DependsOnTime || _atWalls.DependsOnTime;

        Known At(double t)
        {
            if (_last is { } last && (last.Time == t || !DependOnTime)) return last.Terms;
            var generator = _forward.At(t);
            var at = _rateAndIncome.At(t, cells.Centres);
            var (rate, rateTangents) = Finite(at, 0, "the rate", coefficients.Parameters, cells);
            var (income, incomeTangents) = Finite(at, 1, "the income", coefficients.Parameters, cells);
            var walls = _atWalls.At(t);
            double lower = walls.Values[0][0], upper = walls.Values[1][0];
            income[0] += generator.Rates.ExitLower * lower;
            income[^1] += generator.Rates.ExitUpper * upper;
            for (int k = 0; k < incomeTangents.Length; k++)
            {
                incomeTangents[k][0] += generator.Derivatives[k].ExitLower * lower + generator.Rates.ExitLower * (walls.Derivatives[k][0]?[0] ?? 0);
                incomeTangents[k][^1] += generator.Derivatives[k].ExitUpper * upper + generator.Rates.ExitUpper * (walls.Derivatives[k][1]?[0] ?? 0);
            }
            var known = new Known(generator, rate, rateTangents, income, incomeTangents);
            _last = (t, known);
            return known;
        }

        /// <summary>(I − c(Qᵀ − r))y = u + cf at time t, and the same equation differentiated.</summary>
        public (double[] Values, double[][] Tangents) Solve(double t, double c, double[] u, double[][] tangents)
        {
            var terms = At(t);
            if (_factor is not { } factor || !ReferenceEquals(factor.Terms, terms) || factor.C != c)
                _factor = factor = (terms, c, new StateElimination(terms.RateMatrix.Rates, Excess(terms, 1, c), c, cells.Periodic));
            return Solve(terms, factor.Factor, c, u, tangents);
        }

        /// <summary>(r − Qᵀ)u = f.</summary>
        public (double[] Values, double[][] Tangents) Steady(double t)
        {
            var terms = At(t);
            var zero = new double[cells.Count];
            return Solve(terms, new StateElimination(terms.RateMatrix.Rates, Excess(terms, 0, 1), 1, cells.Periodic), 1, zero, [.. terms.RateTangents.Select(_ => zero)]);
        }

        double[] Excess(Known terms, double one, double c)
        {
            double[] excess = Array.ConvertAll(terms.Rate, rate => one + c * rate);
            if (Array.FindIndex(excess, s => !(s >= 0)) is >= 0 and int i)
                throw new PathwiseException("PW2016", string.Create(CultureInfo.InvariantCulture, $"a rate of {terms.Rate[i]:G6} at x = {cells.Centres[i]:G6}"), one == 0
                    ? "until exit, an expectation may be infinite under negative rates: give a rate that is nowhere negative" : "give more steps, so that a step times a negative rate stays above -1");
            return excess;
        }

        (double[] Values, double[][] Tangents) Solve(Known terms, StateElimination factor, double c, double[] u, double[][] tangents)
        {
            var y = new double[u.Length];
            for (int i = 0; i < y.Length; i++) y[i] = u[i] + c * terms.Income[i];
            factor.SolveTransposed(y);
            var moved = new double[tangents.Length][];
            for (int k = 0; k < moved.Length; k++)
            {
                moved[k] = new double[u.Length];
                for (int i = 0; i < y.Length; i++) moved[k][i] = tangents[k][i] + c * (terms.IncomeTangents[k][i] - terms.RateTangents[k][i] * y[i]);
                terms.RateMatrix.Derivatives[k].AddTransposedProduct(c, y, moved[k], cells.Periodic);
                factor.SolveTransposed(moved[k]);
            }
            return (y, moved);
        }
    }
}
