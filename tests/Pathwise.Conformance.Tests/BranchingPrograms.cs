using Pathwise.Distributions;
using Pathwise.Estimation;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Conformance;

/// <summary>
/// Random programs of two parameters and noise that branch, jump, hold, detach and loop in every way a certificate must see through. Their values and
/// derivatives have moderate moments, so that means can be compared; nothing is divided by what noise takes through 0, of which a certificate only warns.
/// </summary>
internal static class BranchingPrograms
{
    /// <summary>The program of a seed, the same for ever.</summary>
    public static StochasticProgram Make(int seed)
    {
        Node[] parameters = [.. new[] { "p", "q" }.Select(name => Node.Leaf(new Parameter(Shape.Scalar, name), perPath: false, Place.Nowhere, name))];
        using var at = Place.At(Place.Nowhere);
        var result = new Builder((ulong)seed, [.. parameters.Select(p => p.AsReal())], new Noise()).Build();
        return new("value", result.Node, [new("p", parameters[0], [0.31]), new("q", parameters[1], [-0.23])]);
    }

    sealed class Builder(ulong seed, Real[] parameters, Noise noise) : Keyed(seed + 0x9E3779B97F4A7C15)
    {
        readonly List<Condition> _conditions = [];

        Real PickLate(List<Real> pool) => pool[Math.Max(Next(pool.Count), Next(pool.Count))];

        public Real Build()
        {
            var pool = new List<Real> { parameters[0], parameters[1], Law(parameters[0]), Law(parameters[1]), noise.Normal() };
            for (int i = 4 + Next(6); i > 0; i--) pool.Add(Grow(pool, depth: 0));
            return Bounded(pool[^1]) + 0.5 * Bounded(pool[^2]) + 0.3 * pool[^3];
        }

        static Real Bounded(Real x) => x / Sqrt(1 + 0.1 * x * x);

        Real Law(Real p) => Next(6) switch
        {
            0 => p + noise.Normal(),
            1 => noise.Normal() + 0.5 * p,
            2 => p * noise.Normal(),
            3 => p + 2 * noise.Uniform() - 1,
            4 => 0.5 * p + noise.Normal() * (0.5 + 0.3 * p * p),
            _ => Exp(0.3 * p + 0.4 * noise.Normal()) - 1,
        };

        Real Grow(List<Real> pool, int depth)
        {
            Real x = PickLate(pool), y = PickLate(pool);
            return Next(depth == 0 ? 36 : 29) switch
            {
                0 => x + y,
                1 => x - 0.5 * y,
                2 => Bounded(x) * Bounded(y),
                3 => Tanh(x),
                4 => Sin(x) + 0.2 * y,
                5 => Law(x),
                6 => noise.Normal(),
                7 => Max(x, y),
                8 => Min(x, Number(1)),
                9 => Abs(x - Number(1)),
                10 => Clamp(x, -0.5, 0.5 + Number(1) * Number(1)),
                11 => Floor(2 * x) * 0.5,
                12 => Next(2) == 0 ? Sign(x) : Round(x),
                13 => new Bernoulli(Next(3) == 0 ? Sigmoid(x) : 0.4).Sample(noise),
                14 => Next(2) == 0 ? x.Detach() : StopGradient(x),
                15 => Where(Test(pool), x, y),
                16 => Where(Test(pool), 1, 0),
                // Sides that agree: at a threshold, in several forms.
                17 => Agreeing(x, Number(1)),
                18 => Agreeing(x, y),
                19 => Agreeing(x, parameters[Next(2)]),
                20 => Where(Test(pool) & (x > 0), Tanh(x), 0),
                21 => Where((x > -0.4) & (x < 0.6), (x + 0.4) * (0.6 - x), 0),
                22 => Where(x > 0, Where(y > 0, Min(x, y), 0), 0),
                23 => 0.7 * x + 0.3 * Where(noise.Normal() > Number(1), x, y),
                24 => x / (1 + y * y),
                25 => Where(x > 0, x * Sqrt(x), 0),
                26 => Where(x > 0.2, Log(x / 0.2), 0),
                27 => Array(x, y),
                28 => Where(Floor(3 * noise.Uniform()) + 0.1 * x > 1, x, y),
                _ => Scan(pool, depth),
            };
        }

