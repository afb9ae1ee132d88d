using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>Geometric Brownian motion, dS = μS dt + σS dW, the stock of Black and Scholes.</summary>
/// <remarks>
/// Prices are e^(−rT) E payoff under this equation; where no rate is given, r = μ. With r = μ they are those of Black and Scholes (J. Political Economy 81, 1973); with μ = r − q those of Merton for a dividend yield q,
/// and with μ = 0 those of Black for futures.
/// </remarks>
/// <param name="Drift">μ.</param>
/// <param name="Volatility">σ &gt; 0.</param>
public sealed record GeometricBrownianMotion(Real Drift, Real Volatility)
{
    Real Sigma => Given.Positive(Volatility, "the volatility of geometric Brownian motion");

    /// <summary>dS = μS dt + σS dW.</summary>
    public ItoSde Equation
    {
        get
        {
            var (mu, sigma) = (Drift, Sigma);
            return Ito.Sde((s, t) => mu * s, (s, t) => sigma * s);
        }
    }

    /// <summary>E S_t = s₀e^(μt).</summary>
    public Real Mean(Real initial, Real t) => initial * Exp(Drift * t);

    /// <summary>Var S_t = s₀² e^(2μt) (e^(σ²t) − 1).</summary>
    public Real Variance(Real initial, Real t) => Mean(initial, t) is var mean ? mean * mean * Expm1(Sigma * Sigma * t) : 0;

    /// <summary>log S_t is normal, N(log s₀ + (μ − σ²/2)t, σ²t), for t &gt; 0.</summary>
    public LogNormal Law(Real initial, Real t) => new(Log(Given.Positive(initial, "the start of geometric Brownian motion")) + (Drift - 0.5 * Sigma * Sigma) * t, Sigma * Sqrt(t));

    /// <summary>The call (S_T − K)⁺: e^(−rT)(F Φ(d₁) − K Φ(d₂)) with F = s₀e^(μT), d₁,₂ = log(F/K)/(σ√T) ± σ√T/2.</summary>
    public Real Call(Real spot, Real strike, Real expiry, Real? rate = null) => CallAbove(spot, strike, strike, expiry, rate ?? Drift);

    /// <summary>The put (K − S_T)⁺: e^(−rT)(K Φ(−d₂) − F Φ(−d₁)).</summary>
    public Real Put(Real spot, Real strike, Real expiry, Real? rate = null)
    {
        var (d1, d2) = Moneyness(spot, strike, expiry);
        return Exp(-(rate ?? Drift) * expiry) * (strike * NormalCdf(-d2) - Mean(spot, expiry) * NormalCdf(-d1));
    }

    /// <summary>The digital 1{S_T &gt; K}: e^(−rT) Φ(d₂).</summary>
    public Real Digital(Real spot, Real strike, Real expiry, Real? rate = null) => Exp(-(rate ?? Drift) * expiry) * NormalCdf(Moneyness(spot, strike, expiry).D2);

    /// <summary>
    /// The call that is worth nothing once S has been at or below the barrier H, watched at all times: by reflection C_H(s₀) − (H/s₀)^(2μ/σ² − 1) C_H(H²/s₀), where C_H is the price of (S_T − K)⁺ 1{S_T &gt; H}
    /// (Merton, Bell J. Economics 4, 1973; Reiner and Rubinstein, Risk 4, 1991). 0 for s₀ ≤ H.
    /// </summary>
    public Real DownAndOutCall(Real spot, Real strike, Real barrier, Real expiry, Real? rate = null)
    {
        var low = Given.Positive(barrier, "the barrier");
        var isAbove = spot > low;
        var start = Where(isAbove, spot, 2 * low);
        var from = Max(strike, low);
        var reflected = Exp((2 * Drift / (Sigma * Sigma) - 1) * Log(low / start)) * CallAbove(low * low / start, strike, from, expiry, rate ?? Drift);
        return Where(isAbove, CallAbove(start, strike, from, expiry, rate ?? Drift) - reflected, 0);
    }

    /// <summary>e^(−rT) E (S_T − K) 1{S_T &gt; L}.</summary>
    Real CallAbove(Real spot, Real strike, Real level, Real expiry, Real rate)
    {
        var (d1, d2) = Moneyness(spot, level, expiry);
        return Exp(-rate * expiry) * (Mean(spot, expiry) * NormalCdf(d1) - strike * NormalCdf(d2));
    }

    (Real D1, Real D2) Moneyness(Real spot, Real level, Real expiry)
    {
        var deviation = Sigma * Sqrt(expiry);
        var d = (Log(spot / level) + Drift * expiry) / deviation;
        return (d + 0.5 * deviation, d - 0.5 * deviation);
    }
}
