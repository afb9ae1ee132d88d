using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>
/// One step of a grid, cut into steps whose errors are tolerated: a walk through the binary tree of its intervals. An interval is tried as one step and as two; if they agree the two are taken and the walk goes on with the interval
/// that waits last, else its right half waits and its left half is tried. So every interval of the tree above the steps taken is tried once, and tries are fewer than twice the steps taken in pairs.
/// </summary>
internal sealed class AdaptiveStep(SdeSystem system, Scheme scheme, ErrorControl control, BrownianMotion.Tree tree)
{
    /// <summary>The numbers of a walk, one path's: what is left of the grid's step, and the interval that is tried.</summary>
    /// <param name="Tries">How many intervals have been tried.</param>
    /// <param name="Taken">How many steps have been taken.</param>
    /// <param name="Done">The part of the grid's step that is done.</param>
    /// <param name="Part">The interval's part of the grid's step.</param>
    /// <param name="Node">Its node.</param>
    /// <param name="Waiting">How many intervals wait.</param>
    sealed record Walk(Real Tries, Real Taken, Real Done, Real Part, Real Node, Real Waiting)
    {
        public const int Count = 6;
        public Node[] Nodes => [Tries.Node, Taken.Node, Done.Node, Part.Node, Node.Node, Waiting.Node];
        public static Walk Of(Node[] nodes) => new(nodes[0].AsReal(), nodes[1].AsReal(), nodes[2].AsReal(), nodes[3].AsReal(), nodes[4].AsReal(), nodes[5].AsReal());
    }

    /// <summary>The states at the end of the grid's step, and how many steps were taken.</summary>
    /// <param name="step">The grid's step.</param>
    /// <param name="index">Its number.</param>
    public (Real[] X, Real Taken) Next(Step step, Real index)
    {
        if (!scheme.ConvergesOnAdaptiveSteps(new Along(system, step.Time, step.X).IsAdditive))
            throw new PathwiseException("PW2003", $"adaptive steps of scheme {scheme.Name}, which {(scheme is EulerMaruyama or TamedEuler or ImplicitEuler ? "may converge to another process on them unless the noise is additive" : "draws more than increments and space-time areas, or carries more than the state")}",
                system is ItoSystem ? "use scheme milstein, srk or sra" : "use scheme heun or midpoint", Place.OfCaller());
        int states = step.X.Length, drivers = system.Drivers;
        var (node, block) = tree.Place(index);
        var start = new Walk(0, 0, 0, 1, node, 0);
        var whole = step.Increments.Zip(step.SpaceTimeAreas, (w, area) => new Interval(w, area)).ToArray();
        var slots = Filled(control.Halvings, 0);
        Node[] initial = [.. start.Nodes, .. step.X.Select(x => x.Node), .. whole.SelectMany(Numbers), .. Enumerable.Repeat(slots.Node, 2 + 2 * drivers)];
        var loop = Loop.Build(control.Tries, false, initial, [], (_, carry, _) =>
        {
            for (int i = 0; i < states; i++) carry[Walk.Count + i].Name = step.X[i].Node.Name;
            var walk = Walk.Of(carry);
            Real[] x = Reals(carry, Walk.Count, states), motion = Reals(carry, Walk.Count + states, 2 * drivers), stack = Reals(carry, Walk.Count + states + 2 * drivers, 2 + 2 * drivers);
            return (Try(step, walk, x, [.. Enumerable.Range(0, drivers).Select(j => new Interval(motion[2 * j], motion[2 * j + 1]))], stack, block), []);
        }, counter: 0);

        var end = Walk.Of([.. Enumerable.Range(0, Walk.Count).Select(i => Item.Of(loop, i))]);
        var isDone = new Require(Domain.Zero, $"what is left of a step of the grid after {control.Tries} tries (tolerate larger errors, or take a finer grid or more tries)", Operands: 2);
        return ([.. Enumerable.Range(Walk.Count, states).Select(i => isDone.On(Item.Of(loop, i).AsReal(), 1 - end.Done))], end.Taken);
    }

    static Real[] Reals(Node[] nodes, int start, int count) => [.. nodes.AsSpan(start, count).ToArray().Select(node => node.AsReal())];

