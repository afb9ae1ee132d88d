namespace Pathwise;

public static partial class Functions
{
    /// <summary>
    /// The distribution function of the beta law, the regularised incomplete beta function I_x(a, b) = ∫₀ˣ tᵃ⁻¹(1 − t)ᵇ⁻¹ dt / B(a, b) (DLMF 8.17.2), for a, b
    /// &gt; 0: 0 below 0 and 1 above 1. Differentiable in all three.
    /// </summary>
    public static Real BetaCdf(Real a, Real b, Real x) => BetaDistributionFunction.Op.On(a, b, x);

    /// <summary>
    /// The quantile of the beta law: x with I_x(a, b) = u. Its derivatives are the implicit ones, ∂x/∂a = −(∂I/∂a)/p, ∂x/∂u = 1/p with the density p (Figurnov,
    /// Mohamed and Mnih, Implicit reparameterization gradients, NeurIPS 2018). Where 1 − x or log x matters, use <see cref="LogitBetaQuantile"/>.
    /// </summary>
    public static Real BetaQuantile(Real a, Real b, Real u) => Sigmoid(LogitBetaQuantile(a, b, u));

    /// <summary>
    /// The logit z = log(x/(1 − x)) of the beta quantile x. From it follow x = <c>Sigmoid(z)</c>, 1 − x = <c>Sigmoid(-z)</c>, log x = <c>-Softplus(-z)</c> and
    /// log(1 − x) = <c>-Softplus(z)</c>, all to full relative accuracy, where x or 1 − x itself is 0 in floating point too (shapes far below 1).
    /// </summary>
    public static Real LogitBetaQuantile(Real a, Real b, Real u) => LogitOfBetaQuantile.Op.On(a, b, u);
}
