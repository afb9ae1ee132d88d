namespace Pathwise;

public static partial class Functions
{
    /// <summary>
    /// P(a, x) = ∫₀ˣ tᵃ⁻¹e⁻ᵗ dt / Γ(a), the distribution function of the gamma law of shape a &gt; 0 and rate 1 (DLMF 8.2.4): 0 below 0. Differentiable in both.
    /// </summary>
    public static Real GammaP(Real a, Real x) => IncompleteGamma.P.On(a, x);

    /// <summary>Q(a, x) = 1 − P(a, x), accurate where it is small. Differentiable in both.</summary>
    public static Real GammaQ(Real a, Real x) => IncompleteGamma.Q.On(a, x);

    /// <summary>
    /// The quantile of the gamma law of shape a and rate 1: x with P(a, x) = u. Its derivatives are the implicit ones, ∂x/∂a = −(∂P/∂a)/p, ∂x/∂u = 1/p with the density p (Figurnov, Mohamed and
    /// Mnih, Implicit reparameterization gradients, NeurIPS 2018). For shapes far below 1, where x is 0 in floating point, use <see cref="LogGammaQuantile"/>.
    /// </summary>
    public static Real GammaQuantile(Real a, Real u) => Exp(LogGammaQuantile(a, u));

    /// <summary>The logarithm of the gamma quantile, finite for shapes of any size.</summary>
    public static Real LogGammaQuantile(Real a, Real u) => LogOfGammaQuantile.Op.On(a, u);
}
