using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>
/// Paths on adaptive steps. A walk finds the steps; derivatives hold them fixed and go through the steps alone, which are taken again where derivatives are asked for: without the tries that were cut, without errors, and without noise,
/// which is read.
/// </summary>
internal sealed class AdaptivePath(SdeSystem system, Scheme scheme, TimeGrid grid, ErrorControl control, BrownianMotion motion, string[]? names)
{
    public SdePath[] Solve(Real[] initial)
    {
        Check(initial);
        string[] called = [.. initial.Select((_, i) => names?[i] ?? "X")];
        var found = new AdaptiveWalk(system, scheme, grid, new Clock(grid), control, motion.Refinable).From(initial, motion, called);
        var (terminal, rows) = Again(initial, found, called);
        return [.. initial.Select((x, i) =>
        {
            var after = DerivedFrom.Of(found.Rows[i], rows[i]);
            var first = Reshape(x, 1);
            var before = grid.Steps == 1 ? first : Concat(0, first, Slice(after, 0, 0, grid.Steps - 1));
            return new SdePath(grid, x, DerivedFrom.Of(found.Terminal[i], terminal[i]), after.Node, before.Node, system) { StepsTaken = found.Taken };
        })];
    }

    void Check(Real[] initial)
    {
        control.Validate();
        if (system.Jumps.Count > 0) throw new PathwiseException("PW2003", "adaptive steps of an equation with jumps", "take steps of a fixed grid", Place.OfCaller());
        if (!initial[0].Shape.IsScalar) throw new PathwiseException("PW2003", "adaptive steps of an array of equations", "write the elements as states of a system", Place.OfCaller());
    }

    /// <summary>The steps that a walk has found, taken again.</summary>
    (Real[] Terminal, Real[] Rows) Again(Real[] initial, AdaptiveWalk.Found found, string[] called)
    {
        int states = initial.Length;
        var trials = found.Trials.Nodes;
        var loop = Loop.Build(trials[0].Shape[0], false, [.. initial.Concat(initial.Select(_ => Filled(grid.Steps, 0))).Select(value => value.Node)], trials, (_, carry, row) =>
        {
            for (int i = 0; i < states; i++) carry[i].Name = called[i];
            Real[] x = [.. carry[..states].Select(node => node.AsReal())];
            var trial = Trial.Of(row, motion.Each);
            var twice = new HalvedStep(system, scheme, new Clock(grid).Shortest * Math.Pow(2, -control.Halvings - 1)).Twice(x, trial.Time, trial.Length, trial.Root, trial.Left, trial.Right);
            Real[] next = [.. x.Select((value, i) => Where(trial.Length > 0, twice[i], value))];
            return ([.. next.Concat(carry[states..].Select((rows, i) => Put.Of(rows.AsReal(), trial.Arrival, next[i]))).Select(value => value.Node)], []);
        }, limit: found.Made.Node);
        Real[] items = [.. Enumerable.Range(0, 2 * states).Select(i => Item.Of(loop, i).AsReal())];
        return (items[..states], items[states..]);
    }
}
