using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;
using static Pathwise.Functions;

namespace Pathwise.Tests.Execution;

/// <summary>Emitted kernels against the interpreter: the same bits at every width, with tails, in both precisions; the oracle agrees to rounding.</summary>
public class KernelTests
{
    static Node Shared(Shape shape, string name) => Node.Leaf(new Parameter(shape, name), perPath: false);
    static Real Draw(string site, Shape shape = default, DrawKind law = DrawKind.Normal) => Node.Leaf(new Draw(site, law, shape, false), perPath: true).AsReal();

    static double[] Run(Graph graph, Value[] parameters, Executor executor, Precision precision, int bits, long first, int paths)
    {
        var compiled = new CompiledGraph(graph, precision, executor, bits);
        if (executor == Executor.Simd) Assert.True(compiled.IsEmitted);
        var results = new double[graph.Outputs.Sum(output => output.Shape.Count) * paths];
        using var runner = compiled.Runner(new Inputs(parameters, DataRows.None, new CounterSource(5), 0));
        runner.Run(first, paths, results);
        return results;
    }

    internal static void Agree(Graph graph, Value[] parameters, double tolerance = 1e-11)
    {
        foreach (var precision in new[] { Precision.F64, Precision.F32 })
        {
            double[] interpreted = Run(graph, parameters, Executor.Interpreted, precision, 0, 0, 100);
            foreach (int bits in new[] { 128, 256, 512 })
                Assert.Equal(interpreted.Select(BitConverter.DoubleToInt64Bits), Run(graph, parameters, Executor.Simd, precision, bits, 0, 100).Select(BitConverter.DoubleToInt64Bits));
            // A run that starts and ends anywhere gives the same paths.
            double[] part = Run(graph, parameters, Executor.Simd, precision, 0, 7, 50);
            for (int row = 0; row < part.Length / 50; row++)
                for (int p = 0; p < 50; p++) Assert.Equal(interpreted[row * 100 + 7 + p], part[row * 50 + p]);
            double[] reference = Run(graph, parameters, Executor.Reference, precision, 0, 0, 100);
            double allowed = precision == Precision.F64 ? tolerance : tolerance * 1e9;
            for (int i = 0; i < reference.Length; i++)
                Assert.True(Math.Abs(reference[i] - interpreted[i]) <= allowed * Math.Max(1, Math.Abs(reference[i])), $"{i}: {reference[i]} {interpreted[i]}");
        }
    }

    static Value Of(params double[] values) => new(values, values.Length, 1, perPath: false);

    [Fact]
    public void Scalars()
    {
        var a = Shared(default, "a").AsReal();
        var (z, u) = (Draw("z"), Draw("u", law: DrawKind.Uniform));
        Real[] outputs = [a * z + u, Exp(a * z) / (1 + u), Log(u) - Abs(z), Sin(3 * z) * Cos(a * z), Max(z, u) - Min(z, 0.1), Where((z > u) | !(z > -1), z, u * u),
            Floor(3 * z) + Round(5 * u), Sqrt(u) * Sign(z), Exp(-a)];
        Agree(new Graph([a.Node], [.. outputs.Select(x => x.Node)]), [Of(0.7)]);
    }

    [Fact]
    public void Arrays()
    {
        var w = Shared(new(5, 3), "w").AsReal();
        var b = Shared(5, "b").AsReal();
        var x = Draw("x", 3);
        var y = MatMul(w, x) + b;
        var m = Draw("m", new Shape(4, 6));
        Real[] outputs =
        [
            y, Sum(Exp(0.1 * y)), Sum(m, 0), Sum(m, 1), MaxOver(m, 1), MaxOver(m), LogSumExp(m, 0), Softmax(m), Transpose(m), Slice(m, 1, 1, 3), m[2],
            Concat(0, m, Exp(0.2 * m)), Reshape(m, new Shape(8, 3)), MatMul(Transpose(m), m), MatMul(x, Transpose(w)), Gather(m, Clamp(Floor(2 + x), 0, 3)),
            Mean(m, 0) * y[0], Where(m > 0, m, -0.1 * m) + x[1],
        ];
        Agree(new Graph([w.Node, b.Node], [.. outputs.Select(o => o.Node)]), [Of([.. Enumerable.Range(0, 15).Select(i => Math.Sin(i + 1.0))]), Of(0.1, -0.2, 0.3, 0.4, -0.5)]);
    }

