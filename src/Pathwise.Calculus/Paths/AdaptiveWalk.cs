using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>
/// Finds the steps whose errors are tolerated, and the states along them: a walk through the binary trees of the intervals of a grid's steps, in one loop, in which each path has its own place. An interval is tried as one step and as
/// two; if they agree the two are taken and the walk goes on with the interval that waits next, else its right half waits and its left half is tried. So every interval of the trees above the steps taken is tried once, and tries are
/// fewer than twice the steps taken in pairs.
/// </summary>
/// <remarks>
/// What waits lies on a stack, on top of the grid's steps that are still to come, which wait below. An interval starts at a whole number of the smallest ones, from the start of the grid's step, and what waits next is as long as the
/// lowest bit of where it starts: so only its motion must be kept.
/// </remarks>
internal sealed class AdaptiveWalk(SdeSystem system, Scheme scheme, TimeGrid grid, Clock clock, ErrorControl control, BrownianMotion.Tree tree)
{
    /// <summary>Most tries of all paths, if a grid has so many steps that tries within each would make more.</summary>
    const int MostTries = 1 << 17;

    readonly double _smallest = Math.Pow(2, -control.Halvings), _parts = Math.Pow(2, control.Halvings);

    /// <summary>The largest number of tries.</summary>
    public int Tries => (int)Math.Min((long)control.Tries * grid.Steps, Math.Max(control.Tries, MostTries));

    /// <summary>Where a path is.</summary>
    /// <param name="Tries">How many intervals have been tried.</param>
    /// <param name="Taken">How many steps have been taken.</param>
    /// <param name="Step">The number of the grid's step.</param>
    /// <param name="Start">Where in it the interval starts that is tried, in units of the smallest interval.</param>
    /// <param name="Length">How long it is, in these units.</param>
    /// <param name="Waiting">The place on the stack of what waits next.</param>
    sealed record Position(Real Tries, Real Taken, Real Step, Real Start, Real Length, Real Waiting)
    {
        public const int Count = 6;
        public Real[] Numbers => [Tries, Taken, Step, Start, Length, Waiting];
        public static Position Of(Real[] numbers) => new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }

    /// <summary>All that the loop carries.</summary>
    /// <param name="At">Where the path is.</param>
    /// <param name="X">Its states.</param>
    /// <param name="Motion">What each driver does in the interval.</param>
    /// <param name="Stack">What they do in intervals that wait, a row of increments (and areas) for each.</param>
    /// <param name="Rows">The states at the ends of the grid's steps.</param>
    sealed record Carry(Position At, Real[] X, Interval[] Motion, Real Stack, Real[] Rows)
    {
        public Node[] Nodes => [.. At.Numbers.Concat(X).Concat(Motion.SelectMany(interval => interval.Numbers)).Append(Stack).Concat(Rows).Select(value => value.Node)];

