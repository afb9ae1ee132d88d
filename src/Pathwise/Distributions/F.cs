using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>Fisher and Snedecor's law of the ratio of two mean squares, (d₂/d₁)·w/(1 − w) with w a beta variable of shapes d₁/2 and d₂/2, sampled so: the derivatives are as accurate as the beta law's.</summary>
public sealed class F : Distribution
{
    /// <summary>With d₁ and d₂ &gt; 0 degrees of freedom of numerator and denominator.</summary>
    public F(Real d1, Real d2)
        : base(p => new F(p[0], p[1]), In(Domain.Positive, d1, "the degrees of freedom of the numerator of f"), In(Domain.Positive, d2, "the degrees of freedom of the denominator of f")) { }

    /// <summary>The numerator's degrees of freedom.</summary>
    public Real Numerator => Parameters[0];

    /// <summary>The denominator's degrees of freedom.</summary>
    public Real Denominator => Parameters[1];

    Real A => 0.5 * Numerator;
    Real B => 0.5 * Denominator;

    /// <summary>d₂/(d₂ − 2) for d₂ &gt; 2, else infinite.</summary>
    public override Real Mean => Where(Spread(Denominator) > 2, Spread(Denominator) / Where(Spread(Denominator) > 2, Spread(Denominator) - 2, 1), double.PositiveInfinity);

    /// <summary>2d₂²(d₁ + d₂ − 2)/(d₁(d₂ − 2)²(d₂ − 4)) for d₂ &gt; 4, else infinite.</summary>
    public override Real Variance => Where(Denominator > 4, 2 * Mean * Mean * (Numerator + Denominator - 2) / (Numerator * Where(Denominator > 4, Denominator - 4, 1)), double.PositiveInfinity);

    /// <summary>The beta law's entropy + log(d₂/d₁) − 2 E log(1 − w), with E log(1 − w) = ψ(d₂/2) − ψ(½(d₁ + d₂)).</summary>
    public override Real Entropy => new Beta(A, B).Entropy + Log(Denominator / Numerator) - 2 * (Digamma(B) - Digamma(A + B));

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>(d₁/2)(log d₁x − log(d₁x + d₂)) − (d₂/2) log(1 + d₁x/d₂) − log x − log B(d₁/2, d₂/2).</summary>
    public override Real LogDensity(Real x) => OnSupport(x > 0, x, y =>
    {
        var odds = Numerator / Denominator * y;
        return A * Log(odds) - (A + B) * Log1p(odds) - Log(y) - CountProbabilities.LogBeta(A, B);
    });

    /// <summary>I_w(d₁/2, d₂/2) with w = d₁x/(d₁x + d₂).</summary>
    public override Real Cdf(Real x)
    {
        var odds = Numerator / Denominator * Max(x, 0);
        return Where(odds < 1, BetaCdf(A, B, odds / (1 + odds)), 1 - BetaCdf(B, A, 1 / (1 + odds)));
    }

    /// <inheritdoc/>
    public override Real Quantile(Real p) => Denominator / Numerator * Exp(LogitBetaQuantile(A, B, p));
}
