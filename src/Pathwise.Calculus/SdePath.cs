using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>A numerical path X₀, X₁, …, X_N on the grid t₀ … t_N.</summary>
public sealed class SdePath
{
    readonly ItoSystem _system;
    readonly int _index;

    SdePath(TimeGrid grid, Real initial, Real terminal, Node after, Node before, ItoSystem system, int index) =>
        (Grid, Initial, Terminal, After, Before, _system, _index) = (grid, initial, terminal, after, before, system, index);

    /// <summary>The grid.</summary>
    public TimeGrid Grid { get; }

    /// <summary>X₀.</summary>
    public Real Initial { get; }

    /// <summary>X_N.</summary>
    public Real Terminal { get; }

    /// <summary>X₁ … X_N, one row each.</summary>
    internal Node After { get; }

    /// <summary>X₀ … X_{N−1}, one row each.</summary>
    internal Node Before { get; }

    /// <summary>The states X₁ … X_N, along a first axis of N rows.</summary>
    public Real States => After.AsReal();

    /// <summary>The mean over X₁ … X_N.</summary>
    public Real Mean => PathFunctional.Mean([this], (_, x) => x[0]);

    /// <summary>The largest of X₀ … X_N.</summary>
    public Real Max => PathFunctional.Max([this], (_, x) => x[0]);

    /// <summary>The smallest of X₀ … X_N.</summary>
    public Real Min => -PathFunctional.Max([this], (_, x) => -x[0]);

    /// <summary>∫ f(X, t) dt as Σ f(X_n, t_n)·h over n = 0 … N − 1.</summary>
    public Real Integral(Func<Real, Real, Real> f) => PathFunctional.Integral([this], (t, x) => f(x[0], t));

    /// <summary>
    /// The probability that the state has met a level between the start and the end, given its values on the grid: 1 − Π(1 − pₙ), with pₙ = e^(−2(Xₙ − B)(Xₙ₊₁ − B)/(b²h)) where both are on one side of
    /// the level, else 1 (the Brownian bridge of diffusion b between two points of the grid; Glasserman, Monte Carlo Methods in Financial Engineering, 2003, §6.4). It has a pathwise derivative where the indicator
    /// of a barrier has none, and no bias of discrete monitoring.
    /// </summary>
    public Real CrossingProbability(Real level) => CrossingProbability([this], 0, level);

    /// <summary>The same of one state of a system.</summary>
    internal static Real CrossingProbability(SdePath[] paths, int state, Real level)
    {
        var grid = paths[0].Grid;
        var own = paths[state];
        var shape = Shape.Broadcast(own.Initial.Shape, level.Shape);
        var loop = Loop.Build(grid.Steps, false, [Filled(shape, 1).Node], [own.After, .. paths.Select(path => path.Before)], (index, carry, rows) =>
        {
            Real[] before = [.. rows[1..].Select(row => row.AsReal())];
            var b = own._system.DiffusionOfIndependent(Time(grid, index), before);
            Real variance = 0;
            for (int k = 0; k < own._system.Drivers; k++) if (b[own._index, k] is { } entry) variance += entry * entry;
            // Without diffusion, a path meets what lies between its points.
            var exponent = Functions.Max((before[state] - level) * (rows[0].AsReal() - level), 0) / Functions.Max(variance * grid.Step, 1e-300);
            return ([(carry[0].AsReal() * -Expm1(-2 * exponent)).Node], []);
        });
        return 1 - Item.Of(loop, 0).AsReal();
    }

    /// <summary>Solves a system; the draws give standard normals of a shape for each driver, fresh in every step.</summary>
    internal static SdePath[] Solve(ItoSystem system, Real[] initial, TimeGrid grid, Scheme scheme, Func<Shape, Real[]> draws, string[]? names = null)
    {
        double h = grid.Step;
        var shape = initial[0].Shape;
        var loop = Loop.Build(grid.Steps, false, [.. initial.Select(x => x.Node)], [], (index, carry, _) =>
        {
            for (int i = 0; i < carry.Length; i++) carry[i].Name = names?[i] ?? "X";
            Real[] x = [.. carry.Select(node => node.AsReal())];
            Real[] independent = [.. draws(shape).Select(z => Math.Sqrt(h) * z)];
            var next = scheme.Step(system, Time(grid, index), h, x, independent);
            for (int i = 0; i < next.Length; i++)
            {
                if (next[i].Shape != x[i].Shape) next[i] = Broadcast(next[i], x[i].Shape);
                next[i].Node.Name ??= carry[i].Name;
            }
            Node[] nodes = [.. next.Select(value => value.Node)];
            return (nodes, nodes);
        });
        int n = initial.Length;
        return [.. initial.Select((x, i) => new SdePath(grid, x, Item.Of(loop, i).AsReal(), Item.Of(loop, n + i), Item.Of(loop, 2 * n + i), system, i))];
    }

    /// <summary>tₙ = t₀ + n·h.</summary>
    internal static Real Time(TimeGrid grid, Node index) => grid.Start + grid.Step * index.AsReal();
}

/// <summary>Functionals of paths: scans over the states, which fuse with the loop that makes them.</summary>
internal static class PathFunctional
{
    /// <summary>The mean of f over t₁ … t_N.</summary>
    public static Real Mean(SdePath[] paths, Func<Real, Real[], Real> f) =>
        Scan(paths, 0, after: true, f, (sum, value) => sum + value) / paths[0].Grid.Steps;

    /// <summary>The largest f over t₀ … t_N.</summary>
    public static Real Max(SdePath[] paths, Func<Real, Real[], Real> f) =>
        Scan(paths, f(paths[0].Grid.Start, [.. paths.Select(path => path.Initial)]), after: true, f, Functions.Max);

    /// <summary>Σ f(tₙ, Xₙ)·h over n = 0 … N − 1.</summary>
    public static Real Integral(SdePath[] paths, Func<Real, Real[], Real> f) =>
        Scan(paths, 0, after: false, f, (sum, value) => sum + value) * paths[0].Grid.Step;

    static Real Scan(SdePath[] paths, Real start, bool after, Func<Real, Real[], Real> f, Func<Real, Real, Real> fold)
    {
        var grid = paths[0].Grid;
        if (start.Shape != paths[0].Initial.Shape) start = Broadcast(start, paths[0].Initial.Shape);
        var loop = Loop.Build(grid.Steps, false, [start.Node], [.. paths.Select(path => after ? path.After : path.Before)], (index, carry, rows) =>
        {
            var t = SdePath.Time(grid, index);
            if (after) t += grid.Step;
            return ([fold(carry[0].AsReal(), f(t, [.. rows.Select(row => row.AsReal())])).Node], []);
        });
        return Item.Of(loop, 0).AsReal();
    }
}
