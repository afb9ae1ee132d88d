using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>
/// A particle in a double well, dX = (aX − bX³) dt + σ dW: Langevin dynamics in U(x) = bx⁴/4 − ax²/2, with minima ±√(a/b) and a barrier of height a²/(4b) for a &gt; 0 (Risken, The Fokker–Planck Equation, 1989, §5.10).
/// </summary>
/// <param name="Linear">a, of any sign.</param>
/// <param name="Cubic">b &gt; 0.</param>
/// <param name="Volatility">σ &gt; 0.</param>
public sealed record DoubleWell(Real Linear, Real Cubic, Real Volatility)
{
    Real Sigma => Given.Positive(Volatility, "the volatility of a double well");
    Real B => Given.Positive(Cubic, "the cubic coefficient of a double well");
    Langevin Dynamics => new(Potential, Sigma);

    /// <summary>dX = (aX − bX³) dt + σ dW.</summary>
    public ItoSde Equation
    {
        get
        {
            var (a, b, sigma) = (Linear, B, Sigma);
            return Ito.Sde((x, t) => a * x - b * (x * x * x), (x, t) => sigma);
        }
    }

    /// <summary>U(x) = bx⁴/4 − ax²/2.</summary>
    public Real Potential(Real x) => x * x is var square ? square * (0.25 * B * square - 0.5 * Linear) : 0;

    /// <summary>Z = ∫ e^(−2U/σ²), by quadrature.</summary>
    public Real Normalisation => Exp(Law.LogIntegral);

    /// <summary>The logarithm of the stationary density e^(−2U/σ²)/Z.</summary>
    public Real StationaryLogDensity(Real x) => Dynamics.LogWeight(x) - Law.LogIntegral;

    /// <summary>E f(X) under the stationary law; f acts element by element.</summary>
    public Real StationaryMean(Func<Real, Real> f) => Law.Mean(f);

    /// <summary>
    /// Kramers's rate to cross the barrier, √2·a/(2π) e^(−a²/(2bσ²)), for a &gt; 0 and noise that is weak beside the barrier (Physica 7, 1940): √(U″(minimum)|U″(0)|)/(2π) e^(−2ΔU/σ²).
    /// </summary>
    public Real KramersRate => Given.Positive(Linear, "the linear coefficient of a double well, for a barrier,") is var a ? Math.Sqrt(2) * a / (2 * Math.PI) * Exp(-a * a / (2 * B * (Sigma * Sigma))) : 0;

    /// <summary>Between the points beyond the wells where U is 20σ² above their bottom, and the density e⁻⁴⁰ of what it is there: x² = a/b + √(80σ²/b).</summary>
    StationaryLaw Law
    {
        get
        {
            var end = Sqrt(Max(Linear, 0) / B + Sigma * Sqrt(80 / B));
            return new(Dynamics.LogWeight, -end, end, StationaryLaw.Points);
        }
    }
}
