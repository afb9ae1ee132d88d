using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// Kumaraswamy's law on (0, 1), whose distribution function is 1 − (1 − xᵃ)ᵇ (J. Hydrology 46, 1980), sampled by its quantile in logarithms: the derivatives are exact to
/// rounding.
/// </summary>
public sealed class Kumaraswamy : Distribution
{
    /// <summary>With shapes a &gt; 0 and b &gt; 0.</summary>
    public Kumaraswamy(Real a, Real b) : base(p => new Kumaraswamy(p[0], p[1]), In(Domain.Positive, a, "a of kumaraswamy"), In(Domain.Positive, b, "b of kumaraswamy")) { }

    /// <summary>The shape a.</summary>
    public Real A => Parameters[0];

    /// <summary>The shape b.</summary>
    public Real B => Parameters[1];

    /// <summary>b B(1 + 1/a, b).</summary>
    public override Real Mean => Exp(LogMoment(1));

    /// <summary>b B(1 + 2/a, b) less the mean's square.</summary>
    public override Real Variance => Mean * Mean * Expm1(LogMoment(2) - 2 * LogMoment(1));

    /// <summary>(1 − 1/b) + (1 − 1/a)(ψ(b + 1) + γ) − log ab with Euler's γ.</summary>
    public override Real Entropy => 1 - 1 / B + (1 - 1 / A) * (Digamma(B + 1) + Gumbel.EulerGamma) - Log(A) - Log(B);

    /// <inheritdoc/>
    public override Support Support => Support.Unit;

    private protected override Real Draw(Noise noise) => OfLogUpperTail(Log(noise.Uniform(BatchShape)));

    /// <summary>log ab + (a − 1) log x + (b − 1) log(1 − xᵃ).</summary>
    public override Real LogDensity(Real x) => OnSupport((x > 0) & (x < 1), x, y =>
        Log(A) + Log(B) + (A - 1) * Log(y) + (B - 1) * Log1mExp(A * Log(y)), within: 0.5);

    /// <summary>1 − (1 − xᵃ)ᵇ.</summary>
    public override Real Cdf(Real x) => Where(x <= 0, 0, Where(x >= 1, 1, -Expm1(B * Log1mExp(A * Log(Where((x > 0) & (x < 1), x, 0.5))))));

    /// <summary>(1 − (1 − p)^(1/b))^(1/a).</summary>
    public override Real Quantile(Real p) => OfLogUpperTail(Log1p(-p));

    Real OfLogUpperTail(Real log) => Exp(Log1mExp(log / B) / A);

    Real LogMoment(int n) => LogGamma(1 + n / A) + LogGamma(B + 1) - LogGamma(1 + n / A + B);
}
