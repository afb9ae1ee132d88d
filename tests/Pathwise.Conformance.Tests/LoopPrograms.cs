using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Conformance;

/// <summary>
/// Random graphs that strain executors: loops in loops in loops, of one step or many, with carries that are arrays, conditions, shared, handed on under another
/// index, or never read; products, gathers, slices and concatenations of what a loop carries, scans and captures; outputs that are inputs, numbers, rows and
/// histories.
/// </summary>
internal static class LoopPrograms
{
    public static (Graph Graph, ProgramValues Values) Make(int seed) => new Builder((ulong)seed).Build();

    internal sealed record ProgramValues(Value[] Parameters, DataRows Data, Node[] Reals);

    sealed class Builder(ulong seed) : Keyed(seed + 0x2545F4914F6CDD1D)
    {
        static readonly Shape[] s_shapes = [Shape.Scalar, Shape.Scalar, 1, 2, 5, new(1, 1), new(2, 3), new(3, 3), new(4, 1), new(1, 4), 17, new(10, 10)];
        readonly Noise _noise = new();

        /// <summary>What may be used at a place: values and conditions.</summary>
        sealed record Pool(List<Real> Reals, List<Node> Conditions)
        {
            public Pool Inside() => new([.. Reals], [.. Conditions]);
        }

        public (Graph, ProgramValues) Build()
        {
            using var at = Place.At(Place.Nowhere);
            Node[] parameters = [.. Enumerable.Range(0, 1 + Next(8)).Select(i => Node.Leaf(new Parameter(Pick(s_shapes), $"p{i}"), perPath: false, Place.Nowhere, $"p{i}"))];
            Node[] data = [.. Enumerable.Range(0, Next(3)).Select(i => Node.Leaf(new Parameter(Pick(s_shapes), $"row{i}"), perPath: true, Place.Nowhere, $"row{i}"))];
            var pool = new Pool([.. parameters.Concat(data).Select(node => node.AsReal()), Draw(), Draw(), Number()], []);
            pool.Conditions.Add((Mean(pool.Reals[^2]) > 0).Node);
            for (int i = 5 + Next(8); i > 0; i--) Grow(pool, 0);
            for (int i = 1 + Next(2); i > 0; i--) pool.Reals.Add(Scan(pool, 0));
            var outputs = pool.Reals.TakeLast(4).Append(Pick(pool.Reals)).Append(Number()).Select(x => x.Node).ToArray();
            double[][][] rows = [.. Enumerable.Range(0, 3).Select(_ => data.Select(part => Numbers(part.Shape.Count)).ToArray())];
            return (new([.. parameters, .. data], outputs),
                new([.. parameters.Select(p => new Value(Numbers(p.Shape.Count), p.Shape.Count, 1, perPath: false))], new DataRows(data, data.Length == 0 ? [] : rows), parameters));
        }

        Real Draw() => (Next(6) == 0 ? _noise.Shared : _noise) is var noise && Next(2) == 0 ? noise.Normal(Pick(s_shapes)) : 2 * _noise.Uniform(Pick(s_shapes)) - 1;

        static bool Fits(Shape a, Shape b)
        {
            for (int i = 1; i <= Math.Min(a.Rank, b.Rank); i++)
                if (a[a.Rank - i] != b[b.Rank - i] && a[a.Rank - i] != 1 && b[b.Rank - i] != 1) return false;
            return true;
        }

        static Real To(Shape shape, Real x) => x.Shape == shape ? x : x.Shape.Count == shape.Count ? Reshape(x, shape) : Broadcast(Mean(x), shape);
        static Real Tame(Real x) => x / (1 + Abs(x));

