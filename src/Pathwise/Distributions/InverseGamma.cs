using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The law of 1/x with x a gamma variable of shape a and rate λ, sampled so: the derivatives are as accurate as the gamma law's.</summary>
public sealed class InverseGamma : Distribution
{
    /// <summary>With shape a &gt; 0 and rate λ &gt; 0.</summary>
    public InverseGamma(Real shape, Real rate)
        : base(p => new InverseGamma(p[0], p[1]), In(Domain.Positive, shape, "the shape of inverse_gamma"), In(Domain.Positive, rate, "the rate of inverse_gamma")) { }

    /// <summary>The shape a.</summary>
    public Real Shape => Parameters[0];

    /// <summary>The rate λ.</summary>
    public Real Rate => Parameters[1];

    /// <summary>λ/(a − 1) for a &gt; 1, else infinite.</summary>
    public override Real Mean => Where(Shape > 1, Rate / Where(Shape > 1, Shape - 1, 1), double.PositiveInfinity);

    /// <summary>λ²/((a − 1)²(a − 2)) for a &gt; 2, else infinite.</summary>
    public override Real Variance => Where(Shape > 2, Mean * Mean / Where(Shape > 2, Shape - 2, 1), double.PositiveInfinity);

    /// <summary>a + log λ + log Γ(a) − (1 + a)ψ(a).</summary>
    public override Real Entropy => Shape + Log(Rate) + LogGamma(Shape) - (1 + Shape) * Digamma(Shape);

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Exp(-Gamma.LogOfDraw(Shape, Rate, noise.Uniform(BatchShape)));

    /// <summary>a log λ − (a + 1) log x − λ/x − log Γ(a).</summary>
    public override Real LogDensity(Real x) => OnSupport(x > 0, x, y => CountProbabilities.LogPoisson(Shape, Rate / y) + Log(Shape / y));

    /// <summary>Q(a, λ/x).</summary>
    public override Real Cdf(Real x) => Where(x > 0, GammaQ(Shape, Rate / Where(x > 0, x, 1)), 0);

    /// <inheritdoc/>
    public override Real Quantile(Real p) => Exp(-Gamma.LogOfDraw(Shape, Rate, 1 - p));
}