    static Node[] Numbers(Interval interval) => [interval.Increment.Node, interval.Area.Node];

    Node[] Try(Step step, Walk walk, Real[] x, Interval[] whole, Real[] stack, Real block)
    {
        var (half, rootOfPart) = (0.5 * walk.Part, Sqrt(walk.Part));
        var (root, rootOfHalf) = (step.Root * rootOfPart, step.Root * (Math.Sqrt(0.5) * rootOfPart));
        var halves = whole.Select((interval, j) => tree.Bridges[j].Halves(interval, root, walk.Node, block)).ToArray();
        Interval[] left = [.. halves.Select(pair => pair.Left)], right = [.. halves.Select(pair => pair.Right)];
        Real[] Moved(Real[] from, Real done, Real part, Real rootOfLength, Interval[] motion) => scheme.Next(
            new(system, step.Time + done * step.Length, part * step.Length, rootOfLength, step.Shortest * Math.Pow(2, -control.Halvings - 1), from, [], [], [.. motion.Select(m => m.Increment)], [.. motion.Select(m => m.Area)]));
        var once = Moved(x, walk.Done, walk.Part, root, whole);
        var twice = Moved(Moved(x, walk.Done, half, rootOfHalf, left), walk.Done + half, half, rootOfHalf, right);

        Condition active = walk.Done < 1, isSmallest = walk.Part <= Math.Pow(2, -control.Halvings), tolerated = ErrorOf(x, once, twice) <= 1;
        Condition taken = active & (tolerated | isSmallest), cut = active & !(tolerated | isSmallest);
        var isTolerated = new Require(Domain.NonNegative, $"1 − the error of a step halved {control.Halvings} times, in units of what is tolerated (tolerate larger errors, or take a finer grid or more halvings),", Operands: 2);
        Real[] next = [.. x.Select((value, i) => Where(taken, isTolerated.On(twice[i], Where(tolerated, 1, -1)), value))];

        // What waits last is tried next after a step is taken, unless that was the last of all.
        var done = Where(taken, walk.Done + walk.Part, walk.Done);
        var goesOn = taken & (done < 1);
        Real top = Max(walk.Waiting - 1, 0), slot = Enumerable.Range(0, control.Halvings).Select(i => (double)i).ToArray();
        Real Next(Real present, Real ofLeft, Real waiting) => Where(cut, ofLeft, Where(goesOn, Gather(waiting, top), present));
        var isFree = slot == Broadcast(walk.Waiting, slot.Shape);
        Real Waits(Real waiting, Real ofRight) => Where(isFree, Broadcast(ofRight, slot.Shape), waiting);

        var walked = new Walk(Where(active, walk.Tries + 1, walk.Tries), Where(taken, walk.Taken + 2, walk.Taken), done, Next(walk.Part, half, stack[0]), Next(walk.Node, 2 * walk.Node, stack[1]),
            Where(cut, walk.Waiting + 1, Where(goesOn, top, walk.Waiting)));
        Real[] Both(Func<Interval, Interval, Interval, int, Real[]> of) => [.. whole.SelectMany((interval, j) => of(interval, left[j], right[j], 2 + 2 * j))];
        Real[] motion = Both((w, l, _, s) => [Next(w.Increment, l.Increment, stack[s]), Next(w.Area, l.Area, stack[s + 1])]);
        Real[] waiting = [Waits(stack[0], half), Waits(stack[1], 2 * walk.Node + 1), .. Both((_, _, r, s) => [Waits(stack[s], r.Increment), Waits(stack[s + 1], r.Area)])];
        return [.. walked.Nodes, .. next.Concat(motion).Concat(waiting).Select(value => value.Node)];
    }

    /// <summary>The error in units of what is tolerated; only where steps are cut depends on it.</summary>
    Real ErrorOf(Real[] x, Real[] once, Real[] twice)
    {
        Real sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            var error = (twice[i] - once[i]) / (control.Absolute + control.Relative * Max(Abs(x[i]), Abs(twice[i])));
            sum += error * error;
        }
        return Composite.Held(Sqrt(sum / x.Length));
    }
}
