using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>
/// The law of a = tanh(u), u ~ N(μ, σ²) element by element: a reparameterised action within ±1, a = tanh(μ + σε). Its log-density is taken at u, where it is right at the edges too:
/// log p(a) = log N(u; μ, σ²) − log(1 − tanh² u), and log(1 − tanh² u) = 2(log 2 − u − softplus(−2u)) does not underflow where a rounds to ±1 (Haarnoja et al., Soft actor-critic algorithms and applications,
/// arXiv:1812.05905, appendix C).
/// </summary>
/// <param name="Mean">μ.</param>
/// <param name="LogDeviation">log σ.</param>
public sealed record TanhNormal(Real Mean, Real LogDeviation)
{
    /// <summary>u before the tanh.</summary>
    public Real SampleBefore(Noise noise) => Mean + Exp(LogDeviation) * noise.Normal(Mean.Shape);

    /// <summary>The log-density of a = tanh u, summed over its elements.</summary>
    public Real LogDensityBefore(Real u)
    {
        Real z = (u - Mean) * Exp(-LogDeviation);
        return Sum(-0.5 * (z * z) - LogDeviation - HalfLogTwoPi - LogSlope(u));
    }

    /// <summary>The log-density of an action strictly within ±1, summed over its elements.</summary>
    public Real LogDensity(Real action) => LogDensityBefore(Atanh(action));

    /// <summary>An action and its log-density. The density is written with the normal draw itself, so no rounding of (u − μ)/σ enters.</summary>
    public (Real Action, Real LogDensity) Sample(Noise noise)
    {
        Real z = noise.Normal(Mean.Shape), u = Mean + Exp(LogDeviation) * z;
        return (Tanh(u), Sum(-0.5 * (z * z) - LogDeviation - HalfLogTwoPi - LogSlope(u)));
    }

    /// <summary>log(1 − tanh² u).</summary>
    static Real LogSlope(Real u) => 2 * (Math.Log(2) - u - Softplus(-2 * u));

    const double HalfLogTwoPi = 0.91893853320467274178;
}
