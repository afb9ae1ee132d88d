using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>The process of Ornstein and Uhlenbeck, dX = θ(m − X) dt + σ dW (Phys. Rev. 36, 1930); as a short rate, Vasicek's model (J. Financial Economics 5, 1977).</summary>
/// <param name="Reversion">θ. What has a limit at θ ≤ 0 is defined there too.</param>
/// <param name="Level">m.</param>
/// <param name="Volatility">σ &gt; 0.</param>
public sealed record OrnsteinUhlenbeck(Real Reversion, Real Level, Real Volatility)
{
    Real Sigma => Given.Positive(Volatility, "the volatility of an Ornstein–Uhlenbeck process");
    Real Theta => Given.Positive(Reversion, "the reversion of an Ornstein–Uhlenbeck process");

    /// <summary>dX = θ(m − X) dt + σ dW.</summary>
    public ItoSde Equation
    {
        get
        {
            var (theta, m, sigma) = (Reversion, Level, Sigma);
            return Ito.Sde((x, t) => theta * (m - x), (x, t) => sigma);
        }
    }

    /// <summary>E X_t = m + (x₀ − m)e^(−θt).</summary>
    public Real Mean(Real initial, Real t) => Level + (initial - Level) * Exp(-Reversion * t);

    /// <summary>Var X_t = σ²(1 − e^(−2θt))/(2θ).</summary>
    public Real Variance(Real t) => Sigma * Sigma * t * ExactScheme.Relative(-2 * Reversion * t);

    /// <summary>Cov(X_s, X_t) = e^(−θ|t − s|) Var X_min(s, t) from a point.</summary>
    public Real Covariance(Real s, Real t) => Exp(-Reversion * Abs(t - s)) * Variance(Min(s, t));

    /// <summary>X_t is normal, for t &gt; 0.</summary>
    public Normal Law(Real initial, Real t) => new(Mean(initial, t), Sqrt(Variance(t)));

    /// <summary>The stationary law N(m, σ²/(2θ)), for θ &gt; 0.</summary>
    public Normal Stationary => new(Level, Sigma / Sqrt(2 * Theta));

    /// <summary>
    /// E e^(−∫X dt) over [0, T], the bond where X is the short rate: exp((B − T)(m − σ²/(2θ²)) − σ²B²/(4θ) − Bx₀) with B = (1 − e^(−θT))/θ, for θ &gt; 0 (Vasicek 1977).
    /// </summary>
    public Real Bond(Real initial, Real maturity)
    {
        var b = maturity * ExactScheme.Relative(-Theta * maturity);
        var ratio = Sigma / Theta;
        return Exp((b - maturity) * (Level - 0.5 * ratio * ratio) - 0.25 * Sigma * ratio * b * b - b * initial);
    }
}