    /// <summary>
    /// Weights that are a part of a shared value: one layer of a stack in each step of a loop, in two loops, one within another; rows of a matrix that begin where a matrix of weights may and where not; a matrix that is
    /// also read number by number; a transpose with other rows.
    /// </summary>
    [Fact]
    public void Matrices_within_shared_values()
    {
        Node stack = Shared(new(3, 7, 7), "stack"), rows = Shared(new(3, 10), "rows"), deep = Shared(new(2, 2, 5, 7), "deep");
        Real x = Draw("x", 7), w = rows.AsReal();
        var layers = Loop.Build(3, false, [x.Node], [stack, rows], (_, carry, row) =>
        {
            Real h = carry[0].AsReal(), part = row[1].AsReal();
            return ([(Sin(MatMul(row[0].AsReal(), h)) + 0.1 * Concat(0, MatMul(Reshape(Slice(part, 0, 0, 6), new Shape(2, 3)), Slice(h, 0, 0, 3)), Slice(h, 0, 0, 5))).Node], []);
        });
        var nested = Loop.Build(2, false, [x.Node], [deep], (_, outer, matrices) =>
            ([Item.Of(Loop.Build(2, false, outer, [matrices[0]], (_, inner, row) => ([Concat(0, Cos(MatMul(row[0].AsReal(), inner[0].AsReal())), Slice(x, 0, 0, 2)).Node], [])), 0)], []));
        Real[] outputs =
        [
            Item.Of(layers, 0).AsReal(), Item.Of(nested, 0).AsReal(), MatMul(Reshape(w, new Shape(6, 5)), Slice(x, 0, 0, 5)), MatMul(Reshape(w[1], new Shape(5, 2)), Slice(x, 0, 0, 2)), MatMul(Reshape(Transpose(w), new Shape(6, 5)), Slice(x, 0, 2, 5)),
            MatMul(Slice(x, 0, 0, 3), w), MatMul(w, Concat(0, x, Slice(x, 0, 0, 3))) + Sum(w[2] * Concat(0, x, Slice(x, 0, 0, 3))), MatMul(stack.AsReal()[2], Exp(x)),
        ];
        Agree(new Graph([stack, rows, deep], [.. outputs.Select(o => o.Node)]), [.. new[] { 147, 30, 140 }.Select(n => Of([.. Enumerable.Range(0, n).Select(i => 0.4 * Math.Sin(n + i))]))]);
    }

    [Fact]
    public void Gradients_of_array_programs()
    {
        var w = Shared(new(4, 3), "w");
        var x = Draw("x", 3);
        var h = Exp(-MatMul(w.AsReal(), x)) * Draw("v", 4)[1];
        var loss = Sum(h * h) + LogSumExp(h) + Sum(Gather(h, Clamp(Floor(2 + x), 0, 3)));
        Agree(new Graph([w], Simplifier.Simplify([loss.Node, Reverse.Gradient(loss.Node, w)[0]!])), [Of([.. Enumerable.Range(0, 12).Select(i => 0.2 * Math.Cos(i))])]);
    }

