using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The normal law N(μ, σ²), sampled as z = μ + σε with ε standard normal: ∂z/∂μ = 1, ∂z/∂σ = ε, exactly.</summary>
public sealed class Normal : Distribution
{
    /// <summary>½ log 2π.</summary>
    internal const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>With mean μ and standard deviation σ &gt; 0.</summary>
    public Normal(Real mean, Real standardDeviation)
        : base(p => new Normal(p[0], p[1]), mean, In(Domain.Positive, standardDeviation, "the standard deviation of normal")) { }

    /// <inheritdoc/>
    public override Real Mean => Parameters[0];

    /// <summary>The standard deviation σ.</summary>
    public Real StandardDeviation => Parameters[1];

    /// <inheritdoc/>
    public override Real Variance => StandardDeviation * StandardDeviation;

    /// <summary>½ log(2πe) + log σ.</summary>
    public override Real Entropy => 0.5 + HalfLogTwoPi + Log(StandardDeviation);

    /// <inheritdoc/>
    public override Support Support => Support.Reals;

    private protected override Real Draw(Noise noise) => Mean + StandardDeviation * noise.Normal(Common(Mean, StandardDeviation));

    /// <summary>−½((x − μ)/σ)² − log σ − ½ log 2π.</summary>
    public override Real LogDensity(Real x)
    {
        var z = (x - Mean) / StandardDeviation;
        return -0.5 * (z * z) - Log(StandardDeviation) - HalfLogTwoPi;
    }

    /// <summary>Φ((x − μ)/σ).</summary>
    public override Real Cdf(Real x) => NormalCdf((x - Mean) / StandardDeviation);

    /// <summary>μ + σΦ⁻¹(p).</summary>
    public override Real Quantile(Real p) => Mean + StandardDeviation * NormalQuantile(p);

    /// <summary>
    /// In the mean μ ± σw with w of Weibull's law √(−2 log u), weighted by 1/(σ√(2π)); in σ a double-sided Maxwell variable against the same times a uniform one, which is normal, weighted by 1/σ (Mohamed et al. 2020,
    /// table 1).
    /// </summary>
    internal override (Real Constant, Real Plus, Real Minus)? WeakDerivative(int parameter, Noise noise)
    {
        var shape = Common(Mean, StandardDeviation);
        if (parameter == 0)
        {
            var w = StandardDeviation * Sqrt(-2 * Log(noise.Uniform(shape)));
            return (Exp(-HalfLogTwoPi) / StandardDeviation, Mean + w, Mean - w);
        }
        Real a = noise.Normal(shape), b = noise.Normal(shape), c = noise.Normal(shape), sign = Where(noise.Uniform(shape) < 0.5, -1, 1);
        var maxwell = sign * StandardDeviation * Sqrt(a * a + b * b + c * c);
        return (1 / StandardDeviation, Mean + maxwell, Mean + maxwell * noise.Uniform(shape));
    }
}
