namespace Pathwise.Distributions;

/// <summary>The normal law N(μ, σ²), sampled as z = μ + σε with ε standard normal: ∂z/∂μ = 1, ∂z/∂σ = ε.</summary>
public sealed class Normal : Distribution
{
    readonly Real _mean, _sd;

    /// <summary>With mean μ and standard deviation σ &gt; 0.</summary>
    public Normal(Real mean, Real standardDeviation) => (_mean, _sd) = (mean, In(Domain.Positive, standardDeviation, "the standard deviation of normal"));

    /// <inheritdoc/>
    public override Real Sample(Noise noise) => _mean + _sd * noise.Normal(Common(_mean, _sd));

    /// <inheritdoc/>
    public override Real Mean => _mean;

    /// <inheritdoc/>
    public override Real Variance => _sd * _sd;
}
