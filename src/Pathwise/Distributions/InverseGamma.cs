using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The law of 1/x with x of the gamma law of the same parameters, sampled so: the derivatives are as right as that law's, 10⁻¹⁰ relative for shapes from 10⁻² to 10⁵, where the draw is a number: for
/// shapes below about 0.05 its largest values overflow.
/// </summary>
public sealed class InverseGamma : Distribution
{
    /// <summary>With shape α &gt; 0 and rate β &gt; 0, by which draws are multiplied.</summary>
    public InverseGamma(Real shape, Real rate)
        : base(p => new InverseGamma(p[0], p[1]), In(Domain.Positive, shape, "the shape of inverse_gamma"), In(Domain.Positive, rate, "the rate of inverse_gamma")) { }

    /// <summary>The shape α.</summary>
    public Real Shape => Parameters[0];

    /// <summary>The rate β.</summary>
    public Real Rate => Parameters[1];

    /// <summary>β/(α − 1) for α &gt; 1, else infinite.</summary>
    public override Real Mean => Where(Shape > 1, Rate / Where(Shape > 1, Shape - 1, 1), double.PositiveInfinity);

    /// <summary>β²/((α − 1)²(α − 2)) for α &gt; 2, else infinite.</summary>
    public override Real Variance
    {
        get
        {
            var shape = Where(Shape > 2, Shape, 3);
            return Where(Shape > 2, Rate * Rate / ((shape - 1) * (shape - 1) * (shape - 2)), double.PositiveInfinity);
        }
    }

    /// <summary>α + log β + log Γ(α) − (1 + α)ψ(α).</summary>
    public override Real Entropy => Shape + Log(Rate) + LogGamma(Shape) - (1 + Shape) * Digamma(Shape);

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Rate * Exp(-LogGammaQuantile(Shape, noise.Uniform(BatchShape)));

    /// <summary>α log β − (α + 1) log x − β/x − log Γ(α).</summary>
    public override Real LogDensity(Real x) => OnSupport(x > 0, x, y => Shape * Log(Rate / y) - Log(y) - Rate / y - LogGamma(Shape));

    /// <summary>Q(α, β/x), the upper incomplete gamma function.</summary>
    public override Real Cdf(Real x) => Where(x > 0, GammaQ(Shape, Rate / Where(x > 0, x, 1)), 0);

    /// <summary>β/y with Q(α, y) = p.</summary>
    public override Real Quantile(Real p) => Rate * Exp(-LogGammaQuantile(Shape, 1 - p));
}
