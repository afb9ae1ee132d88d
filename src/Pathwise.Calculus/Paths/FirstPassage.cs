using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>When a state of a system first meets a level: the probability that it does before the end, and the mean of the time, or the end if it is earlier, given the path on its grid.</summary>
internal static class FirstPassage
{
    public static (Real Probability, Real Time) Of(SdePath[] paths, int state, Real[] levels)
    {
        var grid = paths[0].Grid;
        var own = paths[state];
        var shape = levels.Aggregate(own.Initial.Shape, (all, level) => Shape.Broadcast(all, level.Shape));
        var clock = new Clock(grid);
        Node[] points = [own.After, .. paths.Select(path => path.Before)];
        // The probability of not having met a level yet, and its integral over time.
        var loop = Loop.Build(grid.Steps, false, [Filled(shape, 1).Node, Filled(shape, 0).Node], [.. points, .. clock.Rows], (index, carry, rows) =>
        {
            Real[] before = [.. rows[1..points.Length].Select(row => row.AsReal())];
            var times = rows[points.Length..];
            Real variance = own.System.VariationOf(state, clock.Time(index, times), before), alive = carry[0].AsReal(), still = alive;
            // Without diffusion, a path meets what lies between its points.
            var scale = Functions.Max(variance * clock.Length(times), 1e-300);
            foreach (var level in levels) still *= -Expm1(-2 * (Functions.Max((before[state] - level) * (rows[0].AsReal() - level), 0) / scale));
            return ([still.Node, (carry[1].AsReal() + 0.5 * clock.Length(times) * (alive + still)).Node], []);
        });
        return (1 - Item.Of(loop, 0).AsReal(), Item.Of(loop, 1).AsReal());
    }
}
