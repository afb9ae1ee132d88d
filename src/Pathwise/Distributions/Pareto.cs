using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// Pareto's law on x ≥ m, where P(X &gt; x) = (m/x)^α, sampled as x = m u^(−1/α). The derivatives are exact to rounding wherever x itself is a number: for shapes below
/// about 0.05 its largest values overflow.
/// </summary>
public sealed class Pareto : Distribution
{
    /// <summary>With scale m &gt; 0, the least value, and shape α &gt; 0.</summary>
    public Pareto(Real scale, Real shape)
        : base(p => new Pareto(p[0], p[1]), In(Domain.Positive, scale, "the scale of pareto"), In(Domain.Positive, shape, "the shape of pareto")) { }

    /// <summary>The scale m.</summary>
    public Real Scale => Parameters[0];

    /// <summary>The shape α.</summary>
    public Real Shape => Parameters[1];

    /// <summary>αm/(α − 1) for α &gt; 1, else infinite.</summary>
    public override Real Mean => Where(Shape > 1, Shape * Scale / Where(Shape > 1, Shape - 1, 1), double.PositiveInfinity);

    /// <summary>αm²/((α − 1)²(α − 2)) for α &gt; 2, else infinite.</summary>
    public override Real Variance
    {
        get
        {
            var shape = Where(Shape > 2, Shape, 3);
            return Where(Shape > 2, shape * Scale * Scale / ((shape - 1) * (shape - 1) * (shape - 2)), double.PositiveInfinity);
        }
    }

    /// <summary>log(m/α) + 1 + 1/α.</summary>
    public override Real Entropy => Log(Scale / Shape) + 1 + 1 / Shape;

    /// <inheritdoc/>
    public override Support Support => new(Scale, double.PositiveInfinity);

    private protected override Real Draw(Noise noise) => Scale * Exp(-Log(noise.Uniform(BatchShape)) / Shape);

    /// <summary>log α + α log(m/x) − log x.</summary>
    public override Real LogDensity(Real x) => OnSupport(x >= Scale, x, y => Log(Shape) + Shape * Log(Scale / y) - Log(y));

    /// <summary>1 − (m/x)^α.</summary>
    public override Real Cdf(Real x) => -Expm1(-Shape * Log(Max(x, Scale) / Scale));

    /// <summary>m(1 − p)^(−1/α).</summary>
    public override Real Quantile(Real p) => Scale * Exp(-Log1p(-p) / Shape);
}