        Real Agreeing(Real x, Real k) => Next(13) switch
        {
            8 => Where(x > k, (x - k) / Abs(x - k), 0),
            9 => Where(x > k, (x - k) * Log(x - k), 0),
            10 => Where(x > k, (x - k) / Tanh(x - k), 0.5),
            11 => Where(x < k, (x - k) / (0.1 + Exp(x)), 0) / (1 + x * x),
            12 => Where(x - k > 0, Expm1(Tanh(x - k)), 0),
            0 => Where(x > k, x - k, 0),
            1 => Where(x <= k, k, x),
            2 => Where(!(x < k), (x - k) * (x - k), k - x),
            3 => Where(x > k, Sin(x) - Sin(k), 0),
            4 => Where(x > k, Exp(0.2 * Tanh(x)), Exp(0.2 * Tanh(k))),
            5 => Where(2 * x > x + k, x * x - k * k, x - k),
            6 => Where(k > x, (x - k) / (2 + x * x), 0),
            _ => Where(x - k > 0, Abs(x - k), 0.5 * (k - x)),
        };

        Condition Test(List<Real> pool)
        {
            Condition One()
            {
                Real x = PickLate(pool), y = PickLate(pool);
                return Next(7) switch
                {
                    0 => x > Number(1),
                    1 => x < y,
                    2 => x + y >= Number(1),
                    3 => noise.Normal() > Number(1),
                    4 => parameters[0] > Number(1),
                    5 => Floor(2 * x) == 1,
                    _ => StopGradient(x) <= Number(1),
                };
            }
            Condition test = Next(5) switch { 0 => One() & One(), 1 => One() | One(), 2 => !One(), 3 when _conditions.Count > 0 => _conditions[Next(_conditions.Count)], _ => One() };
            _conditions.Add(test);
            return test;
        }

        Real Array(Real x, Real y)
        {
            var z = x + 0.5 * noise.Normal(3);
            return Next(9) switch
            {
                0 => MaxOver(z),
                1 => Mean(Max(z, y)),
                2 => Mean(Where(z > y, z - y, 0)),
                3 => Where(MaxOver(z) > 0.7, 0, y),
                4 => Where(Sum(z) > 1, Sum(z) - 1, 0),
                5 => Mean(Where(z > 0, z * z[1], 0)),
                6 => Gather(z, Floor(3 * noise.Uniform())),
                7 => Gather(z, Clamp(Floor(1 + y), 0, 2)),
                _ => Mean(Where(z > 0, Softmax(z), 0)),
            };
        }

        /// <summary>A loop with a state, a flag of 0 and 1, an extremum and a counter.</summary>
        Real Scan(List<Real> outer, int depth)
        {
            Real start = PickLate(outer), other = PickLate(outer);
            int kind = Next(4), read = Next(6), steps = 2 + Next(3);
            double level = Number(1);
            int kept = _conditions.Count;
            var loop = Loop.Build(steps, Next(4) == 0, [start.Node, Constant.Of(1), start.Node, Constant.Of(0)], [], (index, carries, _) =>
            {
                Real x = carries[0].AsReal(), flag = carries[1].AsReal(), most = carries[2].AsReal(), count = carries[3].AsReal();
                var pool = new List<Real> { other, x, flag * x, 0.3 * noise.Normal() + x };
                for (int i = 1 + Next(3); i > 0; i--) pool.Add(Grow(pool, depth + 1));
                var next = 0.5 * Bounded(x) + 0.5 * Bounded(pool[^1]) + 0.3 * noise.Normal();
                var alive = kind switch
                {
                    0 => flag * Where(next > level, 0, 1),
                    1 => Where(noise.Normal() > level, 0, flag),
                    2 => Where(index.AsReal() > 0.5, flag, 1),
                    _ => Where(Max(most, next) > level, 0, 1),
                };
                return ([next.Node, alive.Node, Max(most, next).Node, (count + Where(next > 0, next, 0)).Node], []);
            });
            // What was tested inside a loop is no value outside.
            _conditions.RemoveRange(kept, _conditions.Count - kept);
            Real Out(int i) => Item.Of(loop, i).AsReal();
            return read switch { 0 => Out(0), 1 => Out(1) * Out(0), 2 => Out(2), 3 => Out(3), 4 => Where(Out(1) > 0.5, Out(0), other), _ => Mean(Max(Out(4), 0)) };
        }
    }
}
