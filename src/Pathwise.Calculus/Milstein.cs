using Pathwise.Derivatives;
using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Calculus;

/// <summary>
/// Euler plus ½ Σⱼₖ Lʲbᵢₖ (ΔZⱼΔZₖ − δⱼₖh) with Lʲ = Σ bₗⱼ ∂/∂xₗ, for noise that is commutative (Lʲbᵢₖ = Lᵏbᵢⱼ; diagonal noise is): strong
/// order 1, weak order 1. (Milstein 1974; Kloeden and Platen §10.3.) The derivatives of b are derived from it.
/// </summary>
public sealed class Milstein : Scheme
{
    Milstein() { }

    /// <summary>The scheme.</summary>
    public static Milstein Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "milstein";

    /// <inheritdoc/>
    public override double StrongOrder => 1;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    internal override Real[] Step(ItoSystem system, Real t, double h, Real[] x, Real[] independent)
    {
        var a = system.Drift(t, x);
        var b = system.DiffusionOfIndependent(t, x);
        if (system.Correlation is null) independent = system.Correlate(independent);
        var next = new Real[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            next[i] = x[i] + a[i] * h;
            for (int j = 0; j < system.Drivers; j++)
            {
                if (b[i, j] is { } entry) next[i] += entry * independent[j];
                if (Along(j, b[i, j], b, x) is { } own) next[i] += 0.5 * own * (independent[j] * independent[j] - h);
                for (int k = 0; k < j; k++)
                {
                    var (jk, kj) = (Along(j, b[i, k], b, x), Along(k, b[i, j], b, x));
                    if (!Agreement.AreEqual((jk ?? 0).Node, (kj ?? 0).Node))
                        throw new PathwiseException("PW2003", "Milstein's scheme needs diagonal or commutative noise, and this noise is not (or not provably)",
                            "use scheme euler: without Lévy areas no scheme of strong order 1 exists here");
                    if (jk is { } both) next[i] += both * (independent[j] * independent[k]);
                }
            }
        }
        return next;
    }

    /// <summary>Lʲf for an entry f of the diffusion.</summary>
    static Real? Along(int driver, Real? entry, Real?[,] b, Real[] x)
    {
        if (entry is not { } f) return null;
        if (!x[0].Shape.IsScalar) RequireElementwise(f, x);
        var tangents = x.Select((_, l) => b[l, driver]?.Node).ToArray();
        var pushed = Forward.Pushforward([f.Node], [.. x.Select(value => value.Node)], tangents)[0];
        return pushed is null || Simplifier.Simplify(pushed)[0].Is(0) ? (Real?)null : pushed.AsReal();
    }

    /// <summary>With one driver for each element of an array, noise is diagonal if every element of b depends on its own element alone.</summary>
    static void RequireElementwise(Real f, Real[] x)
    {
        var order = Graph.OrderOf(f.Node);
        if (Graph.Dependents(order, x.Select(value => value.Node)).All(node => node.Op is Elementwise or Parameter)) return;
        throw new PathwiseException("PW2003", "Milstein's scheme needs diagonal or commutative noise: here an element's diffusion depends on other elements", "use the Euler–Maruyama scheme");
    }
}
