namespace Pathwise;

public static partial class Functions
{
    /// <summary>
    /// The distribution function of von Mises's law on the circle with mean 0 and concentration κ ≥ 0, F(x) = ∫ e^(κ cos t) dt/(2π I₀(κ)) over [−π, x]: 0 below −π
    /// and 1 above π. Differentiable in both.
    /// </summary>
    public static Real VonMisesCdf(Real x, Real kappa) => VonMisesDistributionFunction.Op.On(x, kappa);

    /// <summary>
    /// The quantile of von Mises's law on the circle with mean 0 and concentration κ ≥ 0: the angle x in [−π, π] with F(x) = u. Its derivatives are the implicit
    /// ones, ∂x/∂κ = −(∂F/∂κ)/p, ∂x/∂u = 1/p with the density p (Figurnov, Mohamed and Mnih, Implicit reparameterization gradients, NeurIPS 2018).
    /// </summary>
    public static Real VonMisesQuantile(Real kappa, Real u)
    {
        // The angle's size is that of the law of its cosine, which is less with twice the smaller probability; where that is 1 the angle is 0 from either side.
        var isLower = Composite.Held(u) < 0.5;
        var size = 2 * Atan(Exp(-0.5 * LogitVonMisesFisherQuantile(2, kappa, 2 * Where(isLower, u, 1 - u))));
        return Where(isLower, -size, size);
    }

    /// <summary>
    /// The quantile of w, the cosine of the angle between the mean direction and a point of von Mises and Fisher's law on the unit sphere in d ≥ 2 dimensions, with
    /// density proportional to (1 − w²)^((d − 3)/2) e^(κw) for κ ≥ 0 (Fisher, Dispersion on a sphere, Proc. R. Soc. A 217, 1953; Wood, Simulation of the von Mises
    /// Fisher distribution, Commun. Stat. Simul. Comput. 23, 1994). Derivatives are the implicit ones. Where 1 − w or √(1 − w²) matters, use
    /// <see cref="LogitVonMisesFisherQuantile"/>.
    /// </summary>
    public static Real VonMisesFisherQuantile(int dimension, Real kappa, Real u) => Tanh(0.5 * LogitVonMisesFisherQuantile(dimension, kappa, u));

    /// <summary>
    /// The logit z = log((1 + w)/(1 − w)) of the quantile w of von Mises and Fisher's law. From it follow w = <c>Tanh(z/2)</c>, 1 − w = <c>2·Sigmoid(−z)</c>, 1 + w =
    /// <c>2·Sigmoid(z)</c> and √(1 − w²) = <c>1/Cosh(z/2)</c>, all to full relative accuracy.
    /// </summary>
    public static Real LogitVonMisesFisherQuantile(int dimension, Real kappa, Real u) => dimension >= 2
        ? new LogitOfVonMisesFisherQuantile(dimension).On(kappa, u)
        : throw new PathwiseException("PW0070", $"von Mises and Fisher's law in {dimension} dimensions", "directions have 2 dimensions at least", Place.OfCaller());
}
