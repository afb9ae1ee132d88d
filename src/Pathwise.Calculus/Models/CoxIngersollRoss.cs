using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>The square root process of Cox, Ingersoll and Ross, dX = κ(m − X) dt + σ√X dW (Econometrica 53, 1985). It does not reach 0 where 2κm ≥ σ² (Feller, Annals of Mathematics 54, 1951).</summary>
/// <param name="Reversion">κ &gt; 0.</param>
/// <param name="Level">m &gt; 0.</param>
/// <param name="Volatility">σ &gt; 0.</param>
public sealed record CoxIngersollRoss(Real Reversion, Real Level, Real Volatility)
{
    Real Kappa => Given.Positive(Reversion, "the reversion of a Cox–Ingersoll–Ross process");
    Real M => Given.Positive(Level, "the level of a Cox–Ingersoll–Ross process");
    Real Sigma => Given.Positive(Volatility, "the volatility of a Cox–Ingersoll–Ross process");

    /// <summary>dX = κ(m − X) dt + σ√X dW. Steps of schemes other than the exact one may leave X ≥ 0, where the root has no value.</summary>
    public ItoSde Equation
    {
        get
        {
            var (kappa, m, sigma) = (Kappa, M, Sigma);
            return Ito.Sde((x, t) => kappa * (m - x), (x, t) => sigma * Sqrt(x));
        }
    }

    /// <summary>E X_t = m + (x₀ − m)e^(−κt).</summary>
    public Real Mean(Real initial, Real t) => M + (initial - M) * Exp(-Kappa * t);

    /// <summary>Var X_t = σ²B(x₀e^(−κt) + ½κmB) with B = (1 − e^(−κt))/κ.</summary>
    public Real Variance(Real initial, Real t)
    {
        var b = Shrinkage(t);
        return Sigma * Sigma * b * (initial * Exp(-Kappa * t) + 0.5 * Kappa * M * b);
    }

    /// <summary>
    /// E e^(−uX_t) = (1 + 2cu)^(−2κm/σ²) exp(−u e^(−κt)x₀/(1 + 2cu)) with c = σ²B/4, for u ≥ 0: X_t is c times a noncentral χ² variable of 4κm/σ² degrees of freedom and noncentrality e^(−κt)x₀/c.
    /// </summary>
    public Real LaplaceTransform(Real u, Real initial, Real t)
    {
        var grown = 0.5 * Sigma * Sigma * Shrinkage(t) * u;
        return Exp(-2 * Kappa * M / (Sigma * Sigma) * Log1p(grown) - u * Exp(-Kappa * t) * initial / (1 + grown));
    }

    /// <summary>The stationary law: gamma of shape 2κm/σ² and rate 2κ/σ².</summary>
    public Gamma Stationary
    {
        get
        {
            var rate = 2 * Kappa / (Sigma * Sigma);
            return new(rate * M, rate);
        }
    }

    /// <summary>
    /// E e^(−∫X dt) over [0, T], the bond where X is the short rate: A e^(−Bx₀) with h = √(κ² + 2σ²), D = h + κ + (h − κ)e^(−hT), B = 2(1 − e^(−hT))/D and A = (2h e^((κ − h)T/2)/D)^(2κm/σ²)
    /// (Cox, Ingersoll and Ross 1985, equation 23, times powers of e^(−hT) so that nothing overflows).
    /// </summary>
    public Real Bond(Real initial, Real maturity)
    {
        var h = Sqrt(Kappa * Kappa + 2 * Sigma * Sigma);
        var denominator = h + Kappa + (h - Kappa) * Exp(-h * maturity);
        var b = -2 * Expm1(-h * maturity) / denominator;
        return Exp(2 * Kappa * M / (Sigma * Sigma) * (Log(2 * h / denominator) + 0.5 * (Kappa - h) * maturity) - b * initial);
    }

    /// <summary>(1 − e^(−κt))/κ.</summary>
    Real Shrinkage(Real t) => t * ExactScheme.Relative(-Kappa * t);
}