        void Grow(Pool pool, int depth)
        {
            Real x = Pick(pool.Reals), y = Pick(pool.Reals);
            if (x.Shape.Count > 200) x = Mean(x);
            if (!Fits(x.Shape, y.Shape)) y = Mean(y);
            Real made = Next(depth < 3 ? 23 : 22) switch
            {
                0 => x + y,
                1 => x * y,
                2 => x - y * 0.3,
                3 => Tame(x),
                4 => Sin(x),
                5 => Exp(-Abs(x)),
                6 => Max(x, y),
                7 => Floor(x) + 0.1 * y,
                8 => Log(1 + x * x),
                9 => Test(pool, x, y),
                10 => Choose(pool, x, y),
                11 when x.Shape.Rank > 0 => Sum(x, Next(x.Shape.Rank)),
                12 when x.Shape.Rank > 0 => MaxOver(x, Next(x.Shape.Rank)),
                13 when x.Shape.Rank > 0 => Slice(x, 0, Next(x.Shape[0]), 1),
                14 when x.Shape.Rank > 0 => Slice(Concat(0, x, Sin(x)), 0, Next(x.Shape[0]), x.Shape[0]),
                15 when x.Shape.Rank > 0 => Gather(x, Clamp(Floor((Mean(y) + 0.5) * x.Shape[0]), 0, x.Shape[0] - 1)),
                16 when x.Shape.Rank == 2 => MatMul(x, Transpose(Next(2) == 0 ? x : Cos(x))) * 0.1,
                17 when x.Shape.Rank == 2 => MatMul(x, Reshape(Broadcast(Mean(y), x.Shape[1]), new(x.Shape[1], 1))),
                18 when x.Shape.Rank == 2 => MatMul(Broadcast(pool.Reals[0].Shape.Rank == 0 ? pool.Reals[0] : Mean(pool.Reals[0]), new(3, x.Shape[0])), x) * 0.2,
                19 when x.Shape.Rank > 1 => Transpose(x),
                20 => Gather(Stack(Mean(x), Mean(y), 0.3), new double[] { Next(3), Next(4), 1 }.Select(i => Math.Min(i, 2)).ToArray()),
                21 => Draw(),
                22 => Scan(pool, depth),
                _ => Tame(x) + Mean(y),
            };
            pool.Reals.Add(made);
        }

        Real Test(Pool pool, Real x, Real y)
        {
            var c = Next(3) switch { 0 => x < y, 1 => !(x <= y), _ => (x < 0.3) | (x == y) };
            if (x.Shape.Rank == 0 && y.Shape.Rank == 0) pool.Conditions.Add(c.Node);
            return Where(c, x, y);
        }

        Real Choose(Pool pool, Real x, Real y)
        {
            var c = new Condition(Pick(pool.Conditions));
            if (Next(2) == 0) { c = c & new Condition(Pick(pool.Conditions)); pool.Conditions.Add(c.Node); }
            return Where(c, x, y);
        }

        /// <summary>A loop whose paths stop when a condition first fails: what a step makes is kept only where the path goes on.</summary>
        (Node[] Start, Func<Node, Node[], Node[], (Node[], Node[])> Body) Stopping(Node[] start, Pool outer, Func<Node, Node[], Node[], (Node[] Carries, Node[] Collected)> body) => (
            [.. start, Constant.Of(0)],
            (index, carries, row) =>
            {
                var (own, count) = (carries[..^1], carries[^1].AsReal());
                double bound = Number();
                var goesOn = count == index.AsReal() & Tame(Mean(Pick([.. own.Where(node => node.Kind == Kind.Real).Select(node => node.AsReal()), Pick(outer.Reals)])) + 0.3 * index.AsReal()) < bound;
                Node[] next = [.. body(index, own, row).Carries.Zip(own, (made, carry) => carry.Kind == Kind.Real
                    ? Where(new(Broadcasted(goesOn.Node, carry.Shape)), made.AsReal(), carry.AsReal()).Node
                    : (new Condition(Broadcasted(goesOn.Node, carry.Shape)) & new Condition(made) | !new Condition(Broadcasted(goesOn.Node, carry.Shape)) & new Condition(carry)).Node)];
                return ([.. next, Where(goesOn, count + 1, count).Node], []);
            }
        );

