namespace Pathwise.Calculus;

/// <summary>How finely an equation of densities is solved, and what happens at the ends of its domain.</summary>
public sealed record DensityOptions
{
    /// <summary>Cells of the domain.</summary>
    public int Cells { get; init; } = 600;

    /// <summary>Steps over the time.</summary>
    public int Steps { get; init; } = 600;

    /// <summary>The lower end; natural ends are put where the density is negligible.</summary>
    public Boundary Lower { get; init; } = Boundary.Natural();

    /// <summary>The upper end.</summary>
    public Boundary Upper { get; init; } = Boundary.Natural();

    /// <summary>The time of the start.</summary>
    public double Start { get; init; }

    internal Axis Axis => new(Cells, Lower, Upper);
}

/// <summary>A rate at which a density decays.</summary>
/// <param name="Value">λ, per unit of time.</param>
/// <param name="Derivatives">∂λ/∂θ, by the name of θ.</param>
public sealed record SpectralGap(double Value, IReadOnlyDictionary<string, double> Derivatives);

/// <summary>Densities and expectations of an equation as solutions of the Fokker–Planck equation and of the backward one, with their derivatives in parameters.</summary>
public static class Densities
{
    /// <summary>Those of an equation with parameters, a record of <see cref="Real"/>; derivatives are taken in each of its numbers.</summary>
    public static Densities<TParameters> Of<TParameters>(Func<TParameters, ItoSde> equation) => new(equation);

    /// <summary>Those of an equation of numbers.</summary>
    public static Densities<Real[]> Of(ItoSde equation) => new(_ => equation);

    /// <summary>Those of equations of two states with parameters.</summary>
    public static JointDensities<TParameters, TState> Of<TParameters, TState>(Func<TParameters, ItoSde<TState>> equations) => new(equations);
}

/// <summary>Densities and expectations of an equation with parameters.</summary>
public sealed class Densities<TParameters>
{
    readonly Func<TParameters, ItoSde> _equation;

    internal Densities(Func<TParameters, ItoSde> equation) => _equation = equation;

    /// <summary>The density of X at a time, from a point.</summary>
    /// <param name="at">The parameters.</param>
    /// <param name="start">X at the start.</param>
    /// <param name="time">The time.</param>
    /// <param name="options">How finely, and between which ends.</param>
    public Density At(TParameters at, Func<TParameters, Real> start, double time, DensityOptions? options = null) => Evolution(at, start, [time], options).Terminal;

    /// <summary>The density at several times, with what has left through absorbing ends.</summary>
    public DensityEvolution Evolution(TParameters at, Func<TParameters, Real> start, double[] times, DensityOptions? options = null)
    {
        options ??= new();
        var (parameters, values) = ParameterValues.Traced(at);
        return FokkerPlanck.Solve(_equation(parameters).System.Continuous, values, InitialLaw.Point(start(parameters)), options.Axis, options.Start, times, options.Steps);
    }

    /// <summary>The density that does not change: drift and diffusion at the start's time, without a flux through the ends (or around a period).</summary>
    public Density Stationary(TParameters at, DensityOptions? options = null)
    {
        options ??= new();
        var (parameters, values) = ParameterValues.Traced(at);
        return FokkerPlanck.Stationary(_equation(parameters).System.Continuous, values, options.Axis, options.Start);
    }

    /// <summary>
    /// The rate λ at which what differs from the stationary density dies away, as e^(−λt): the smallest eigenvalue but 0 of the generator. Between ends of which one absorbs, the smallest eigenvalue: the rate at which what is left leaves.
    /// Drift and diffusion are those of the start's time; a circle is refused (PW2014), where λ need not be real.
    /// </summary>
    public SpectralGap SpectralGap(TParameters at, DensityOptions? options = null)
    {
        options ??= new();
        var (parameters, values) = ParameterValues.Traced(at);
        var (rate, derivatives) = SlowestMode.Of(_equation(parameters).System.Continuous, values, options.Axis, options.Start);
        return new(rate, derivatives);
    }

    /// <summary>E[e^(−∫ r dt) g(X_T) | X_start = x] as a function of x (Feynman and Kac).</summary>
    /// <param name="at">The parameters.</param>
    /// <param name="payoff">g.</param>
    /// <param name="time">T.</param>
    /// <param name="near">A start that the domain of natural ends is put around.</param>
    /// <param name="rate">r(x, t); null: 0.</param>
    /// <param name="options">How finely, and between which ends.</param>
    public ExpectationFunction Expectation(TParameters at, Func<TParameters, Real, Real> payoff, double time, double near, Func<TParameters, Real, Real, Real>? rate = null, DensityOptions? options = null)
    {
        options ??= new();
        var (parameters, values) = ParameterValues.Traced(at);
        return FeynmanKac.Solve(_equation(parameters).System.Continuous, values, x => payoff(parameters, x), new(Rate: rate is null ? null : (t, x) => rate(parameters, x, t)), options.Axis, options.Start, time, options.Steps, near);
    }

    /// <summary>The mean time until X leaves an interval, as a function of the start.</summary>
    public ExpectationFunction MeanExitTime(TParameters at, double lower, double upper, int cells = 2000)
    {
        var (parameters, values) = ParameterValues.Traced(at);
        return FeynmanKac.MeanExitTime(_equation(parameters).System.Continuous, values, new(cells, Boundary.Absorbing(lower), Boundary.Absorbing(upper)));
    }

    /// <summary>The mean time until X first reaches a level, from below if <paramref name="wall"/> is less, which reflects; as a function of the start.</summary>
    public ExpectationFunction MeanPassageTime(TParameters at, double level, double wall, int cells = 2000)
    {
        var (parameters, values) = ParameterValues.Traced(at);
        return FeynmanKac.MeanExitTime(_equation(parameters).System.Continuous, values,
            wall < level ? new(cells, Boundary.Reflecting(wall), Boundary.Absorbing(level)) : new(cells, Boundary.Absorbing(level), Boundary.Reflecting(wall)));
    }

    /// <summary>The probability of leaving an interval through its upper end, as a function of the start.</summary>
    public ExpectationFunction ExitsAbove(TParameters at, double lower, double upper, int cells = 2000)
    {
        var (parameters, values) = ParameterValues.Traced(at);
        return FeynmanKac.ExitsAbove(_equation(parameters).System.Continuous, values, new(cells, Boundary.Absorbing(lower), Boundary.Absorbing(upper)));
    }
}
