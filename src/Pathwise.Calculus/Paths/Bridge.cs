using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>What a Brownian motion does in an interval of length h: its increment ΔW and its space-time area H ~ N(0, h/12), which are independent. Where nobody asks for areas there is none.</summary>
internal readonly record struct Interval(Real Increment, Real? Area)
{
    public IEnumerable<Real> Numbers => Area is { } area ? [Increment, area] : [Increment];

    /// <summary>Intervals of so many numbers each.</summary>
    public static Interval[] Of(Real[] numbers, int each) => [.. numbers.Chunk(each).Select(own => new Interval(own[0], each == 2 ? own[1] : (Real?)null))];
}

/// <summary>
/// The motion within an interval, given what it does over it: ΔW of the left half is ½ΔW + 3/2 H + Z, the areas of the halves are ¼H − ½Z ± ½N, with Z ~ N(0, h/16) and N ~ N(0, h/12) (Foster, Numerical approximations for
/// stochastic differential equations, thesis, Oxford, 2020, theorem 6.1.4; Jelinčič, Foster and Kidger, Single-seed generation of Brownian paths and integrals for adaptive and high order SDE solvers, 2024). Without areas, ΔW of the left half
/// is ½ΔW + Z, Z ~ N(0, h/4) (Lévy). Z and N are a function of the interval's node in the tree of halves, so the motion is the same whichever intervals are looked at. Increments lie on a lattice, so that those of the halves add up in every bit.
/// </summary>
internal sealed class Bridge(KeyedNoise noise, double lattice)
{
    /// <summary>The halves of an interval.</summary>
    /// <param name="whole">The interval.</param>
    /// <param name="root">√h of it.</param>
    /// <param name="node">Its node.</param>
    /// <param name="block">The block of its tree.</param>
    public (Interval Left, Interval Right) Halves(Interval whole, Real root, Real node, Real block)
    {
        var (first, second) = noise.Normals(node, block);
        if (whole.Area is not { } area)
        {
            var half = OnLattice(0.5 * whole.Increment + 0.5 * root * first);
            return (new(half, null), new(whole.Increment - half, null));
        }
        Real z = 0.25 * root * first, n = 1 / Math.Sqrt(48) * root * second, quarter = 0.25 * area - 0.5 * z;
        var left = OnLattice(0.5 * whole.Increment + 1.5 * area + z);
        return (new(left, quarter + n), new(whole.Increment - left, quarter - n));
    }

    /// <summary>An increment moved to the lattice.</summary>
    public Real OnLattice(Real w) => Round(w * (1 / lattice)) * lattice;
}