        Real Scan(Pool outer, int depth)
        {
            var rows = outer.Reals.Where(x => x.Shape.Rank > 0 && x.Shape[0] <= 20 && x.Shape.Count <= 200).ToList();
            Real? scanned = rows.Count > 0 && Next(2) == 0 ? Pick(rows) : default(Real?);
            int steps = scanned?.Shape[0] ?? (Next(3) == 0 ? 1 : 2 + Next(depth == 0 ? 30 : 4));
            int kept = outer.Conditions.Count;
            Node[] start = [.. Enumerable.Range(0, 1 + Next(4)).Select(_ => Next(4) == 0 ? Pick(outer.Conditions) : Next(4) == 0 ? Constant.Of(Number()) : Pick(outer.Reals).Node)
                .Select(node => node.Shape.Count > 200 ? Mean(node.AsReal()).Node : node)];
            int collects = Next(3);
            (Node[], Node[]) Body(Node index, Node[] carries, Node[] row)
            {
                var pool = outer.Inside();
                if (Next(3) == 0) pool.Reals.Clear();
                pool.Reals.AddRange(carries.Concat(row).Where(node => node.Kind == Kind.Real).Select(node => node.AsReal()));
                pool.Reals.Add(0.1 * index.AsReal());
                pool.Conditions.AddRange(carries.Where(node => node.Kind == Kind.Condition));
                for (int i = 1 + Next(6); i > 0; i--) Grow(pool, depth + 1);
                Node[] next = [.. carries.Select(carry =>
                {
                    // Handed on as it is, in another's place, or a new value.
                    var like = carries.Where(other => other.Shape == carry.Shape && other.Kind == carry.Kind).ToArray();
                    if (Next(3) == 0) return Pick(like);
                    if (carry.Kind == Kind.Condition) return Next(2) == 0 ? (!new Condition(carry)).Node : Broadcasted(Pick(pool.Conditions), carry.Shape);
                    return Tame(To(carry.Shape, pool.Reals[^(1 + Next(Math.Min(3, pool.Reals.Count)))]) + 0.5 * carry.AsReal()).Node;
                })];
                return (next, [.. Enumerable.Range(0, collects).Select(_ => Pick(pool.Reals).Node)]);
            }
            Node[] scans = scanned is { } s ? [s.Node] : [];
            bool stops = Next(4) == 0;
            var stopping = Stopping(start, outer, Body);
            var loop = stops ? Loop.Build(steps, false, stopping.Start, scans, stopping.Body, counter: start.Length) : Loop.Build(steps, Next(3) == 0, start, scans, Body);
            outer.Conditions.RemoveRange(kept, outer.Conditions.Count - kept);
            var op = (Loop)loop.Op;
            int[] items = [.. Enumerable.Range(0, stops ? op.Carries : op.HistoryStart + op.Carries).Where(i => op.Item(i).Kind == Kind.Real && op.Item(i).Shape.Count <= 4000)];
            if (items.Length == 0) return Number();
            if (op.Carries > 0 && op.Item(0) is { Kind: Kind.Condition, Shape.IsScalar: true }) outer.Conditions.Add(Item.Of(loop, 0));
            for (int i = Next(3); i > 0; i--) outer.Reals.Add(Read(Item.Of(loop, Pick(items)).AsReal()));
            return Read(Item.Of(loop, Pick(items)).AsReal());
        }

        Real Read(Real x) => x.Shape.Rank > 2 || x.Shape.Count > 200 ? Mean(x, 0) is var mean && mean.Shape.Rank <= 2 && mean.Shape.Count <= 200 ? mean : Mean(x) : x;

        static Node Broadcasted(Node condition, Shape shape) => condition.Shape == shape ? condition : BroadcastTo.Of(condition, shape);
    }
}
