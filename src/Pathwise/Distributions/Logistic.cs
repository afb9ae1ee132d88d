using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The logistic law, whose distribution function is σ((x − μ)/s), sampled by its quantile: the derivatives are exact to rounding.</summary>
public sealed class Logistic : Distribution
{
    /// <summary>With location μ and scale s &gt; 0.</summary>
    public Logistic(Real location, Real scale) : base(p => new Logistic(p[0], p[1]), location, In(Domain.Positive, scale, "the scale of logistic")) { }

    /// <summary>The location μ.</summary>
    public Real Location => Parameters[0];

    /// <summary>The scale s.</summary>
    public Real Scale => Parameters[1];

    /// <inheritdoc/>
    public override Real Mean => Spread(Location);

    /// <summary>π²s²/3.</summary>
    public override Real Variance => Spread(Math.PI * Math.PI / 3 * (Scale * Scale));

    /// <summary>2 + log s.</summary>
    public override Real Entropy => Spread(2 + Log(Scale));

    /// <inheritdoc/>
    public override Support Support => Support.Reals;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>log σ(z) + log σ(−z) − log s with z = (x − μ)/s.</summary>
    public override Real LogDensity(Real x)
    {
        var z = (x - Location) / Scale;
        return -Softplus(z) - Softplus(-z) - Log(Scale);
    }

    /// <summary>σ((x − μ)/s).</summary>
    public override Real Cdf(Real x) => Sigmoid((x - Location) / Scale);

    /// <summary>μ + s log(p/(1 − p)).</summary>
    public override Real Quantile(Real p) => Location + Scale * (Log(p) - Log1p(-p));
}
