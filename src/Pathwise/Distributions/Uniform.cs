namespace Pathwise.Distributions;

/// <summary>The uniform law on (a, b), sampled as a + (b − a)u.</summary>
public sealed class Uniform : Distribution
{
    readonly Real _low, _width;

    /// <summary>Between <paramref name="low"/> and <paramref name="high"/> &gt; <paramref name="low"/>.</summary>
    public Uniform(Real low, Real high) => (_low, _width) = (low, In(Domain.Positive, high - low, "high − low of uniform"));

    /// <inheritdoc/>
    public override Real Sample(Noise noise) => _low + _width * noise.Uniform(Common(_low, _width));

    /// <inheritdoc/>
    public override Real Mean => _low + 0.5 * _width;

    /// <inheritdoc/>
    public override Real Variance => _width * _width / 12;
}
