using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

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
    public static Real Integral(SdePath[] paths, Func<Real, Real[], Real> f)
    {
        bool isUniform = paths[0].Grid.IsUniform;
        var sum = Scan(paths, 0, after: false, f, (total, value) => total + value, weighted: !isUniform);
        return isUniform ? sum * paths[0].Grid.Step : sum;
    }

    static Real Scan(SdePath[] paths, Real start, bool after, Func<Real, Real[], Real> f, Func<Real, Real, Real> fold, bool weighted = false)
    {
        var grid = paths[0].Grid;
        var clock = new Clock(grid);
        if (start.Shape != paths[0].Initial.Shape) start = Broadcast(start, paths[0].Initial.Shape);
        Node[] points = [.. paths.Select(path => after ? path.After : path.Before)];
        var loop = Loop.Build(grid.Steps, false, [start.Node], [.. points, .. clock.Rows], (index, carry, rows) =>
        {
            var times = rows[points.Length..];
            var t = clock.Time(index, times);
            if (after) t += clock.Length(times);
            var value = f(t, [.. rows[..points.Length].Select(row => row.AsReal())]);
            return ([fold(carry[0].AsReal(), weighted ? value * clock.Length(times) : value).Node], []);
        });
        return Item.Of(loop, 0).AsReal();
    }
}
