using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The F law, of the ratio of two chi-squared draws over their degrees of freedom d₁ and d₂. Sampled as (d₂/d₁)·b/(1 − b) with b of the beta law of d₁/2 and d₂/2, by the logit of its quantile; the derivatives
/// are implicit, right to 10⁻¹⁰ relative for degrees of freedom from 10⁻² to 10⁵, where the draw is a number.
/// </summary>
public sealed class F : Distribution
{
    /// <summary>With d₁ &gt; 0 and d₂ &gt; 0 degrees of freedom.</summary>
    public F(Real d1, Real d2) : base(p => new F(p[0], p[1]), In(Domain.Positive, d1, "d1 of f"), In(Domain.Positive, d2, "d2 of f")) { }

    /// <summary>The degrees of freedom of the numerator.</summary>
    public Real D1 => Parameters[0];

    /// <summary>The degrees of freedom of the denominator.</summary>
    public Real D2 => Parameters[1];

    /// <summary>d₂/(d₂ − 2) for d₂ &gt; 2, else infinite.</summary>
    public override Real Mean => Spread(Where(D2 > 2, D2 / Where(D2 > 2, D2 - 2, 1), double.PositiveInfinity));

    /// <summary>2d₂²(d₁ + d₂ − 2)/(d₁(d₂ − 2)²(d₂ − 4)) for d₂ &gt; 4, else infinite.</summary>
    public override Real Variance
    {
        get
        {
            var d = Where(D2 > 4, D2, 5);
            return Where(D2 > 4, 2 * (d * d) * (D1 + d - 2) / (D1 * ((d - 2) * (d - 2)) * (d - 4)), double.PositiveInfinity);
        }
    }

    /// <summary>log B(d₁/2, d₂/2) + log(d₂/d₁) + (1 − d₁/2)ψ(d₁/2) − (1 + d₂/2)ψ(d₂/2) + (d₁ + d₂)/2·ψ((d₁ + d₂)/2).</summary>
    public override Real Entropy
    {
        get
        {
            Real a = 0.5 * D1, b = 0.5 * D2;
            return Beta.LogBeta(a, b) + Log(D2 / D1) + (1 - a) * Digamma(a) - (1 + b) * Digamma(b) + (a + b) * Digamma(a + b);
        }
    }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>d₁/2·log y − log x − (d₁ + d₂)/2·log(1 + y) − log B(d₁/2, d₂/2) with y = d₁x/d₂.</summary>
    public override Real LogDensity(Real x) => OnSupport(x > 0, x, y =>
    {
        Real t = D1 / D2 * y, a = 0.5 * D1, b = 0.5 * D2;
        return a * Log(t) - Log(y) - (a + b) * Log1p(t) - Beta.LogBeta(a, b);
    });

    /// <summary>I_y(d₁/2, d₂/2) with y = d₁x/(d₁x + d₂).</summary>
    public override Real Cdf(Real x)
    {
        var t = D1 / D2 * Max(x, 0);
        return BetaCdf(0.5 * D1, 0.5 * D2, t / (1 + t));
    }

    /// <summary>(d₂/d₁)·b/(1 − b) with b the quantile of the beta law of d₁/2 and d₂/2.</summary>
    public override Real Quantile(Real p) => D2 / D1 * Exp(LogitBetaQuantile(0.5 * D1, 0.5 * D2, p));
}
