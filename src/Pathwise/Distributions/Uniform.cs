using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The uniform law on (a, b), sampled as a + (b − a)u: the derivatives are exact.</summary>
public sealed class Uniform : Distribution
{
    readonly Real _width;

    /// <summary>Between <paramref name="low"/> and <paramref name="high"/> &gt; <paramref name="low"/>.</summary>
    public Uniform(Real low, Real high) : base(p => new Uniform(p[0], p[1]), low, high) => _width = In(Domain.Positive, high - low, "high − low of uniform");

    /// <summary>The lower end.</summary>
    public Real Low => Parameters[0];

    /// <summary>The upper end.</summary>
    public Real High => Parameters[1];

    /// <inheritdoc/>
    public override Real Mean => Low + 0.5 * _width;

    /// <inheritdoc/>
    public override Real Variance => _width * _width / 12;

    /// <summary>log(b − a).</summary>
    public override Real Entropy => Log(_width);

    /// <inheritdoc/>
    public override Support Support => new(Low, High);

    private protected override Real Draw(Noise noise) => Low + _width * noise.Uniform(Common(Low, _width));

    /// <summary>−log(b − a).</summary>
    public override Real LogDensity(Real x) => OnSupport((x >= Low) & (x <= High), x, _ => -Log(_width));

    /// <inheritdoc/>
    public override Real Cdf(Real x) => Clamp((x - Low) / _width, 0, 1);

    /// <inheritdoc/>
    public override Real Quantile(Real p) => Low + _width * p;
}
