using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The exponential law with rate λ, sampled by its quantile: −log(u)/λ.</summary>
public sealed class Exponential : Distribution
{
    readonly Real _rate;

    /// <summary>With rate λ &gt; 0.</summary>
    public Exponential(Real rate) => _rate = In(Domain.Positive, rate, "the rate of exponential");

    /// <inheritdoc/>
    public override Real Sample(Noise noise) => -Log(noise.Uniform(_rate.Shape)) / _rate;

    /// <inheritdoc/>
    public override Real Mean => 1 / _rate;

    /// <inheritdoc/>
    public override Real Variance => 1 / (_rate * _rate);
}
