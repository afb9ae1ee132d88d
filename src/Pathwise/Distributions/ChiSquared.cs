namespace Pathwise.Distributions;

/// <summary>The chi-squared law: the gamma law of shape ν/2 and rate ½, sampled as it is and with derivatives as right.</summary>
public sealed class ChiSquared : Distribution
{
    /// <summary>With ν &gt; 0 degrees of freedom.</summary>
    public ChiSquared(Real df) : base(p => new ChiSquared(p[0]), In(Domain.Positive, df, "the degrees of freedom of chi_squared")) { }

    /// <summary>The degrees of freedom ν.</summary>
    public Real DegreesOfFreedom => Parameters[0];

    internal Gamma AsGamma => new(0.5 * DegreesOfFreedom, 0.5);

    /// <summary>ν.</summary>
    public override Real Mean => DegreesOfFreedom;

    /// <summary>2ν.</summary>
    public override Real Variance => 2 * DegreesOfFreedom;

    /// <summary>That of the gamma law.</summary>
    public override Real Entropy => AsGamma.Entropy;

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>That of the gamma law.</summary>
    public override Real LogDensity(Real x) => AsGamma.LogDensity(x);

    /// <summary>P(ν/2, x/2).</summary>
    public override Real Cdf(Real x) => AsGamma.Cdf(x);

    /// <inheritdoc/>
    public override Real Quantile(Real p) => AsGamma.Quantile(p);
}
