using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// Weibull's law, of λe^(1/k) with e exponential, sampled so: x = λ(−log u)^(1/k). The derivatives are exact to rounding wherever x itself is a number: for shapes
/// below about 0.006 its largest values overflow.
/// </summary>
public sealed class Weibull : Distribution
{
    /// <summary>With scale λ &gt; 0 and shape k &gt; 0.</summary>
    public Weibull(Real scale, Real shape)
        : base(p => new Weibull(p[0], p[1]), In(Domain.Positive, scale, "the scale of weibull"), In(Domain.Positive, shape, "the shape of weibull")) { }

    /// <summary>The scale λ.</summary>
    public Real Scale => Parameters[0];

    /// <summary>The shape k.</summary>
    public Real Shape => Parameters[1];

    /// <summary>λ Γ(1 + 1/k).</summary>
    public override Real Mean => Scale * Exp(LogGamma(1 + 1 / Shape));

    /// <summary>λ² (Γ(1 + 2/k) − Γ(1 + 1/k)²), as Γ(1 + 1/k)² (e^d − 1).</summary>
    public override Real Variance => Mean * Mean * Expm1(LogGamma(1 + 2 / Shape) - 2 * LogGamma(1 + 1 / Shape));

    /// <summary>γ(1 − 1/k) + log(λ/k) + 1 with Euler's γ.</summary>
    public override Real Entropy => Gumbel.EulerGamma * (1 - 1 / Shape) + Log(Scale / Shape) + 1;

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Scale * Exp(Log(-Log(noise.Uniform(BatchShape))) / Shape);

    /// <summary>log k − log x + k log(x/λ) − (x/λ)ᵏ.</summary>
    public override Real LogDensity(Real x) => OnSupport(x > 0, x, y =>
    {
        var t = Shape * Log(y / Scale);
        return Log(Shape) - Log(y) + t - Exp(t);
    });

    /// <summary>1 − e^(−(x/λ)ᵏ).</summary>
    public override Real Cdf(Real x) => Where(x > 0, -Expm1(-Exp(Shape * Log(Where(x > 0, x, 1) / Scale))), 0);

    /// <summary>λ(−log(1 − p))^(1/k).</summary>
    public override Real Quantile(Real p) => Scale * Exp(Log(-Log1p(-p)) / Shape);
}
