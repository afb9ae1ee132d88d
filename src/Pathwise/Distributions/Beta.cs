using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The beta law on (0, 1), sampled by its quantile: the derivatives in both shapes are the implicit ones, to 10⁻¹⁰ relative for shapes in [10⁻³, 10⁶]. Draws of shapes far below 1 may be 0 or 1 in floating
/// point; their derivatives are then 0.
/// </summary>
public sealed class Beta : Distribution
{
    /// <summary>With shapes a, b &gt; 0.</summary>
    public Beta(Real a, Real b) : base(p => new Beta(p[0], p[1]), In(Domain.Positive, a, "the first shape of beta"), In(Domain.Positive, b, "the second shape of beta")) { }

    /// <summary>The first shape.</summary>
    public Real A => Parameters[0];

    /// <summary>The second shape.</summary>
    public Real B => Parameters[1];

    /// <summary>a/(a + b).</summary>
    public override Real Mean => A / (A + B);

    /// <summary>ab/((a + b)²(a + b + 1)).</summary>
    public override Real Variance => A / (A + B) * (B / (A + B)) / (A + B + 1);

    /// <summary>log B(a, b) − (a − 1)ψ(a) − (b − 1)ψ(b) + (a + b − 2)ψ(a + b).</summary>
    public override Real Entropy => CountProbabilities.LogBeta(A, B) - (A - 1) * Digamma(A) - (B - 1) * Digamma(B) + (A + B - 2) * Digamma(A + B);

    /// <inheritdoc/>
    public override Support Support => Support.Unit;

    private protected override Real Draw(Noise noise) => BetaQuantile(A, B, noise.Uniform(BatchShape));

    /// <summary>(a − 1) log x + (b − 1) log(1 − x) − log B(a, b).</summary>
    public override Real LogDensity(Real x) => OnSupport((x > 0) & (x < 1), x, y => CountProbabilities.LogBinomial(A + B, A, y) + Log(A / (A + B) * B / y) - Log1p(-y), within: 0.5);

    /// <summary>I_x(a, b).</summary>
    public override Real Cdf(Real x) => BetaCdf(A, B, x);

    /// <inheritdoc/>
    public override Real Quantile(Real p) => BetaQuantile(A, B, p);
}
