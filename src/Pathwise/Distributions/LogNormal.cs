using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The law of e^(μ + σε) with ε standard normal, sampled so: the derivatives are exact.</summary>
public sealed class LogNormal : Distribution
{
    /// <summary>With μ and σ &gt; 0 the mean and standard deviation of the logarithm.</summary>
    public LogNormal(Real mu, Real sigma) : base(p => new LogNormal(p[0], p[1]), mu, In(Domain.Positive, sigma, "sigma of lognormal")) { }

    /// <inheritdoc/>
    public override string Name => "lognormal";

    /// <summary>The mean of the logarithm.</summary>
    public Real Mu => Parameters[0];

    /// <summary>The standard deviation of the logarithm.</summary>
    public Real Sigma => Parameters[1];

    Normal Logarithm => new(Mu, Sigma);

    /// <summary>e^(μ + σ²/2).</summary>
    public override Real Mean => Exp(Mu + 0.5 * (Sigma * Sigma));

    /// <summary>(e^(σ²) − 1)·e^(2μ + σ²).</summary>
    public override Real Variance => Expm1(Sigma * Sigma) * Exp(2 * Mu + Sigma * Sigma);

    /// <summary>μ + ½ log(2πe) + log σ.</summary>
    public override Real Entropy => Mu + Logarithm.Entropy;

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Exp(Mu + Sigma * noise.Normal(Common(Mu, Sigma)));

    /// <summary>The normal log-density of log x, less log x.</summary>
    public override Real LogDensity(Real x) => OnSupport(x > 0, x, y => Logarithm.LogDensity(Log(y)) - Log(y));

    /// <summary>Φ((log x − μ)/σ).</summary>
    public override Real Cdf(Real x) => Where(x > 0, Logarithm.Cdf(Log(Where(x > 0, x, 1))), 0);

    /// <summary>e^(μ + σΦ⁻¹(p)).</summary>
    public override Real Quantile(Real p) => Exp(Logarithm.Quantile(p));
}
