using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The law of the absolute value of a Cauchy draw about 0, sampled by its quantile: the derivative x/γ is exact to rounding.</summary>
public sealed class HalfCauchy : Distribution
{
    /// <summary>With scale γ &gt; 0.</summary>
    public HalfCauchy(Real scale) : base(p => new HalfCauchy(p[0]), In(Domain.Positive, scale, "the scale of half_cauchy")) { }

    /// <summary>The scale γ, the median.</summary>
    public Real Scale => Parameters[0];

    /// <summary>Infinite.</summary>
    public override Real Mean => Filled(Scale.Shape, double.PositiveInfinity);

    /// <summary>Infinite.</summary>
    public override Real Variance => Filled(Scale.Shape, double.PositiveInfinity);

    /// <summary>log 2πγ.</summary>
    public override Real Entropy => Log(2 * Math.PI * Scale);

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(Scale.Shape));

    /// <summary>log(2/π) − log γ − log(1 + (x/γ)²).</summary>
    public override Real LogDensity(Real x) => OnSupport(x >= 0, x, y => Math.Log(2 / Math.PI) - Log(Scale) - Log1p(y / Scale * (y / Scale)));

    /// <summary>(2/π) arctan(x/γ).</summary>
    public override Real Cdf(Real x) => 2 / Math.PI * Atan(Max(x, 0) / Scale);

    /// <summary>γ tan(πp/2).</summary>
    public override Real Quantile(Real p) => Scale * (Sin(Math.PI / 2 * p) / Sin(Math.PI / 2 * (1 - p)));
}
