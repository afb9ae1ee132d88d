namespace Pathwise;

/// <summary>The ways of estimating the derivative through the parameters of a draw's law.</summary>
internal enum EstimatorMethod : byte { Pathwise, Score, Enumeration, Coupled, MeasureValued, DisArm, Rebar, StraightThrough }

/// <summary>What is taken off the cost before it multiplies the score, which has mean 0: the mean stays and the variance falls.</summary>
internal enum Baseline : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The mean cost of the other paths.</summary>
    LeaveOneOut,

    /// <summary>A moving average of the cost over earlier paths.</summary>
    Moving,

    /// <summary>The constant of least variance, Σcs²/Σs² over the other paths, for each parameter: a regression on the score.</summary>
    Regression,

    /// <summary>A given number.</summary>
    Constant,
}

/// <summary>How the derivative through the parameters of a draw's law is estimated at its site: one of <see cref="Estimators"/>.</summary>
public sealed record Estimator
{
    internal Estimator(string name, EstimatorMethod method, Baseline baseline = Baseline.None) => (Name, Method, Baseline) = (name, method, baseline);

    /// <summary>The name, as in models and answers.</summary>
    public string Name { get; }

    internal EstimatorMethod Method { get; }
    internal Baseline Baseline { get; }

    /// <summary>The constant baseline, or a relaxation's temperature.</summary>
    internal double Number { get; init; }

    /// <summary>Whether the mean is the derivative.</summary>
    public bool IsUnbiased => Method != EstimatorMethod.StraightThrough;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The estimators that a site may choose: <c>new Bernoulli(p).Sample(noise).By(Estimators.LeaveOneOut)</c>.</summary>
/// <remarks>Mohamed, Rosca, Figurnov and Mnih, Monte Carlo gradient estimation in machine learning, JMLR 21 (2020), survey most of them.</remarks>
public static class Estimators
{
    /// <summary>The derivative of the sample as a function of its parameters and noise.</summary>
    public static Estimator Pathwise { get; } = new("pathwise", EstimatorMethod.Pathwise);

    /// <summary>c·∂log p(x; θ)/∂θ, with c the part of the result that lies downstream of the draw (Williams, Machine Learning 8, 1992).</summary>
    public static Estimator Score { get; } = new("score", EstimatorMethod.Score);

    /// <summary>The score function with the mean cost of the other paths (of the block of up to 1,024 that a path runs in) taken off.</summary>
    public static Estimator LeaveOneOut { get; } = new("leave_one_out", EstimatorMethod.Score, Baseline.LeaveOneOut);

    /// <summary>The score function with a moving average of the cost over the block's earlier paths taken off.</summary>
    public static Estimator MovingBaseline { get; } = new("moving_baseline", EstimatorMethod.Score, Baseline.Moving);

    /// <summary>The score function with the score itself as control variate, its coefficient regressed on the other paths of the block: the constant baseline of least variance.</summary>
    public static Estimator Regression { get; } = new("regression", EstimatorMethod.Score, Baseline.Regression);

    /// <summary>The score function with a given number taken off the cost.</summary>
    public static Estimator ScoreWithBaseline(double baseline) => new("score", EstimatorMethod.Score, Baseline.Constant) { Number = baseline };

    /// <summary>The sum over all values of a discrete draw, weighted by their probabilities: exact as far as this draw goes.</summary>
    public static Estimator Enumeration { get; } = new("enumeration", EstimatorMethod.Enumeration);

    /// <summary>
    /// For whole-numbered draws: w(x)·(f(x + 1) − f(x)) with w = −(∂F/∂θ)/p, the derivative of a sample coupled by its quantile, smoothed over the noise (Arya,
    /// Schauer, Schäfer and Rackauckas, Automatic differentiation of programs with discrete randomness, NeurIPS 2022).
    /// </summary>
    public static Estimator Coupled { get; } = new("coupled", EstimatorMethod.Coupled);

    /// <summary>c·(f(x⁺) − f(x⁻)): the derivative of the law as a difference of two laws, coupled (Pflug 1989; Heidergott and Vázquez-Abad 2008).</summary>
    public static Estimator MeasureValued { get; } = new("measure_valued", EstimatorMethod.MeasureValued);

    /// <summary>For Bernoulli draws: antithetic pairs, the draw itself integrated out (Dong, Mnih and Tucker, DisARM, NeurIPS 2020; Yin and Zhou, ARM, ICLR 2019).</summary>
    public static Estimator DisArm { get; } = new("disarm", EstimatorMethod.DisArm);

    /// <summary>For Bernoulli draws: the score function with the relaxed program as control variate (Tucker, Mnih, Maddison, Lawson and Sohl-Dickstein, REBAR, NeurIPS 2017).</summary>
    public static Estimator Rebar(double temperature = 0.5) => new("rebar", EstimatorMethod.Rebar) { Number = Checked(temperature) };

    /// <summary>For Bernoulli draws: the value of the draw with the derivative of its relaxation. Biased, and marked so.</summary>
    public static Estimator StraightThrough(double temperature = 0.5) => new("straight_through", EstimatorMethod.StraightThrough) { Number = Checked(temperature) };

    static double Checked(double temperature) => temperature > 0 && double.IsFinite(temperature) ? temperature
        : throw new PathwiseException("PW0016", $"the temperature of a relaxation is {temperature.ToString(System.Globalization.CultureInfo.InvariantCulture)}", "it must be positive");

    /// <summary>The estimators by name, as models choose them.</summary>
    internal static IReadOnlyDictionary<string, Estimator> ByName { get; } =
        new[] { Pathwise, Score, LeaveOneOut, MovingBaseline, Regression, Enumeration, Coupled, MeasureValued, DisArm, Rebar(), StraightThrough() }
            .ToDictionary(estimator => estimator.Name, StringComparer.Ordinal);
}
