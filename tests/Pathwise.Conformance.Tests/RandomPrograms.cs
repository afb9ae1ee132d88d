using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Conformance;

/// <summary>A random program as it was traced, with parameters and rows of data. All its values are of moderate size.</summary>
internal sealed record RandomProgram(Node Result, ProgramParameter[] Parameters, DataRows Data)
{
    /// <summary>The program as the estimator holds it: simplified, loops fused.</summary>
    public StochasticProgram Program => new("value", Result, Parameters, Data);

    public Node[] Inputs => [.. Parameters.Select(p => p.Node), .. Data.Placeholders];

    /// <summary>The numbers of the inputs for the first paths, with one element of the parameters moved.</summary>
    public Value[] Numbers(int paths, int parameter = -1, int element = 0, double by = 0) =>
    [
        .. Parameters.Select((p, i) => new Value([.. p.Value.Select((v, e) => i == parameter && e == element ? v + by : v)], p.Value.Length, paths, perPath: false)),
        .. Data.For(0, paths),
    ];
}

/// <summary>Random programs over all that graphs have: sharing, broadcasting, reductions, products, selections, nested loops, noise.</summary>
internal static class RandomPrograms
{
    /// <summary>The program of a seed, the same for ever. Smooth programs have derivatives everywhere.</summary>
    public static RandomProgram Make(int seed, bool smooth = false) => new Builder((ulong)seed, smooth).Build();

    sealed class Builder(ulong seed, bool smooth) : Keyed(seed + 0x9E3779B97F4A7C15)
    {
        static readonly Shape[] s_shapes = [Shape.Scalar, Shape.Scalar, Shape.Scalar, 2, 3, new(2, 2), new(2, 3), new(3, 1)];
        static readonly Func<Real, Real>[] s_unary =
        [
            Tanh, Sin, Cos, Sigmoid, Atan, Erf, NormalCdf, Asinh, x => -x, x => 0.5 * Softplus(x), x => Exp(-(x * x)), x => Log(1 + x * x), x => Sqrt(1 + x * x),
            x => Expm1(0.5 * Sin(x)), x => Log1p(x * x), x => Cosh(Tanh(x)) - 1, x => Sinh(Sin(x)), x => Acosh(1.5 + x * x), x => 0.3 * Atanh(0.7 * Sin(x)),
            x => Asin(0.8 * Sin(x)), x => Acos(0.8 * Cos(x)), x => Tan(0.5 * Tanh(x)), x => 0.3 * LogGamma(1.5 + Sin(x)), x => 0.3 * Digamma(2 + Sin(x)),
            x => NormalQuantile(0.2 + 0.6 * Sigmoid(x)), x => 0.5 * Erfc(x),
        ];
        static readonly Func<Real, Real, Real>[] s_binary =
        [
            (x, y) => 0.7 * (x + y), (x, y) => 0.7 * (x - y), (x, y) => 0.6 * x * y, (x, y) => x / (1 + y * y), (x, y) => Pow(1 + x * x, 0.5 * Tanh(y)),
            (x, y) => 0.4 * x * x - y * 0.3, (x, y) => x * Sigmoid(y),
        ];
        static readonly Func<Real, Real, Real>[] s_kinked =
        [
            Min, Max, (x, y) => Where(x < y, x, 0.5 * y), (x, y) => Where((x > 0) & !(y < 0.3), x, y), (x, y) => Where((x >= y) | (x == 0), Sin(x), y),
            (x, y) => Abs(x) - y * 0.5, (x, y) => Clamp(x, -0.5, 0.7) * y, (x, y) => Floor(2 * x) * 0.5 + y * 0.1, (x, y) => Round(2 * x) * 0.5, (x, _) => Sign(x),
        ];

        readonly Noise _noise = new();

        public RandomProgram Build()
        {
            var parameters = Enumerable.Range(0, 2 + Next(3)).Select(i => Pick(s_shapes)).Select((shape, i) =>
                new ProgramParameter($"p{i}", Node.Leaf(new Parameter(shape, $"p{i}"), perPath: false, Place.Nowhere, $"p{i}"), Numbers(shape.Count))).ToArray();
            Node[] data = [.. Enumerable.Range(0, 1 + Next(2)).Select(i => Node.Leaf(new Parameter(Pick(s_shapes), $"row{i}"), perPath: true, Place.Nowhere, $"row{i}"))];
            double[][][] rows = [.. Enumerable.Range(0, 5).Select(_ => data.Select(part => Numbers(part.Shape.Count)).ToArray())];
            using var at = Place.At(Place.Nowhere);
            var pool = parameters.Select(p => p.Node.AsReal()).Concat(data.Select(part => part.AsReal())).ToList();
            pool.Add(Draw());
            for (int i = 8 + Next(12); i > 0; i--) pool.Add(Grow(pool, depth: 0));
            // Everything of the last values, so that little of the program is dead.
            var result = pool.TakeLast(5).Select(x => Mean(Sin(x))).Aggregate((a, b) => a + b);
            return new(result.Node, parameters, new DataRows(data, rows));
        }

