using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>What reverse mode keeps of a path.</summary>
public enum TapeMemory
{
    /// <summary>The state at every step.</summary>
    Full,

    /// <summary>
    /// The state at about every √N-th of N steps: the steps between are made again on the way back, so that a gradient takes O(√N) memory and one more pass (Griewank, Optimization Methods and Software 1, 1992). Grids whose number of
    /// steps has no divisor near its root keep every step. The bits of paths, and gradients to rounding, are the same.
    /// </summary>
    Checkpointed,

    /// <summary>
    /// The state at the end alone: on the way back each step is taken back in closed form, so that a gradient takes O(1) memory beside its noise, whatever the number of steps, and about the time of a full tape. Scheme
    /// <see cref="ReversibleHeun"/> alone can be taken back; another is refused, as are coefficients that draw (PW2003). The bits of paths are the same. States that are made again differ from those that were by rounding, so gradients agree to rounding too, as long as
    /// the equation does not amplify it. Functionals keep what they need themselves: maxima and minima their value at every step. (Kidger, Foster, Li and Lyons, Efficient and accurate gradients for neural SDEs, NeurIPS 2021.)
    /// </summary>
    Reversible,
}

/// <summary>The loop over the steps of a grid.</summary>
internal sealed class PathSolver(SdeSystem system, Scheme scheme, TimeGrid grid, Noise[] scopes, string[]? names, BrownianMotion? motion)
{
    readonly Clock _clock = new(grid);
    readonly Node[] _given = motion?.Rows() ?? [];

    public SdePath[] Solve(Real[] initial, TapeMemory memory)
    {
        if (system.Jumps.Count > 0 && (!initial[0].Shape.IsScalar || scheme.Start(initial).Length > 0))
            throw new PathwiseException("PW2003", $"jumps of {(initial[0].Shape.IsScalar ? $"scheme {scheme.Name}, which carries more than the state" : "an array of equations")}", "use another scheme, and write the elements as states of a system", Place.OfCaller());
        if (memory == TapeMemory.Reversible && !scheme.IsReversible)
            throw new PathwiseException("PW2003", $"a reversible tape of scheme {scheme.Name}, whose steps cannot be taken back", "use scheme reversible_heun, or TapeMemory.Checkpointed", Place.OfCaller());
        int n = initial.Length;
        Node[] start = [.. initial.Select(x => x.Node), .. scheme.Start(initial).Select(x => x.Node)], rows = [.. _given, .. _clock.Rows];
        var (final, after, before) = memory == TapeMemory.Checkpointed && Divisor(grid.Steps) is { } run
            ? Nested(start, rows, n, run) : Outputs(Loop.Build(grid.Steps, false, start, rows, (index, carry, row) => Step(index, carry, row, n, memory)), start.Length, n);
        return [.. initial.Select((x, i) => new SdePath(grid, x, final[i].AsReal(), after[i], before[i], system) { StepsTaken = grid.Steps })];
    }

    /// <summary>A loop over runs of steps, whose body is a loop over the steps of a run: only the carries of the outer loop are kept for the way back.</summary>
    (Node[] Final, Node[] After, Node[] Before) Nested(Node[] start, Node[] rows, int n, int run)
    {
        int runs = grid.Steps / run;
        Node[] cut = [.. rows.Select(row => Reshape(row.AsReal(), new Shape([runs, run, .. row.Shape.Tail.Extents])).Node)];
        var outer = Loop.Build(runs, false, start, cut, (outerIndex, outerCarry, outerRows) =>
        {
            var inner = Outputs(Loop.Build(run, false, outerCarry, outerRows, (index, carry, row) => Step((outerIndex.AsReal() * run + index.AsReal()).Node, carry, row, n, TapeMemory.Full)), outerCarry.Length, n);
            return (inner.Final, [.. inner.After, .. inner.Before]);
        });
        Node Joined(int item) => Item.Of(outer, start.Length + item) is var of ? Reshape(of.AsReal(), new Shape([grid.Steps, .. of.Shape.Extents[2..]])).Node : of;
        return ([.. start.Select((_, i) => Item.Of(outer, i))], [.. Enumerable.Range(0, n).Select(Joined)], [.. Enumerable.Range(n, n).Select(Joined)]);
    }

    /// <summary>Final carries, the states after each step, and those before.</summary>
    static (Node[] Final, Node[] After, Node[] Before) Outputs(Node loop, int carries, int n) =>
        ([.. Enumerable.Range(0, carries).Select(i => Item.Of(loop, i))], [.. Enumerable.Range(carries, n).Select(i => Item.Of(loop, i))], [.. Enumerable.Range(carries + n, n).Select(i => Item.Of(loop, i))]);

    (Node[] Carries, Node[] Collected, Node[] Before) Step(Node index, Node[] carry, Node[] rows, int n, TapeMemory memory)
    {
        for (int i = 0; i < n; i++) carry[i].Name = names?[i] ?? "X";
        Real[] x = [.. carry[..n].Select(node => node.AsReal())], moved = [.. rows[.._given.Length].Select(row => row.AsReal())];
        var times = rows[_given.Length..];
        var step = new Step(system, _clock.Time(index, times), _clock.Length(times), _clock.Root(times), _clock.Shortest, x, [.. carry[n..].Select(node => node.AsReal())], scopes,
            motion is null ? null : moved[..system.Drivers], motion is null ? null : moved[system.Drivers..]);
        var next = scheme.Next(step);
        foreach (var (k, jumps) in system.Jumps.Index()) next = jumps.Apply(step.Time, step.Length, x, next, scopes[0][$"jumps{k + 1}"]);
        for (int i = 0; i < n; i++)
        {
            if (next[i].Shape != x[i].Shape) next[i] = Broadcast(next[i], x[i].Shape);
            next[i].Node.Name ??= carry[i].Name;
        }
        Node[] nodes = [.. next.Select(value => value.Node)];
        Node[] carries = [.. nodes, .. step.Carried.Select(value => value.Node)];
        return (carries, nodes, memory == TapeMemory.Reversible ? Before(step.From(x, [.. carry[n..].Select(node => node.AsReal())]), carries) : []);
    }

    /// <summary>What the loop carries at the start of a step that holds what it carries at the end.</summary>
    Node[] Before(Step step, Node[] carries)
    {
        Node[] before = [.. scheme.Previous(step).Select(value => value.Node), .. step.Carried.Select(value => value.Node)];
        // A draw made by a coefficient is another one whenever it is asked for: the step back would not be that of the step.
        if (Graph.OrderOf(before).Where(node => node.Op is Parameter).Except(Graph.OrderOf(carries)).Any())
            throw new PathwiseException("PW2003", "a reversible tape of an equation whose coefficients draw", "draw outside the equation, or use TapeMemory.Checkpointed", Place.OfCaller());
        return before;
    }

    /// <summary>The divisor of a number of steps that is nearest to its root, if it is within four times of it.</summary>
    internal static int? Divisor(int steps)
    {
        double root = Math.Sqrt(steps);
        int best = Enumerable.Range(2, (int)Math.Min(4 * root, steps)).Where(d => d >= root / 4 && d < steps && steps % d == 0).DefaultIfEmpty(0).MinBy(d => Math.Abs(Math.Log(d / root)));
        return best == 0 ? null : best;
    }
}
