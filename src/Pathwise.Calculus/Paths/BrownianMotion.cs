using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>
/// Brownian motion on a grid, as an object that can be looked at coarser and finer: independent drivers W, each with its increments ΔW and its space-time areas H = (1/h)∫(W(s) − W(t)) ds − ½ΔW ~ N(0, h/12). W lies on a
/// lattice of binary fractions, so that in double precision a coarse increment is the sum of its fine ones in every bit. Equations solved on the same motion, whatever their grids, are driven by the same noise.
/// </summary>
public sealed class BrownianMotion
{
    readonly Real[] _increments;
    readonly Real[]? _areas;
    readonly Tree? _tree;
    readonly Noise[] _scopes;
    readonly Shape _shape;
    BrownianMotion? _finer;

    BrownianMotion(TimeGrid grid, Real[] increments, Real[]? areas, Tree? tree, Noise[] scopes, Shape shape) =>
        (Grid, _increments, _areas, _tree, _scopes, _shape) = (grid, increments, areas, tree, scopes, shape);

    /// <summary>Draws the motion on a grid.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="noise">Where its noise comes from.</param>
    /// <param name="drivers">The number of independent drivers.</param>
    /// <param name="shape">The shape of each driver, that of the states it drives.</param>
    public BrownianMotion(TimeGrid grid, Noise noise, int drivers = 1, Shape shape = default)
        : this(grid, drivers == 1 ? [noise] : [.. Enumerable.Range(1, drivers).Select(j => noise[$"W{j}"])], shape) { }

    /// <summary>The same, with drivers that draw from noise of their own. A motion that nobody else sees needs no areas if nobody asks for them; it is another motion then.</summary>
    internal BrownianMotion(TimeGrid grid, Noise[] scopes, Shape shape = default, bool hasAreas = true)
    {
        (Grid, _scopes, _shape) = (grid, scopes, shape);
        // W stays within 16√T, and its numbers have 52 bits there.
        double lattice = Math.Pow(2, Math.Ceiling(Math.Log2(Math.Sqrt(grid.End - grid.Start))) + 4 - 52);
        var root = Roots(grid);
        _tree = new(0, [.. scopes.Select(scope => new Bridge(scope["bridge"].Keyed(), lattice))]);
        _increments = [.. _tree.Bridges.Zip(scopes, (bridge, scope) => bridge.OnLattice(root * scope["W"].Normal(Rows(grid.Steps))))];
        _areas = !hasAreas ? null : [.. scopes.Select(scope => 1 / Math.Sqrt(12) * root * scope["H"].Normal(Rows(grid.Steps)))];
    }

    /// <summary>The grid.</summary>
    public TimeGrid Grid { get; }

    /// <summary>The number of independent drivers.</summary>
    public int Drivers => _increments.Length;

    /// <summary>ΔW of a driver, one row a step.</summary>
    public Real Increments(int driver = 0) => _increments[driver];

    /// <summary>H of a driver, one row a step.</summary>
    public Real SpaceTimeAreas(int driver = 0) => _areas![driver];

    /// <summary>How many numbers say what a driver does in a step: its increment and its area, or the one alone.</summary>
    internal int Each => _areas is null ? 1 : 2;

    /// <summary>What the drivers do in the steps.</summary>
    internal Interval[] Intervals => [.. _increments.Select((increment, j) => new Interval(increment, _areas?[j]))];

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
        Real[]? areas = _areas is null ? null : [.. _areas.Select((area, j) => Sum(column * Reshape(_increments[j], runs), 1) + Sum(Reshape(area, runs), 1) / parts)];
        return new(TimeGrid.Uniform(Grid.Start, Grid.End, steps), increments, areas, tree: null, _scopes, _shape);
    }

    /// <summary>The same motion with every step halved, by its bridges (see <see cref="Bridge"/>). A motion that has been looked at coarser is refined where it was drawn.</summary>
    public BrownianMotion Finer() => _finer ??= Halved();

    BrownianMotion Halved()
    {
        int steps = Grid.Steps;
        var tree = Refinable;
        var (increments, areas) = (new Real[Drivers], _areas is null ? null : new Real[Drivers]);
        // A row for every step: the node of its interval in its tree, and which element of which tree it is.
        Real Numbered(Func<int, double> of) => Reshape(Enumerable.Range(0, Rows(steps).Count).Select(of).ToArray(), Rows(steps));
        var (node, trees) = tree.Place(Numbered(e => e / _shape.Count));
        var block = trees * _shape.Count + Numbered(e => e % _shape.Count);
        for (int j = 0; j < Drivers; j++)
        {
            var (left, right) = tree.Bridges[j].Halves(Intervals[j], Roots(Grid), node, block);
            increments[j] = Interleaved(left.Increment, right.Increment);
            if (areas is not null && left.Area is { } first && right.Area is { } second) areas[j] = Interleaved(first, second);
        }
        return new(Grid.Refined(2), increments, areas, tree with { Level = tree.Level + 1 }, _scopes, _shape);
    }

    /// <summary>How the steps of the grid are cut further.</summary>
    internal Tree Refinable => _tree ?? throw new PathwiseException("PW2006", "a Brownian motion that is looked at coarser, refined", "refine it before, or on the grid that it was drawn on", Place.OfCaller());

    /// <summary>Every step of the grid that the motion was drawn on is the root of a binary tree of intervals, which this grid's steps stand in at some level. A driver's bridges cut them.</summary>
    internal sealed record Tree(int Level, Bridge[] Bridges)
    {
        /// <summary>The node of a step in its tree (the root is node 1, the halves of node k are 2k and 2k + 1), and the number of the tree.</summary>
        public (Real Node, Real Number) Place(Real step)
        {
            if (Level == 0) return (Filled(step.Shape, 1), step);
            double steps = 1 << Level;
            var number = Floor(step / steps);
            return (steps + (step - steps * number), number);
        }
    }

    /// <summary>Noise of each driver for what else a scheme draws.</summary>
    internal Noise[] Scopes => _scopes;

    internal Node[] Rows() => [.. _increments.Concat(_areas ?? []).Select(value => value.Node)];

    Shape Rows(int steps) => _shape.Prepend(steps);

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
