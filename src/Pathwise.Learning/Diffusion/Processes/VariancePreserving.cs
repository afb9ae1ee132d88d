using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// The variance-preserving process: α = e^(−B/2), σ² = 1 − e^(−B) with B = ∫β and β(t) = β₀ + (β₁ − β₀)t, so that dx = −½βx dt + √β dW (Song, Sohl-Dickstein, Kingma, Kumar, Ermon and Poole, Score-based generative modeling through
/// stochastic differential equations, ICLR 2021; the limit of Ho, Jain and Abbeel's denoising diffusion). Data of variance 1 keep it.
/// </summary>
public sealed record VariancePreserving : DiffusionProcess
{
    readonly LinearRate _rate;

    /// <summary>With the rates β₀ and β₁. PW4030 unless 0 &lt; β₀ ≤ β₁.</summary>
    public VariancePreserving(double betaMin = 0.1, double betaMax = 20) => _rate = new(betaMin, betaMax);

    /// <summary>β₀.</summary>
    public double BetaMin => _rate.Min;

    /// <summary>β₁.</summary>
    public double BetaMax => _rate.Max;

    /// <inheritdoc/>
    public override double PriorDeviation => 1;

    /// <inheritdoc/>
    public override Real Alpha(Real t) => Exp(-0.5 * _rate.Integral(t));

    /// <inheritdoc/>
    public override Real Variance(Real t) => -Expm1(-_rate.Integral(t));

    /// <inheritdoc/>
    public override Real TimeOf(Real ratio) => _rate.TimeOf(Log1p(ratio * ratio));
}

/// <summary>
/// The sub-variance-preserving process of the same authors: α = e^(−B/2), σ = 1 − e^(−B), so that dx = −½βx dt + √(β(1 − e^(−2B))) dW. Its variance is never above that of <see cref="VariancePreserving"/>.
/// </summary>
public sealed record SubVariancePreserving : DiffusionProcess
{
    readonly LinearRate _rate;

    /// <summary>With the rates β₀ and β₁. PW4030 unless 0 &lt; β₀ ≤ β₁.</summary>
    public SubVariancePreserving(double betaMin = 0.1, double betaMax = 20) => _rate = new(betaMin, betaMax);

    /// <summary>β₀.</summary>
    public double BetaMin => _rate.Min;

    /// <summary>β₁.</summary>
    public double BetaMax => _rate.Max;

    /// <inheritdoc/>
    public override double PriorDeviation => 1;

    /// <inheritdoc/>
    public override Real Alpha(Real t) => Exp(-0.5 * _rate.Integral(t));

    /// <inheritdoc/>
    public override Real Variance(Real t)
    {
        var sigma = Expm1(-_rate.Integral(t));
        return sigma * sigma;
    }

    /// <inheritdoc/>
    public override Real TimeOf(Real ratio) => _rate.TimeOf(2 * Asinh(0.5 * ratio));
}

/// <summary>β(t) = β₀ + (β₁ − β₀)t.</summary>
readonly record struct LinearRate
{
    public LinearRate(double min, double max)
    {
        if (!(min > 0 && max >= min && double.IsFinite(max))) throw Mistake.Process($"rates from β₀ = {min} to β₁ = {max}", "give 0 < β₀ ≤ β₁");
        (Min, Max) = (min, max);
    }

    public double Min { get; }
    public double Max { get; }

    /// <summary>B(t).</summary>
    public Real Integral(Real t) => t * (Min + 0.5 * (Max - Min) * t);

    /// <summary>The time at which B is so much, in the form of the root that loses no digits.</summary>
    public Real TimeOf(Real integral) => 2 * integral / (Min + Sqrt(Min * Min + 2 * (Max - Min) * integral));
}
