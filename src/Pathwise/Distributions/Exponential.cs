using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The exponential law with rate λ, sampled by its quantile at 1 − u, −log(u)/λ: the derivative is exact.</summary>
public sealed class Exponential : Distribution
{
    /// <summary>With rate λ &gt; 0.</summary>
    public Exponential(Real rate) : base(p => new Exponential(p[0]), In(Domain.Positive, rate, "the rate of exponential")) { }

    /// <summary>The rate λ.</summary>
    public Real Rate => Parameters[0];

    /// <inheritdoc/>
    public override Real Mean => 1 / Rate;

    /// <inheritdoc/>
    public override Real Variance => 1 / (Rate * Rate);

    /// <summary>1 − log λ.</summary>
    public override Real Entropy => 1 - Log(Rate);

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => -Log(noise.Uniform(Rate.Shape)) / Rate;

    /// <summary>log λ − λx.</summary>
    public override Real LogDensity(Real x) => OnSupport(x >= 0, x, y => Log(Rate) - Rate * y);

    /// <summary>1 − e^(−λx).</summary>
    public override Real Cdf(Real x) => -Expm1(-Rate * Max(x, 0));

    /// <summary>−log(1 − p)/λ.</summary>
    public override Real Quantile(Real p) => -Log1p(-p) / Rate;

    /// <summary>A draw against the sum of it and another, weighted by 1/λ.</summary>
    internal override (Real Constant, Real Plus, Real Minus)? WeakDerivative(int parameter, Noise noise)
    {
        var x = Draw(noise);
        return (1 / Rate, x, x + Draw(noise));
    }
}