        public static Carry Of(Node[] nodes, int states, int drivers, int each)
        {
            var values = new Queue<Real>(nodes.Select(node => node.AsReal()));
            Real[] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => values.Dequeue())];
            return new(Position.Of(Next(Position.Count)), Next(states), Interval.Of(Next(each * drivers), each), values.Dequeue(), Next(states));
        }
    }

    /// <summary>What a walk has found: the states at the end and at the ends of the grid's steps, how many steps were taken, and the tries, row by row, with how many each path has made.</summary>
    internal sealed record Found(Real[] Terminal, Real[] Rows, Real Taken, Real Made, Trial Trials);

    /// <summary>Walks from initial states along a motion over the grid.</summary>
    public Found From(Real[] initial, BrownianMotion motion, string?[] names)
    {
        int steps = grid.Steps, states = initial.Length, drivers = system.Drivers, each = motion.Each;
        Real[] numbers = [.. motion.Intervals.SelectMany(interval => interval.Numbers)];
        var whole = Concat(1, [.. numbers.Select(rows => Reshape(rows, new(steps, 1)))]);
        var start = new Carry(new(0, 0, 0, 0, _parts, Math.Min(control.Halvings + 1, control.Halvings + steps - 1)), initial, Interval.Of([.. numbers.Select((_, k) => whole[0][k])], each),
            Concat(0, Filled(new(control.Halvings, numbers.Length), 0), whole), [.. initial.Select(_ => Filled(steps, 0))]);
        var loop = Loop.Build(Tries, false, start.Nodes, [], (_, carry, _) =>
        {
            for (int i = 0; i < states; i++) carry[Position.Count + i].Name = names[i];
            var (next, trial) = Try(Carry.Of(carry, states, drivers, each), each);
            return (next.Nodes, trial.Nodes);
        }, counter: 0);
        // Which steps are taken is held, and derivatives go through the steps that were (see AdaptivePath).
        loop = Node.Create(loop.Op, loop.Place.OrNowhere, [.. loop.Inputs.Select(input => input.IsConstant || input.Kind != Kind.Real ? input : Composite.Held(input.AsReal()).Node)]);

        var end = Carry.Of([.. Enumerable.Range(0, start.Nodes.Length).Select(i => Item.Of(loop, i))], states, drivers, each);
        var isTolerated = new Require(Domain.NonNegative, $"1 − the error of a step halved {control.Halvings} times, in units of what is tolerated (tolerate larger errors, or take a finer grid or more halvings),", Operands: 2);
        var isDone = new Require(Domain.Zero, $"what is left of the grid's steps after {Tries} tries (tolerate larger errors, or take a finer grid or more tries)", Operands: 2);
        var left = steps - end.At.Step;
        Real Whole(Real value) => isDone.On(isTolerated.On(value, left), Max(left, 0));
        return new([.. end.X.Select(Whole)], [.. end.Rows.Select(Whole)], end.At.Taken, end.At.Tries, Trial.Of([.. Enumerable.Range(0, Trial.Count(drivers, each)).Select(i => Item.Of(loop, start.Nodes.Length + i))], each));
    }

    (Carry Next, Trial Trial) Try(Carry carry, int each)
    {
        var (at, x) = (carry.At, carry.X);
        Node[] times = [.. clock.Rows.Select(row => Gather(row.AsReal(), Min(at.Step, grid.Steps - 1)).Node)];
        Real part = _smallest * at.Length, length = part * clock.Length(times), root = Sqrt(part) * clock.Root(times), time = clock.Time(at.Step.Node, times) + _smallest * at.Start * clock.Length(times);
        var steps = new HalvedStep(system, scheme, clock.Shortest * 0.5 * _smallest);
        CheckScheme(time, x);
        steps.Check(x, time);
        var (top, block) = tree.Place(at.Step);
        var node = (top * _parts + at.Start) / at.Length;
        var halves = carry.Motion.Select((interval, j) => tree.Bridges[j].Halves(interval, root, node, block)).ToArray();
        Interval[] left = [.. halves.Select(pair => pair.Left)], right = [.. halves.Select(pair => pair.Right)];
        Real[] once = steps.Once(x, time, length, root, carry.Motion), twice = steps.Twice(x, time, length, root, left, right);

        Condition active = at.Step < grid.Steps, tolerated = IsTolerated(x, once, twice), accepted = tolerated | (at.Length <= 1), taken = active & accepted;
        Real[] next = [.. x.Select((value, i) => Where(taken, twice[i], value))];

        // A path that has come to the end, or to an interval that can be cut no more, stays at its states and steps; where it then seems to be is of no account.
        Real end = at.Start + at.Length, above = at.Waiting - 1;
        var isLast = end >= _parts;
        var position = new Position(Where(active, at.Tries + 1, at.Tries), Where(taken, at.Taken + 2, at.Taken), Where(taken, Where(tolerated, Where(isLast, at.Step + 1, at.Step), grid.Steps + 1), at.Step),
            Where(accepted, Where(isLast, 0, end), at.Start), Where(accepted, LowestBit.Op.On(end), 0.5 * at.Length), Where(accepted, Min(at.Waiting + 1, control.Halvings + grid.Steps - 1), above));
        // The place above the top is free, so a right half may lie there whether it waits or not.
        static Real[] Numbered(Interval[] intervals) => [.. intervals.SelectMany(interval => interval.Numbers)];
        Real waiting = Gather(carry.Stack, at.Waiting), stack = Put.Of(carry.Stack, above, Stack(Numbered(right)));
        var moves = Interval.Of([.. Numbered(left).Select((half, k) => Where(accepted, waiting[k], half))], each);
        var arrival = Where(taken & isLast, at.Step, -1);
        return (new(position, next, moves, stack, [.. carry.Rows.Select((rows, i) => Put.Of(rows, arrival, next[i]))]),
            new(Where(taken, length, 0), time, root, arrival, left, right));
    }

    static Real Larger(Real a, Real b) => Where(a < b, b, a);

    /// <summary>Whether paths converge is seen where the states are unknowns.</summary>
    void CheckScheme(Real time, Real[] x)
    {
        if (!scheme.ConvergesOnAdaptiveSteps(new Along(system, time, x).IsAdditive))
            throw new PathwiseException("PW2003", $"adaptive steps of scheme {scheme.Name}, which {(scheme is EulerMaruyama or TamedEuler or ImplicitEuler ? "may converge to another process on them unless the noise is additive" : "draws more than increments and space-time areas, or carries more than the state")}",
                system is ItoSystem ? "use scheme milstein, srk or sra" : "use scheme heun or midpoint", Place.OfCaller());
    }

    /// <summary>Whether the error is within what is tolerated.</summary>
    Condition IsTolerated(Real[] x, Real[] once, Real[] twice)
    {
        Real Tolerance(int i) => control.Relative == 0 ? control.Absolute : control.Absolute + control.Relative * Larger(Abs(x[i]), Abs(twice[i]));
        if (x.Length == 1) return Abs(twice[0] - once[0]) <= Tolerance(0);
        Real sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            var error = (twice[i] - once[i]) / Tolerance(i);
            sum += error * error;
        }
        return sum <= x.Length;
    }
}
