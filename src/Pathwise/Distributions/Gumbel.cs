using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>Gumbel's law of largest values, whose distribution function is e^(−e^(−z)) with z = (x − μ)/β, sampled by its quantile: the derivatives are exact to rounding.</summary>
public sealed class Gumbel : Distribution
{
    /// <summary>Euler's constant γ.</summary>
    internal const double EulerGamma = 0.57721566490153286061;

    /// <summary>With location μ and scale β &gt; 0.</summary>
    public Gumbel(Real location, Real scale) : base(p => new Gumbel(p[0], p[1]), location, In(Domain.Positive, scale, "the scale of gumbel")) { }

    /// <summary>The location μ, the mode.</summary>
    public Real Location => Parameters[0];

    /// <summary>The scale β.</summary>
    public Real Scale => Parameters[1];

    /// <summary>μ + γβ with Euler's γ.</summary>
    public override Real Mean => Location + EulerGamma * Scale;

    /// <summary>π²β²/6.</summary>
    public override Real Variance => Spread(Math.PI * Math.PI / 6 * (Scale * Scale));

    /// <summary>log β + γ + 1.</summary>
    public override Real Entropy => Spread(Log(Scale) + (EulerGamma + 1));

    /// <inheritdoc/>
    public override Support Support => Support.Reals;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>−z − e^(−z) − log β with z = (x − μ)/β.</summary>
    public override Real LogDensity(Real x)
    {
        var z = (x - Location) / Scale;
        return -z - Exp(-z) - Log(Scale);
    }

    /// <summary>e^(−e^(−(x − μ)/β)).</summary>
    public override Real Cdf(Real x) => Exp(-Exp((Location - x) / Scale));

    /// <summary>μ − β log(−log p).</summary>
    public override Real Quantile(Real p) => Location - Scale * Log(-Log(p));
}
