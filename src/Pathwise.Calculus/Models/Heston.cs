using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>A stock and the variance of its returns.</summary>
/// <param name="Stock">S.</param>
/// <param name="Variance">v.</param>
public sealed record HestonState(Real Stock, Real Variance);

/// <summary>
/// Heston's model (Review of Financial Studies 6, 1993): dS = rS dt + √v S dW₁, dv = κ(θ − v) dt + ξ√v dW₂ with correlation ρ between the drivers.
/// </summary>
/// <param name="Rate">r.</param>
/// <param name="Reversion">κ &gt; 0.</param>
/// <param name="Level">θ &gt; 0, the variance in the long run.</param>
/// <param name="VolatilityOfVariance">ξ &gt; 0.</param>
/// <param name="Correlation">−1 &lt; ρ &lt; 1.</param>
public sealed record Heston(Real Rate, Real Reversion, Real Level, Real VolatilityOfVariance, Real Correlation)
{
    Real Xi => Given.Positive(VolatilityOfVariance, "the volatility of Heston's variance");
    CoxIngersollRoss VarianceProcess => new(Reversion, Level, Xi);

    /// <summary>The equations, with v⁺ for v in the coefficients, as steps may leave v ≥ 0 (full truncation: Lord, Koekkoek and Van Dijk, Quantitative Finance 10, 2010).</summary>
    public ItoSde<HestonState> Equation
    {
        get
        {
            var rho = Given.Correlation(Correlation);
            var (rate, xi) = (Rate, Xi);
            var (kappa, theta) = (Given.Positive(Reversion, "the reversion of Heston's variance"), Given.Positive(Level, "the level of Heston's variance"));
            return Ito.Sde<HestonState>(new Real[,] { { 1, rho }, { rho, 1 } },
                (x, t) => new(rate * x.Stock, kappa * (theta - Max(x.Variance, 0))),
                (x, t) => new(x.Stock * Sqrt(Max(x.Variance, 0)), 0),
                (x, t) => new(0, xi * Sqrt(Max(x.Variance, 0))));
        }
    }

    /// <summary>E S_t = s₀e^(rt), E v_t = θ + (v₀ − θ)e^(−κt).</summary>
    public HestonState Mean(HestonState initial, Real t) => new(initial.Stock * Exp(Rate * t), VarianceProcess.Mean(initial.Variance, t));

    /// <summary>The fair strike of a variance swap, E ∫v dt/T = θ + (v₀ − θ)(1 − e^(−κT))/(κT).</summary>
    public Real MeanVariance(Real variance, Real expiry) => Level + (variance - Level) * ExactScheme.Relative(-Reversion * expiry);

    /// <summary>
    /// The price e^(−rT) E(S_T − K)⁺ by the characteristic function, in the form whose logarithm is continuous (Albrecher, Mayer, Schoutens and Tistaert, The little Heston trap, Wilmott, January 2007), and Lewis's integral by the
    /// trapezoidal rule: exact to some 10⁻¹¹ of the spot unless the strike is many standard deviations away. It has derivatives in everything.
    /// </summary>
    public Real Call(HestonState initial, Real strike, Real expiry)
    {
        var forward = initial.Stock * Exp(Rate * expiry);
        return Exp(-Rate * expiry) * FourierPrice.Call(u => LogCharacteristic(u, Given.Positive(initial.Variance, "Heston's variance"), expiry), forward, Given.Positive(strike, "the strike"));
    }

    /// <summary>The price e^(−rT) E(K − S_T)⁺, by parity.</summary>
    public Real Put(HestonState initial, Real strike, Real expiry) => Call(initial, strike, expiry) - initial.Stock + strike * Exp(-Rate * expiry);

    /// <summary>log E e^(izX) with X = log(S_t/E S_t) at z = u − i/2.</summary>
    ComplexReal LogCharacteristic(Real u, Real variance, Real t)
    {
        var (kappa, theta, xi, rho) = (Given.Positive(Reversion, "the reversion of Heston's variance"), Given.Positive(Level, "the level of Heston's variance"), Xi, Given.Correlation(Correlation));
        // iz = ½ + iu, and iz + z² = u² + ¼.
        var beta = new ComplexReal(kappa - 0.5 * rho * xi, -(rho * xi * u));
        Real square = u * u + 0.25;
        var d = ComplexReal.Sqrt(beta * beta + xi * xi * square);
        var g = (beta - d) / (beta + d);
        var decay = ComplexReal.Exp(-(d * t));
        var c = kappa * theta / (xi * xi) * ((beta - d) * t - 2 * ComplexReal.Log((1.0 - g * decay) / (1.0 - g)));
        return c + (beta - d) * ((1.0 - decay) / (1.0 - g * decay)) * (variance / (xi * xi));
    }
}
