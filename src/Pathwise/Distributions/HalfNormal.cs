using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The law of |σε| with ε standard normal, sampled so: the derivative x/σ is exact.</summary>
public sealed class HalfNormal : Distribution
{
    /// <summary>With scale σ &gt; 0.</summary>
    public HalfNormal(Real scale) : base(p => new HalfNormal(p[0]), In(Domain.Positive, scale, "the scale of half_normal")) { }

    /// <summary>The scale σ.</summary>
    public Real Scale => Parameters[0];

    /// <summary>σ√(2/π).</summary>
    public override Real Mean => Math.Sqrt(2 / Math.PI) * Scale;

    /// <summary>σ²(1 − 2/π).</summary>
    public override Real Variance => (1 - 2 / Math.PI) * (Scale * Scale);

    /// <summary>½ + ½ log(π/2) + log σ.</summary>
    public override Real Entropy => 0.5 + 0.5 * Math.Log(Math.PI / 2) + Log(Scale);

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Scale * Abs(noise.Normal(Scale.Shape));

    /// <summary>½ log(2/π) − log σ − ½(x/σ)².</summary>
    public override Real LogDensity(Real x) => OnSupport(x >= 0, x, y => 0.5 * Math.Log(2 / Math.PI) - Log(Scale) - 0.5 * (y / Scale * (y / Scale)));

    /// <summary>erf(x/(σ√2)).</summary>
    public override Real Cdf(Real x) => Erf(Max(x, 0) / (Scale * Math.Sqrt(2)));

    /// <summary>−σΦ⁻¹((1 − p)/2).</summary>
    public override Real Quantile(Real p) => -Scale * NormalQuantile(0.5 * (1 - p));
}