    /// <summary>Bodies too large for one method, around a loop that is not, and within one; what they share with it and with what comes after goes by memory.</summary>
    [Fact]
    public void Loops_whose_body_is_several_methods()
    {
        Node a = Shared(default, "a");
        Real z = Draw("z");
        Real Long(Real x, Real shift)
        {
            Real sum = shift;
            for (int i = 0; i < 80; i++) sum += Sin(x * (0.3 + 0.1 * i) + a.AsReal()) * Exp(-0.1 * i - 0.01 * x * x);
            return 0.1 * sum;
        }
        var around = Loop.Build(3, false, [z.Node, Exp(z).Node], [Draw("w", 3).Node], (n, carry, row) =>
        {
            Real x = carry[0].AsReal(), y = carry[1].AsReal(), next = Long(x, row[0].AsReal() + n.AsReal());
            var within = Loop.Build(2, true, [next.Node], [], (m, inner, _) => ([(Cos(inner[0].AsReal() + m.AsReal()) * y).Node], []));
            return ([Item.Of(within, 0), (x + 0.1 * next).Node], [(x * y).Node]);
        });
        var outside = Loop.Build(2, false, [Item.Of(around, 1)], [], (n, carry, _) =>
        {
            var within = Loop.Build(2, false, carry, [], (m, inner, _) => ([Long(inner[0].AsReal(), n.AsReal() - m.AsReal() * z).Node], []));
            return ([(Item.Of(within, 0).AsReal() + carry[0].AsReal()).Node], []);
        });
        Real result = Item.Of(around, 0).AsReal() * z + Sum(Item.Of(around, 2).AsReal()) + Item.Of(outside, 0).AsReal();
        Agree(new Graph([a], Simplifier.Simplify([result.Node, Reverse.Gradient(result.Node, a)[0]!])), [Of(0.3)], 1e-9);
    }

    /// <summary>Steps that a path does not take have gradient 0 in what they would have read, also where other paths, or runs before, have taken them.</summary>
    [Theory]
    [InlineData("reference")]
    [InlineData("interpreted")]
    [InlineData("emitted")]
    public void Gradients_in_rows_of_steps_that_are_not_taken(string executor)
    {
        Node w = Shared(5, "w");
        Real z = Draw("z");
        var loop = Loop.Build(5, false, [z.Node, Constant.Of(0)], [w], (n, carry, row) =>
        {
            Real x = carry[0].AsReal(), count = carry[1].AsReal();
            var goesOn = (count == n.AsReal()) & (n.AsReal() < 2.5 + 2 * z);
            return ([Where(goesOn, Sin(x * row[0].AsReal()), x).Node, Where(goesOn, count + 1, count).Node], []);
        }, counter: 1);
        Node result = Item.Of(loop, 0);
        var graph = new Graph([w], Simplifier.Simplify([Item.Of(loop, 1), Reverse.Gradient(result, w)[0]!]));
        var compiled = new CompiledGraph(graph, Precision.F64, executor switch { "reference" => Executor.Reference, "interpreted" => Executor.Interpreted, _ => Executor.Simd });
        using var runner = compiled.Runner(new Inputs([Of(0.5, 0.6, 0.7, 0.8, 0.9)], DataRows.None, new CounterSource(5), 0));
        const int Paths = 4, Runs = 500;
        double[] results = new double[6 * Paths];
        for (int run = 0; run < Runs; run++)
        {
            runner.Run(run * Paths, Paths, results);
            for (int p = 0; p < Paths; p++)
                for (int step = 0; step < 5; step++) Assert.Equal(step < results[p], results[(1 + step) * Paths + p] != 0);
        }
    }

