using Pathwise.Derivatives;
using Pathwise.Graphs;

namespace Pathwise.Calculus;

/// <summary>
/// The derivatives Lʲbᵢₖ = Σₗ bₗⱼ ∂bᵢₖ/∂xₗ of a system's diffusion along itself, for independent drivers, and what they say of the structure of the noise. In arrays, whose elements have
/// drivers of their own, j and k are drivers of the same element; elements may not depend on others.
/// </summary>
internal sealed class Along
{
    readonly Real[] _x;
    readonly Dictionary<(int, int, int), Real?> _known = [];

    public Along(SdeSystem system, Real t, Real[] x)
    {
        (_x, B) = (x, system.DiffusionOfIndependent(t, x));
        Drivers = system.Drivers;
        if (x[0].Shape.IsScalar) return;
        foreach (var entry in B)
            if (entry is { } f && !Slope.IsElementwise(f, x))
                throw new PathwiseException("PW2003", "the noise of an array is not diagonal: an element's diffusion depends on other elements", "use the Euler–Maruyama scheme, or write the elements as states of a system");
    }

    /// <summary>The diffusion with respect to the independent drivers.</summary>
    public Real?[,] B { get; }

    public int Drivers { get; }

    /// <summary>Lʲbᵢₖ; null where it is zero.</summary>
    public Real? Of(int j, int i, int k)
    {
        if (!_known.TryGetValue((j, i, k), out var known)) _known[(j, i, k)] = known = Derive(j, B[i, k]);
        return known;
    }

    Real? Derive(int driver, Real? entry)
    {
        if (entry is not { } f) return null;
        var tangents = _x.Select((_, l) => B[l, driver]?.Node).ToArray();
        var pushed = Forward.Pushforward([f.Node], [.. _x.Select(value => value.Node)], tangents)[0];
        return pushed is null || Simplifier.Simplify(pushed)[0].Is(0) ? (Real?)null : pushed.AsReal();
    }

    /// <summary>Whether no entry of b depends on the state.</summary>
    public bool IsAdditive => Entries((i, k) => DependsOn(B[i, k], _ => true)).All(depends => !depends);

    /// <summary>Whether each driver is in one equation and each equation has one, whose diffusion depends on that equation's state alone.</summary>
    public bool IsDiagonal => Enumerable.Range(0, _x.Length).All(i => Enumerable.Range(0, Drivers).Count(k => B[i, k] is not null) <= 1)
        && Enumerable.Range(0, Drivers).All(k => Enumerable.Range(0, _x.Length).Count(i => B[i, k] is not null) <= 1)
        && Entries((i, k) => DependsOn(B[i, k], l => l != i)).All(depends => !depends);

    /// <summary>Whether Lʲbᵢₖ = Lᵏbᵢⱼ for all: then iterated integrals of different drivers come in sums that need no Lévy area.</summary>
    public bool IsCommutative
    {
        get
        {
            for (int i = 0; i < _x.Length; i++)
                for (int j = 0; j < Drivers; j++)
                    for (int k = 0; k < j; k++)
                        if (!Agreement.AreEqual((Of(j, i, k) ?? 0).Node, (Of(k, i, j) ?? 0).Node)) return false;
            return true;
        }
    }

    IEnumerable<bool> Entries(Func<int, int, bool> of) => Enumerable.Range(0, _x.Length).SelectMany(i => Enumerable.Range(0, Drivers).Select(k => of(i, k)));

    bool DependsOn(Real? entry, Func<int, bool> which)
    {
        if (entry is not { } f) return false;
        for (int l = 0; l < _x.Length; l++) if (which(l) && Slope.Of(f, _x[l].Node) is not null) return true;
        return false;
    }
}
