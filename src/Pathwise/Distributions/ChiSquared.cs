using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The law of the sum of squares of k standard normals, for real k too: the gamma law of shape k/2 and rate ½, and sampled as that.</summary>
public sealed class ChiSquared : Distribution
{
    /// <summary>With k &gt; 0 degrees of freedom.</summary>
    public ChiSquared(Real df) : base(p => new ChiSquared(p[0]), In(Domain.Positive, df, "the degrees of freedom of chi_squared")) { }

    /// <summary>The degrees of freedom k.</summary>
    public Real DegreesOfFreedom => Parameters[0];

    Gamma AsGamma => new(0.5 * DegreesOfFreedom, 0.5);

    /// <summary>k.</summary>
    public override Real Mean => DegreesOfFreedom;

    /// <summary>2k.</summary>
    public override Real Variance => 2 * DegreesOfFreedom;

    /// <inheritdoc/>
    public override Real Entropy => AsGamma.Entropy;

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>(k/2 − 1) log x − x/2 − (k/2) log 2 − log Γ(k/2).</summary>
    public override Real LogDensity(Real x) => AsGamma.LogDensity(x);

    /// <summary>P(k/2, x/2).</summary>
    public override Real Cdf(Real x) => AsGamma.Cdf(x);

    /// <inheritdoc/>
    public override Real Quantile(Real p) => AsGamma.Quantile(p);
}