    [Fact]
    public void Loops_with_scalar_and_array_carries_and_their_gradients()
    {
        var a = Shared(default, "a");
        var draws = Draw("z", 7);
        var loop = Loop.Build(7, false, [a, Constant.Of(3, [1, 2, 3]), Constant.Of(0)], [draws.Node], (n, carry, row) =>
        {
            var (s, v, t) = (carry[0].AsReal(), carry[1].AsReal(), carry[2].AsReal());
            var next = s + 0.1 * Sin(s) * row[0].AsReal() + 0.01 * n.AsReal();
            // The carries change places through each other, so that hand-over in the wrong order would be seen.
            var moved = Concat(0, Reshape(v[1] * a.AsReal(), 1), Reshape(next, 1), Reshape(v[0], 1));
            return ([next.Node, moved.Node, v[2].Node], [(next * t).Node, (v * s).Node]);
        });
        Node[] items = [.. Enumerable.Range(0, 8).Select(i => Item.Of(loop, i))];
        var total = Sum(items[1].AsReal()) + items[2].AsReal() * items[0].AsReal() + Sum(items[3].AsReal()) + Sum(items[4].AsReal() * items[4].AsReal());
        var gradient = Reverse.Gradient(total.Node, a)[0]!;
        var second = Reverse.Gradient(gradient, a)[0]!;
        Agree(new Graph([a], Simplifier.Simplify([total.Node, gradient, second, .. items])), [Of(0.8)]);
    }

    [Fact]
    public void Carries_that_change_places()
    {
        var z = Draw("z");
        var loop = Loop.Build(5, false, [z.Node, Constant.Of(1), Constant.Of(2), Shared(2, "v")], [], (_, carry, _) =>
            ([carry[1], carry[2], (carry[0].AsReal() * 1.5).Node, Concat(0, Reshape(carry[3].AsReal()[1], 1), Reshape(carry[0].AsReal(), 1)).Node], []));
        var graph = new Graph([loop.Inputs[3].Op is Parameter ? loop.Inputs[3] : loop.Inputs[3].Inputs[0]], [.. Enumerable.Range(0, 4).Select(i => Item.Of(loop, i))]);
        Agree(graph, [Of(4, 5)]);
    }

    [Fact]
    public void Nested_loops()
    {
        var a = Shared(default, "a");
        var outer = Loop.Build(3, false, [a], [], (i, carry, _) =>
        {
            var z = TraceFrame.Draw("inner", DrawKind.Normal, default, false, Place.Nowhere).AsReal();
            var inner = Loop.Build(4, true, [carry[0]], [], (j, c, _) =>
            {
                var own = TraceFrame.Draw("own", DrawKind.Uniform, 2, false, Place.Nowhere).AsReal();
                return ([(c[0].AsReal() + 0.05 * Cos(c[0].AsReal() * a.AsReal()) * (i.AsReal() + j.AsReal()) + 0.1 * z * own[1]).Node], [(c[0].AsReal() * own).Node]);
            });
            return ([Item.Of(inner, 0)], [Item.Of(inner, 1)]);
        });
        var total = Item.Of(outer, 0).AsReal() + Sum(Item.Of(outer, 1).AsReal());
        var gradient = Reverse.Gradient(total.Node, a)[0]!;
        Agree(new Graph([a], Simplifier.Simplify([total.Node, gradient])), [Of(0.8)]);
    }

    record Law(Real Mu, Real Sigma);

    // Scalars, conditions, arrays and views of both are made in one method and read in a later one, and a loop stands between.
    [Theory, InlineData(false), InlineData(true)]
    public void A_large_program_goes_on_in_other_methods(bool withArrays)
    {
        var a = Shared(default, "a").AsReal();
        Real z = Draw("z"), x = a * z, early = Exp(x), row = withArrays ? Draw("w", 3) : z, sum = 0;
        var isEarly = z > 0.3;
        Real view = Reshape(early, 1), product = x;
        for (int n = 0; n < (withArrays ? 60 : 150); n++)
        {
            x = Where(isEarly, Sin(x + 0.01 * n), Cos(x) * early) + 0.1 * z;
            if (withArrays && n % 10 == 0) row = Tanh(row * Concat(0, Reshape(x, 1), view, Reshape(early, 1)));
            sum += x * product;
            if (n % 50 == 0) product = x;
        }
        sum = Repeated(sum, early);
        var result = (sum + Where(isEarly, early, 1) + Sum(row)).Node;
        var gradient = Reverse.Gradient(result, [a.Node]);
        Agree(new Graph([a.Node], Simplifier.Simplify([result, gradient[0]!])), [Of(0.7)], 1e-9);

        static Real Repeated(Real start, Real captured) => Item.Of(Loop.Build(3, false, [start.Node], [], (n, carry, _) => ([(0.5 * carry[0].AsReal() + captured).Node], [])), 0).AsReal();
    }

