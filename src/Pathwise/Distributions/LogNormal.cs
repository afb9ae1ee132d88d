using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The law of e^(μ + σε) with ε standard normal, sampled so.</summary>
public sealed class LogNormal : Distribution
{
    readonly Real _mu, _sigma;

    /// <summary>With μ and σ &gt; 0 the mean and standard deviation of the logarithm.</summary>
    public LogNormal(Real mu, Real sigma) => (_mu, _sigma) = (mu, In(Domain.Positive, sigma, "sigma of lognormal"));

    /// <inheritdoc/>
    public override Real Sample(Noise noise) => Exp(_mu + _sigma * noise.Normal(Common(_mu, _sigma)));

    /// <inheritdoc/>
    public override Real Mean => Exp(_mu + 0.5 * _sigma * _sigma);

    /// <inheritdoc/>
    public override Real Variance => Expm1(_sigma * _sigma) * Exp(2 * _mu + _sigma * _sigma);
}
