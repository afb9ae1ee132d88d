using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The Laplace law, of density e^(−|x − μ|/b)/(2b), sampled by its quantile: the derivatives are exact to rounding.</summary>
public sealed class Laplace : Distribution
{
    /// <summary>With location μ and scale b &gt; 0.</summary>
    public Laplace(Real location, Real scale) : base(p => new Laplace(p[0], p[1]), location, In(Domain.Positive, scale, "the scale of laplace")) { }

    /// <summary>The location μ.</summary>
    public Real Location => Parameters[0];

    /// <summary>The scale b.</summary>
    public Real Scale => Parameters[1];

    /// <inheritdoc/>
    public override Real Mean => Spread(Location);

    /// <summary>2b².</summary>
    public override Real Variance => Spread(2 * (Scale * Scale));

    /// <summary>1 + log 2b.</summary>
    public override Real Entropy => Spread(1 + Log(2 * Scale));

    /// <inheritdoc/>
    public override Support Support => Support.Reals;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>−|x − μ|/b − log 2b.</summary>
    public override Real LogDensity(Real x) => -Abs((x - Location) / Scale) - Log(2 * Scale);

    /// <summary>½e^z for z = (x − μ)/b below 0, 1 − ½e^(−z) above.</summary>
    public override Real Cdf(Real x)
    {
        var z = (x - Location) / Scale;
        return 0.5 * (Exp(Min(z, 0)) - Expm1(-Max(z, 0)));
    }

    /// <summary>μ + b log 2p for p ≤ ½, μ − b log 2(1 − p) above.</summary>
    public override Real Quantile(Real p) => Location + Scale * (Log(2 * Min(p, 0.5)) - Log(2 * Min(1 - p, 0.5)));
}