    [Fact]
    public void Estimates_have_the_same_bits_by_kernel_and_fallback_on_any_threads()
    {
        var program = Expectation.Of((Law p, Noise noise) => Exp(-Max(p.Mu + p.Sigma * noise.Normal(), 0)) * noise.Shared.Normal());
        Estimate<Law> Of(EstimationOptions options) => program.ValueAndGradient(new(0.3, 0.8), options with { Paths = 10_007, Seed = 9 });
        var first = Of(new());
        foreach (var options in new[]
        {
            new EstimationOptions { Threads = 1 }, new() { Threads = 3 }, new() { VectorBits = 128 }, new() { VectorBits = 256 }, new() { Executor = Executor.Interpreted },
        })
        {
            var other = Of(options);
            Assert.Equal(first.Value, other.Value);
            Assert.Equal(first.StandardError, other.StandardError);
            Assert.Equal((double)first.Gradient.Sigma, (double)other.Gradient.Sigma);
            Assert.Equal((double)first.GradientStandardError.Mu, (double)other.GradientStandardError.Mu);
        }
    }

    [Fact]
    public void A_value_has_the_same_bits_with_and_without_gradients_and_in_a_replay()
    {
        var program = Expectation.Of((Law p, Noise noise) =>
        {
            var x = p.Mu + p.Sigma * noise.Normal() * Exp(p.Mu * noise.Uniform());
            return x * x * p.Sigma - Sin(x) * 0.3 + Max(x, p.Mu) * x;
        });
        var at = new Law(0.3, 0.8);
        Assert.Equal(program.Value(at, 5000, seed: 2).Value, program.ValueAndGradient(at, 5000, seed: 2).Value);

        var (value, gradient) = (program.Value(at, 1, seed: 2).Value, program.ValueAndGradient(at, 1, seed: 2).Gradient);
        var replay = program.Replay(at, 0, seed: 2);
        Assert.Equal(value, replay.Result);
        Assert.Equal((double)gradient.Mu, replay.Derivatives[0].Values[0]);
        Assert.Equal((double)gradient.Sigma, replay.Derivatives[1].Values[0]);
    }

    /// <summary>A matrix of parameters that lie one after another, as it is and transposed, in single precision, beside the same from doubles.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 21)]
    [InlineData(4, 4)]
    [InlineData(37, 22)]
    [InlineData(48, 16)]
    public void Weights_are_the_same_from_either_precision(int rows, int columns)
    {
        Node w = Shared(new Shape(rows, columns), "w");
        var graph = new Graph([w], Simplifier.Simplify([MatMul(Transpose(w.AsReal()), Draw("x", new Shape(rows, 1))).Node, MatMul(w.AsReal(), Draw("y", new Shape(columns, 1))).Node]));
        var compiled = new CompiledGraph(graph, Precision.F32);
        float[] numbers = [.. Enumerable.Range(0, rows * columns).Select(i => MathF.Sin(i + 1))];
        var inputs = new Inputs([new Value([.. numbers.Select(x => (double)x)], numbers.Length, 1, perPath: false)], DataRows.None, new CounterSource(5), 0);
        Assert.Equal(Of(values => values.Fill(inputs)), Of(values =>
        {
            values.Compute(inputs);
            values.Copy(numbers, [0], 0, 1);
        }));

        double[] Of(Action<SharedValues> fill)
        {
            using var values = compiled.SharedValues()!;
            fill(values);
            using var runner = compiled.PathsRunner(inputs, values);
            var results = new double[(rows + columns) * 33];
            runner.Run(0, 33, results);
            return results;
        }
    }
}
