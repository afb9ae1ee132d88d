using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>A forward price and its volatility.</summary>
/// <param name="Forward">F.</param>
/// <param name="Volatility">α.</param>
public sealed record SabrState(Real Forward, Real Volatility);

/// <summary>The SABR model (Hagan, Kumar, Lesniewski and Woodward, Managing smile risk, Wilmott, September 2002): dF = αF^β dW₁, dα = να dW₂ with correlation ρ between the drivers.</summary>
/// <param name="Elasticity">0 ≤ β ≤ 1.</param>
/// <param name="VolatilityOfVolatility">ν &gt; 0.</param>
/// <param name="Correlation">−1 &lt; ρ &lt; 1.</param>
public sealed record Sabr(Real Elasticity, Real VolatilityOfVolatility, Real Correlation)
{
    Real Beta => Given.InUnitInterval(Elasticity, "the elasticity of SABR");
    Real Nu => Given.Positive(VolatilityOfVolatility, "the volatility of SABR's volatility");

    /// <summary>The equations. For 0 &lt; β &lt; 1 the forward may reach 0, and steps may pass it: F⁺ is taken for F in F^β, so that it stays there. For β = 0 it may be negative.</summary>
    public ItoSde<SabrState> Equation
    {
        get
        {
            var rho = Given.Correlation(Correlation);
            var (beta, nu) = (Beta, Nu);
            return Ito.Sde<SabrState>(new Real[,] { { 1, rho }, { rho, 1 } },
                (x, t) => new(0, 0),
                (x, t) => new(x.Volatility * Pow(Max(x.Forward, 0), beta), 0),
                (x, t) => new(0, nu * x.Volatility));
        }
    }

    /// <summary>
    /// Black's volatility that a call has, to the first order in T (Hagan et al. 2002, equation 2.17): with L = log(F/K), g = (FK)^((1 − β)/2) and z = (ν/α) g L,
    /// σ = α/(g (1 + (1 − β)²L²/24 + (1 − β)⁴L⁴/1920)) · z/x(z) · (1 + ((1 − β)²α²/(24g²) + ρβνα/(4g) + (2 − 3ρ²)ν²/24) T),
    /// x(z) = log((√(1 − 2ρz + z²) + z − ρ)/(1 − ρ)).
    /// </summary>
    public Real ImpliedVolatility(SabrState initial, Real strike, Real expiry)
    {
        var (beta, nu, rho) = (Beta, Nu, Given.Correlation(Correlation));
        var alpha = Given.Positive(initial.Volatility, "SABR's volatility");
        Real forward = Given.Positive(initial.Forward, "the forward"), k = Given.Positive(strike, "the strike");
        Real rest = 1 - beta, l = Log(forward / k), g = Exp(0.5 * rest * Log(forward * k));
        var z = nu / alpha * g * l;
        // At the money z/x(z) is 0/0: there its series to the third order.
        var isSmall = Abs(z) < 1e-3;
        var away = Where(isSmall, 1, z);
        var ratio = Where(isSmall, 1 + z * (-0.5 * rho + z * ((2 - 3 * rho * rho) / 12 + z * (rho * (5 - 6 * rho * rho) / 24))), away / Log((Sqrt(1 - 2 * rho * away + away * away) + away - rho) / (1 - rho)));
        Real square = rest * rest * (l * l);
        var growth = rest * rest * (alpha * alpha) / (24 * (g * g)) + rho * beta * nu * alpha / (4 * g) + (2 - 3 * rho * rho) / 24 * (nu * nu);
        return alpha / (g * (1 + square / 24 + square * square / 1920)) * ratio * (1 + growth * expiry);
    }

    /// <summary>The call E(F_T − K)⁺, without discounting: Black's formula at the implied volatility.</summary>
    public Real Call(SabrState initial, Real strike, Real expiry) => new GeometricBrownianMotion(0, ImpliedVolatility(initial, strike, expiry)).Call(initial.Forward, strike, expiry);
}
