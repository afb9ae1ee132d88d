using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The beta law on (0, 1), of density x^(a − 1)(1 − x)^(b − 1)/B(a, b), sampled by its quantile in the logit, with implicit derivatives (Figurnov, Mohamed and Mnih, NeurIPS 2018) right to
/// 10⁻¹⁰ relative for a and b from 10⁻² to 10⁵, to 10⁻⁸ from 10⁻³ to 10⁶. Where 1 − x matters, <see cref="LogitBetaQuantile"/> has it.
/// </summary>
public sealed class Beta : Distribution
{
    /// <summary>With shapes a &gt; 0 and b &gt; 0.</summary>
    public Beta(Real a, Real b) : base(p => new Beta(p[0], p[1]), In(Domain.Positive, a, "a of beta"), In(Domain.Positive, b, "b of beta")) { }

    /// <summary>The shape a.</summary>
    public Real A => Parameters[0];

    /// <summary>The shape b.</summary>
    public Real B => Parameters[1];

    /// <summary>a/(a + b).</summary>
    public override Real Mean => A / (A + B);

    /// <summary>ab/((a + b)²(a + b + 1)).</summary>
    public override Real Variance => A / (A + B) * (B / (A + B)) / (A + B + 1);

    /// <summary>log B(a, b) − (a − 1)ψ(a) − (b − 1)ψ(b) + (a + b − 2)ψ(a + b).</summary>
    public override Real Entropy => LogBeta(A, B) - (A - 1) * Digamma(A) - (B - 1) * Digamma(B) + (A + B - 2) * Digamma(A + B);

    /// <inheritdoc/>
    public override Support Support => Support.Unit;

    /// <summary>log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b).</summary>
    internal static Real LogBeta(Real a, Real b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>(a − 1) log x + (b − 1) log(1 − x) − log B(a, b).</summary>
    public override Real LogDensity(Real x) => OnSupport((x > 0) & (x < 1), x, y => (A - 1) * Log(y) + (B - 1) * Log1p(-y) - LogBeta(A, B), within: 0.5);

    /// <summary>I_x(a, b), the incomplete beta function.</summary>
    public override Real Cdf(Real x) => BetaCdf(A, B, x);

    /// <summary>x with I_x(a, b) = p.</summary>
    public override Real Quantile(Real p) => BetaQuantile(A, B, p);
}
