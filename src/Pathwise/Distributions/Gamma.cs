using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The gamma law of shape a and rate λ (the inverse of its scale), sampled by its quantile: the derivative in the shape is the implicit one, to 10⁻¹¹ relative for shapes in [10⁻³, 10⁶], that in the
/// rate exact. Draws of shapes far below 1 may be 0 in floating point; their derivatives are then 0 too.
/// </summary>
public sealed class Gamma : Distribution
{
    /// <summary>With shape a &gt; 0 and rate λ &gt; 0.</summary>
    public Gamma(Real shape, Real rate) : base(p => new Gamma(p[0], p[1]), In(Domain.Positive, shape, "the shape of gamma"), In(Domain.Positive, rate, "the rate of gamma")) { }

    /// <summary>The shape a.</summary>
    public Real Shape => Parameters[0];

    /// <summary>The rate λ.</summary>
    public Real Rate => Parameters[1];

    /// <summary>a/λ.</summary>
    public override Real Mean => Shape / Rate;

    /// <summary>a/λ².</summary>
    public override Real Variance => Shape / (Rate * Rate);

    /// <summary>a − log λ + log Γ(a) + (1 − a)ψ(a).</summary>
    public override Real Entropy => Shape - Log(Rate) + LogGamma(Shape) + (1 - Shape) * Digamma(Shape);

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Exp(LogOfDraw(Shape, Rate, noise.Uniform(BatchShape)));

    /// <summary>The logarithm of a draw, finite for shapes of any size.</summary>
    internal static Real LogOfDraw(Real shape, Real rate, Real u) => LogGammaQuantile(shape, u) - Log(rate);

    /// <summary>a log λ + (a − 1) log x − λx − log Γ(a).</summary>
    public override Real LogDensity(Real x) => OnSupport(x > 0, x, y => CountProbabilities.LogPoisson(Shape, Rate * y) + Log(Shape / y));

    /// <summary>P(a, λx).</summary>
    public override Real Cdf(Real x) => GammaP(Shape, Rate * x);

    /// <inheritdoc/>
    public override Real Quantile(Real p) => Exp(LogOfDraw(Shape, Rate, p));

    /// <summary>In the rate: a draw of shape a against one of shape a + 1, which adds an exponential draw.</summary>
    internal override (Real Constant, Real Plus, Real Minus)? WeakDerivative(int parameter, Noise noise)
    {
        if (parameter == 0) return null;
        var minus = Draw(noise);
        return (-Shape / Rate, minus - Log(noise.Uniform(BatchShape)) / Rate, minus);
    }
}
