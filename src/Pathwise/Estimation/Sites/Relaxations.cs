using static Pathwise.Functions;

namespace Pathwise.Estimation;

/// <summary>The relaxations of a Bernoulli draw to (0, 1), as functions of its probability and noise (Tucker et al., REBAR, NeurIPS 2017).</summary>
internal static class Relaxations
{
    /// <summary>σ(z/τ) with z = logit p + logit(1 − u): the draw 1[u &lt; p] is 1[z &gt; 0].</summary>
    public static Real Of(Real p, Real u, double temperature) => Sigmoid((Logit(p) - Logit(u)) / temperature);

    /// <summary>The relaxation given the draw b, by noise v of its own: u is uniform on (0, p) where b is 1, on (p, 1) where it is 0.</summary>
    public static Real Given(Real b, Real p, Real v, double temperature) => Of(p, Where(b == 1, v * p, p + v * (1 - p)), temperature);

    static Real Logit(Real p) => Log(p) - Log1p(-p);
}
