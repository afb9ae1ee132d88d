using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>Brownian motion with drift, dX = μ dt + σ dW.</summary>
/// <param name="Drift">μ.</param>
/// <param name="Volatility">σ &gt; 0.</param>
public sealed record BrownianMotionWithDrift(Real Drift, Real Volatility)
{
    Real Sigma => Given.Positive(Volatility, "the volatility of Brownian motion");

    /// <summary>dX = μ dt + σ dW.</summary>
    public ItoSde Equation
    {
        get
        {
            var (mu, sigma) = (Drift, Sigma);
            return Ito.Sde((x, t) => mu, (x, t) => sigma);
        }
    }

    /// <summary>E X_t = x₀ + μt.</summary>
    public Real Mean(Real initial, Real t) => initial + Drift * t;

    /// <summary>Var X_t = σ²t.</summary>
    public Real Variance(Real t) => Sigma * Sigma * t;

    /// <summary>X_t is normal, N(x₀ + μt, σ²t), for t &gt; 0.</summary>
    public Normal Law(Real initial, Real t) => new(Mean(initial, t), Sigma * Sqrt(t));

    /// <summary>
    /// P(X reaches a by time t) = Φ((νt − d)/(σ√t)) + e^(2νd/σ²) Φ(−(d + νt)/(σ√t)) with d = |a − x₀| and ν the drift towards a (Karatzas and Shreve, Brownian Motion and Stochastic Calculus, 1991, §3.5.C).
    /// </summary>
    public Real PassageProbability(Real initial, Real level, Real t)
    {
        var (distance, towards) = Towards(initial, level);
        var deviation = Sigma * Sqrt(t);
        Real ahead = (towards * t - distance) / deviation, behind = (towards * t + distance) / deviation;
        // Where the exponential may be large, e^(2νd/σ²) Φ(−y) = φ(x) Φ(−y)/φ(y), by Mills's ratio.
        var isAhead = behind > 0;
        var reflected = Where(isAhead, NormalDensity(ahead) * MillsRatio(Where(isAhead, behind, 0)), Exp(Where(isAhead, 0, 2 * towards * distance / (Sigma * Sigma))) * NormalCdf(-behind));
        return NormalCdf(ahead) + reflected;
    }

    /// <summary>The density d/(σ√(2πt³)) e^(−(d − νt)²/(2σ²t)) of the time when X first is a ≠ x₀; its integral is less than 1 where the drift leads away.</summary>
    public Real PassageDensity(Real initial, Real level, Real t)
    {
        var (distance, towards) = Towards(initial, level);
        var deviation = Sigma * Sqrt(t);
        return distance / (deviation * t) * NormalDensity((distance - towards * t) / deviation);
    }

    /// <summary>|a − x₀|, and the drift towards a.</summary>
    (Real Distance, Real Drift) Towards(Real initial, Real level) => (Abs(level - initial), Where(level > initial, Drift, -Drift));
}
