using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The Cauchy law, of density 1/(πγ(1 + z²)) with z = (x − μ)/γ, sampled by its quantile: the derivatives are exact to rounding. It has no mean.</summary>
public sealed class Cauchy : Distribution
{
    /// <summary>With location μ and scale γ &gt; 0.</summary>
    public Cauchy(Real location, Real scale) : base(p => new Cauchy(p[0], p[1]), location, In(Domain.Positive, scale, "the scale of cauchy")) { }

    /// <summary>The location μ, the median.</summary>
    public Real Location => Parameters[0];

    /// <summary>The scale γ.</summary>
    public Real Scale => Parameters[1];

    /// <summary>NaN: there is none.</summary>
    public override Real Mean => Filled(BatchShape, double.NaN);

    /// <summary>NaN: there is none.</summary>
    public override Real Variance => Filled(BatchShape, double.NaN);

    /// <summary>log 4πγ.</summary>
    public override Real Entropy => Spread(Log(4 * Math.PI * Scale));

    /// <inheritdoc/>
    public override Support Support => Support.Reals;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>−log(1 + z²) − log πγ with z = (x − μ)/γ.</summary>
    public override Real LogDensity(Real x)
    {
        var z = (x - Location) / Scale;
        return -Log1p(z * z) - Log(Math.PI * Scale);
    }

    /// <summary>½ + arctan(z)/π, as (2/π) arctan(z + √(1 + z²)), which keeps the lower tail.</summary>
    public override Real Cdf(Real x) => 2 / Math.PI * Atan(Exp(Asinh((x - Location) / Scale)));

    /// <summary>μ − γ cot πp.</summary>
    public override Real Quantile(Real p) => Location - Scale * (Cos(Math.PI * p) / Sin(Math.PI * Min(p, 1 - p)));
}
