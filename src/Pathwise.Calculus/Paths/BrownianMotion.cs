using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>
/// Brownian motion on a grid, as an object that can be looked at coarser and finer: independent drivers W, each with its increments ΔW and its space-time areas H = (1/h)∫(W(s) − W(t)) ds − ½ΔW ~ N(0, h/12). W lies on a
/// lattice of binary fractions, so that in double precision a coarse increment is the sum of its fine ones in every bit. Equations solved on the same motion, whatever their grids, are driven by the same noise.
/// </summary>
public sealed class BrownianMotion
{
    readonly Real[] _increments, _areas;
    readonly Noise[] _scopes;
    readonly Shape _shape;
    readonly double _lattice;
    readonly int _level;
    BrownianMotion? _finer;

    BrownianMotion(TimeGrid grid, Real[] increments, Real[] areas, Noise[] scopes, Shape shape, double lattice, int level) =>
        (Grid, _increments, _areas, _scopes, _shape, _lattice, _level) = (grid, increments, areas, scopes, shape, lattice, level);

    /// <summary>Draws the motion on a grid.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="noise">Where its noise comes from.</param>
    /// <param name="drivers">The number of independent drivers.</param>
    /// <param name="shape">The shape of each driver, that of the states it drives.</param>
    public BrownianMotion(TimeGrid grid, Noise noise, int drivers = 1, Shape shape = default)
        : this(grid, drivers == 1 ? [noise] : [.. Enumerable.Range(1, drivers).Select(j => noise[$"W{j}"])], shape) { }

    internal BrownianMotion(TimeGrid grid, Noise[] scopes, Shape shape = default)
    {
        (Grid, _scopes, _shape) = (grid, scopes, shape);
        // W stays within 16√T, and its numbers have 52 bits there.
        _lattice = Math.Pow(2, Math.Ceiling(Math.Log2(Math.Sqrt(grid.End - grid.Start))) + 4 - 52);
        var root = Roots(grid);
        _increments = [.. scopes.Select(scope => OnLattice(root * scope["W"].Normal(Rows(grid.Steps))))];
        _areas = [.. scopes.Select(scope => 1 / Math.Sqrt(12) * root * scope["H"].Normal(Rows(grid.Steps)))];
    }

    /// <summary>The grid.</summary>
    public TimeGrid Grid { get; }

    /// <summary>The number of independent drivers.</summary>
    public int Drivers => _increments.Length;

    /// <summary>ΔW of a driver, one row a step.</summary>
    public Real Increments(int driver = 0) => _increments[driver];

    /// <summary>H of a driver, one row a step.</summary>
    public Real SpaceTimeAreas(int driver = 0) => _areas[driver];

    /// <summary>The same motion on every so-manieth time of the grid.</summary>
    public BrownianMotion Coarser(int parts)
    {
        if (parts == 1) return this;
        if (parts < 1 || Grid.Steps % parts != 0) throw new PathwiseException("PW2006", $"a grid of {Grid.Steps} steps looked at in runs of {parts}", "give a divisor of the number of steps", Place.OfCaller());
        if (!Grid.IsUniform) throw new PathwiseException("PW2006", "a grid of unequal steps looked at coarser", "refine a coarser motion instead", Place.OfCaller());
        int steps = Grid.Steps / parts;
        var runs = new Shape([steps, parts, .. _shape.Extents]);
        Real[] increments = [.. _increments.Select(w => Sum(Reshape(w, runs), 1))];
        // ∫W over the run in its units: what steps before have added, and what each adds within its own.
        double[] weights = [.. Enumerable.Range(0, parts).Select(k => (parts - 1 - k + 0.5) / parts - 0.5)];
        var column = Broadcast(Reshape(weights, new Shape([parts, .. Enumerable.Repeat(1, _shape.Rank)])), runs);
        Real[] areas = [.. _areas.Select((area, j) => Sum(column * Reshape(_increments[j], runs), 1) + Sum(Reshape(area, runs), 1) / parts)];
        return new(TimeGrid.Uniform(Grid.Start, Grid.End, steps), increments, areas, _scopes, _shape, _lattice, _level);
    }

    /// <summary>
    /// The same motion with every step halved, by its bridge given ΔW and H: ½ΔW + 3/2 H + Z and the rest, with the areas ¼H − ½Z ± ½N, Z ~ N(0, h/16), N ~ N(0, h/12) (Foster, Numerical approximations for stochastic
    /// differential equations, thesis, Oxford, 2020, theorem 6.1.4; Jelinčič, Foster and Kidger, Single-seed generation of Brownian paths and integrals for adaptive and high order SDE solvers, 2024).
    /// </summary>
    public BrownianMotion Finer() => _finer ??= Halved();

    BrownianMotion Halved()
    {
        int steps = Grid.Steps;
        var root = Roots(Grid);
        var (increments, areas) = (new Real[Drivers], new Real[Drivers]);
        for (int j = 0; j < Drivers; j++)
        {
            var scope = _scopes[j][$"halved{_level + 1}"];
            Real w = _increments[j], h = _areas[j], z = 0.25 * root * scope["Z"].Normal(Rows(steps)), n = 1 / Math.Sqrt(12) * root * scope["N"].Normal(Rows(steps));
            var left = OnLattice(0.5 * w + 1.5 * h + z);
            increments[j] = Interleaved(left, w - left);
            areas[j] = Interleaved(0.25 * h - 0.5 * z + 0.5 * n, 0.25 * h - 0.5 * z - 0.5 * n);
        }
        return new(Grid.Refined(2), increments, areas, _scopes, _shape, _lattice, _level + 1);
    }

    /// <summary>Noise of each driver for what else a scheme draws.</summary>
    internal Noise[] Scopes => _scopes;

    internal Node[] Rows() => [.. _increments.Concat(_areas).Select(value => value.Node)];

    Shape Rows(int steps) => _shape.Prepend(steps);

    Real OnLattice(Real w) => Round(w * (1 / _lattice)) * _lattice;

    /// <summary>√h of every step, over the elements of a row.</summary>
    Real Roots(TimeGrid grid) => grid.IsUniform ? Math.Sqrt(grid.Step)
        : Broadcast(Reshape(grid.Lengths.Select(Math.Sqrt).ToArray(), new Shape([grid.Steps, .. Enumerable.Repeat(1, _shape.Rank)])), Rows(grid.Steps));

    Real Interleaved(Real first, Real second)
    {
        int steps = first.Shape.Extents[0];
        var pairs = new Shape([steps, 1, .. _shape.Extents]);
        return Reshape(Concat(1, Reshape(first, pairs), Reshape(second, pairs)), Rows(2 * steps));
    }
}