        Real Draw()
        {
            var noise = Next(4) == 0 ? _noise["named"] : _noise;
            if (Next(8) == 0) noise = noise.Shared;
            return Next(2) == 0 ? noise.Normal(Pick(s_shapes)) : 2 * noise.Uniform(Pick(s_shapes)) - 1;
        }

        Real Grow(List<Real> pool, int depth) => Next(depth == 0 ? 20 : 16) switch
        {
            < 4 => Pick(s_unary)(Pick(pool)),
            < 8 => Two(pool, Pick(s_binary)),
            < 10 => smooth ? Two(pool, Pick(s_binary)) : Two(pool, Pick(s_kinked)),
            < 12 => Draw(),
            < 15 => Array(Pick(pool), Pick(pool)),
            < 17 when depth < 2 => Scan(pool, depth),
            < 17 => Pick(s_unary)(Pick(pool)),
            _ => Scan(pool, depth),
        };

        /// <summary>Operands that broadcast; where they do not, the mean of the second stands for it.</summary>
        Real Two(List<Real> pool, Func<Real, Real, Real> f)
        {
            Real x = Pick(pool), y = Pick(pool);
            return f(x, Fits(x.Shape, y.Shape) ? y : Mean(y));
        }

        static bool Fits(Shape a, Shape b)
        {
            for (int i = 1; i <= Math.Min(a.Rank, b.Rank); i++)
                if (a[a.Rank - i] != b[b.Rank - i] && a[a.Rank - i] != 1 && b[b.Rank - i] != 1) return false;
            return true;
        }

        Real Array(Real x, Real y)
        {
            if (x.Shape.Rank == 0) return Broadcast(x, Pick(s_shapes));
            int axis = Next(x.Shape.Rank), last = x.Shape[x.Shape.Rank - 1];
            return Next(13) switch
            {
                0 => 0.4 * Sum(x),
                1 => Mean(x, axis),
                2 => LogSumExp(x, axis),
                3 => Softmax(x),
                4 => Transpose(x),
                5 => Reshape(x, x.Shape.Count),
                6 => Slice(x, axis, Next(x.Shape[axis]), 1),
                7 => Concat(axis, x, Sin(x)),
                8 => Stack(x, 0.5 * x),
                9 => x[Next(x.Shape[0])],
                10 => Gather(x, new double[] { Next(x.Shape[0]), Next(x.Shape[0]) }),
                11 when !smooth => MaxOver(x, axis) - MinOver(x, axis),
                _ when x.Shape.Rank <= 2 && y.Shape.Rank is 1 or 2 && y.Shape[0] == last => 0.4 * MatMul(x, y),
                _ when x.Shape.Rank == 2 => 0.4 * MatMul(x, Transpose(Cos(x))),
                _ => Mean(x * x),
            };
        }

        Real Scan(List<Real> outer, int depth)
        {
            Real? array = outer.Where(x => x.Shape.Rank > 0 && x.Shape[0] > 1).Select(x => (Real?)x).LastOrDefault();
            if (Next(3) == 0) array = null;
            int steps = array?.Shape[0] ?? 2 + Next(3);
            var start = Enumerable.Range(0, 1 + Next(2)).Select(_ => Next(5) == 0 ? (Real)Number() : Pick(outer)).ToArray();
            int collects = Next(2);
            var loop = Loop.Build(steps, Next(3) == 0, [.. start.Select(x => x.Node)], array is { } scanned ? [scanned.Node] : [], (index, carries, rows) =>
            {
                var pool = new List<Real> { Pick(outer), Pick(outer), 0.2 * index.AsReal() };
                pool.AddRange(carries.Concat(rows).Select(node => node.AsReal()));
                for (int i = 3 + Next(3); i > 0; i--) pool.Add(Grow(pool, depth + 1));
                Node[] next = [.. carries.Select((carry, i) => Next(6) == 0 && carries[0].Shape == carry.Shape ? carries[0] : Into(carry.AsReal(), pool[^(1 + i)]).Node)];
                return (next, collects == 0 ? [] : [pool[^1].Node]);
            });
            return Item.Of(loop, Next(((Loop)loop.Op).HistoryStart + start.Length)).AsReal();
        }

        /// <summary>A next value of the carry's shape, bounded.</summary>
        static Real Into(Real carry, Real value) => Tanh(0.8 * carry + (value.Shape == carry.Shape ? value : Mean(value)));
    }
}
