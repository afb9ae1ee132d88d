using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>Numbers, or densities, of prey and predators.</summary>
/// <param name="Prey">X.</param>
/// <param name="Predators">Y.</param>
public sealed record Populations(Real Prey, Real Predators);

/// <summary>
/// Prey and predators in a noisy environment, dX = X(α − βY) dt + σ₁X dW₁, dY = Y(δX − γ) dt + σ₂Y dW₂ (Lotka 1925, Volterra 1926; with such noise Khasminskii and Klebaner, Annals of Applied Probability 11, 2001).
/// </summary>
/// <param name="PreyGrowth">α &gt; 0.</param>
/// <param name="Predation">β &gt; 0.</param>
/// <param name="PredatorGrowth">δ &gt; 0.</param>
/// <param name="PredatorDeath">γ &gt; 0.</param>
/// <param name="PreyVolatility">σ₁ ≥ 0.</param>
/// <param name="PredatorVolatility">σ₂ ≥ 0.</param>
public sealed record LotkaVolterra(Real PreyGrowth, Real Predation, Real PredatorGrowth, Real PredatorDeath, Real PreyVolatility, Real PredatorVolatility)
{
    Real Alpha => Given.Positive(PreyGrowth, "the growth of prey");
    Real Beta => Given.Positive(Predation, "the predation");
    Real Delta => Given.Positive(PredatorGrowth, "the growth of predators");
    Real Gamma => Given.Positive(PredatorDeath, "the death rate of predators");
    Real Sigma1 => Given.NonNegative(PreyVolatility, "the volatility of prey");
    Real Sigma2 => Given.NonNegative(PredatorVolatility, "the volatility of predators");

    /// <summary>The equations.</summary>
    public ItoSde<Populations> Equation
    {
        get
        {
            var (alpha, beta, delta, gamma, sigma1, sigma2) = (Alpha, Beta, Delta, Gamma, Sigma1, Sigma2);
            return Ito.Sde<Populations>((x, t) => new(x.Prey * (alpha - beta * x.Predators), x.Predators * (delta * x.Prey - gamma)),
                (x, t) => new(sigma1 * x.Prey, 0), (x, t) => new(0, sigma2 * x.Predators));
        }
    }

    /// <summary>The equations of log X and log Y, whose noise is additive: d log X = (α − σ₁²/2 − βY) dt + σ₁ dW₁ and d log Y = (δX − γ − σ₂²/2) dt + σ₂ dW₂. Populations stay positive in any steps.</summary>
    public ItoSde<Populations> LogEquation
    {
        get
        {
            var (alpha, beta, delta, gamma, sigma1, sigma2) = (Alpha, Beta, Delta, Gamma, Sigma1, Sigma2);
            return Ito.Sde<Populations>((l, t) => new(alpha - 0.5 * sigma1 * sigma1 - beta * Exp(l.Predators), delta * Exp(l.Prey) - gamma - 0.5 * sigma2 * sigma2),
                (l, t) => new(sigma1, 0), (l, t) => new(0, sigma2));
        }
    }

    /// <summary>Where populations rest without noise: (γ/δ, α/β).</summary>
    public Populations Equilibrium => new(Gamma / Delta, Alpha / Beta);

    /// <summary>Volterra's function V = δX − γ log X + βY − α log Y, which the equations without noise keep.</summary>
    public Real Invariant(Populations at) => Delta * at.Prey - Gamma * Log(at.Prey) + Beta * at.Predators - Alpha * Log(at.Predators);

    /// <summary>E V(X_t, Y_t) = V(X₀, Y₀) + ½(γσ₁² + ασ₂²)t, by Itô's lemma: noise drives populations out from the equilibrium.</summary>
    public Real MeanInvariant(Populations initial, Real t) => Invariant(initial) + 0.5 * (Gamma * Sigma1 * Sigma1 + Alpha * Sigma2 * Sigma2) * t;
}
