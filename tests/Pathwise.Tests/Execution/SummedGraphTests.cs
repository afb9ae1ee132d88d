using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Tests.Execution;

/// <summary>Gradients in matrices of weights that are summed over paths within the kernel: against the oracle's, which exist for each path.</summary>
public class SummedGraphTests
{
    static readonly Shape[] s_shapes = [new(11, 4), 11, new(3, 11), 3];

    static readonly Value[] s_values =
        [.. s_shapes.Select((shape, k) => new Value([.. Enumerable.Range(0, shape.Count).Select(i => 0.5 * Math.Sin(i + 7 * k + 1))], shape.Count, 1, false))];

    /// <summary>The result of a program of a two-layer network, with its gradient in the network's weights and biases.</summary>
    static Graph WithGradient(Func<Func<Real, Real>, Real[], Node> program)
    {
        Node[] parameters = [.. s_shapes.Select((shape, k) => Node.Leaf(new Parameter(shape, $"w{k}"), perPath: false))];
        Real[] w = [.. parameters.Select(p => p.AsReal())];
        var result = program(x => MatMul(w[2], Tanh(MatMul(w[0], x) + w[1])) + w[3], w);
        return new Graph(parameters, Simplifier.Simplify([result, .. Reverse.Gradient(result, parameters).Select((g, k) => g ?? Constant.Of(s_shapes[k], 0))]));
    }

    /// <summary>An Euler scheme whose drift is the network.</summary>
    static Graph NeuralSde() => WithGradient((network, _) =>
    {
        var noise = Node.Leaf(new Draw("z", DrawKind.Normal, new Shape(5, 3), false), perPath: true);
        var loop = Loop.Build(5, false, [Constant.Of(3, 0.1)], [noise], (index, carry, row) =>
        {
            var x = carry[0].AsReal();
            return ([(x + 0.1 * network(Concat(0, x, Reshape(0.1 * index.AsReal(), 1))) + 0.3 * row[0].AsReal()).Node], []);
        });
        return Sum(Item.Of(loop, 0).AsReal() * Item.Of(loop, 0).AsReal()).Node;
    });

    /// <summary>The network applied once to a batch of columns, scaled and read by rows.</summary>
    static Graph Batch() => WithGradient((network, w) =>
    {
        var x = Node.Leaf(new Draw("x", DrawKind.Normal, new Shape(4, 6), false), perPath: true).AsReal();
        var hidden = Tanh(2 * MatMul(w[0], x) + Reshape(w[1], new Shape(11, 1)));
        return Mean(Sin(MatMul(Transpose(hidden), Transpose(w[2])))).Node;
    });

    /// <summary>Weights that noise does not reach: a part of the gradient is the same on all paths, and all of that in the last.</summary>
    static Graph Penalty() => WithGradient((network, w) =>
        (Sum(Tanh(network(Node.Leaf(new Draw("x", DrawKind.Normal, 4, false), perPath: true).AsReal()))) + Sum(Exp(w[0])) + 0.3 * Sum(w[3])).Node);

    public static TheoryData<string> Programs => ["sde", "batch", "penalty"];

    static Graph Named(string name) => name switch { "sde" => NeuralSde(), "batch" => Batch(), _ => Penalty() };

    static double[] Sums(Graph graph, Executor executor, Precision precision, int bits, int paths)
    {
        var compiled = new CompiledGraph(graph, precision, executor, bits, keptOutputs: 1);
        Assert.Equal(executor == Executor.Simd, compiled.IsEmitted);
        using var runner = compiled.Runner(new Inputs(s_values, DataRows.None, new CounterSource(5), 0));
        double[] values = new double[paths], sums = new double[runner.Summed];
        runner.Run(3, paths, values, sums);
        return [.. values, .. sums];
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Products_are_summed_by_the_kernel(string name)
    {
        var summed = SummedGraph.Of(Named(name), 1)!;
        static int Count(Node[] order) => order.Sum(node => node.Op is Loop loop ? Count(loop.Body.Order) : node.Op is ProductOverPaths ? 1 : 0);
        Assert.Equal(2, Count(summed.Paths.Order));
        // No product of matrices of the path's own is left, for weights or for anything else.
        Assert.DoesNotContain(summed.Paths.Outputs[1..], output => output is { PerPath: true, Op: not ToPaths, Shape.Count: > 11 });
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Sums_are_the_oracles(string name)
    {
        foreach (int paths in new[] { 1, 16, 77 })
        {
            double[] expected = Sums(Named(name), Executor.Reference, Precision.F64, 0, paths), actual = Sums(Named(name), Executor.Simd, Precision.F64, 0, paths);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12 * Math.Max(1, paths));
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Bits_are_the_same_at_every_width_and_without_a_kernel(string name)
    {
        foreach (var precision in new[] { Precision.F64, Precision.F32 })
        {
            double[] interpreted = Sums(Named(name), Executor.Interpreted, precision, 0, 77);
            foreach (int bits in new[] { 128, 256, 512 })
                Assert.Equal(interpreted.Select(BitConverter.DoubleToInt64Bits), Sums(Named(name), Executor.Simd, precision, bits, 77).Select(BitConverter.DoubleToInt64Bits));
        }
    }

    /// <summary>Sizes beside those of blocks: rows that are left over, columns that are less than a row or more, inner dimensions of more than one block; tiles of more than one group.</summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 300, 1)]
    [InlineData(5, 17, 3)]
    [InlineData(7, 129, 2)]
    [InlineData(8, 128, 1)]
    [InlineData(9, 33, 1)]
    [InlineData(27, 260, 1)]
    [InlineData(40, 48, 2)]
    [InlineData(11, 1100, 1)]
    public void Products_of_any_size_have_the_interpreters_bits(int m, int k, int n)
    {
        Node w = Node.Leaf(new Parameter(new Shape(m, k), "w"), perPath: false), v = Node.Leaf(new Parameter(new Shape(k, m), "v"), perPath: false);
        Real x = Node.Leaf(new Draw("x", DrawKind.Normal, new Shape(k, n), false), perPath: true).AsReal(), y = Node.Leaf(new Draw("y", DrawKind.Normal, new Shape(n, k), false), perPath: true).AsReal();
        var result = (Sum(Sin(MatMul(w.AsReal(), x))) + Sum(Cos(MatMul(y, v.AsReal())))).Node;
        var graph = new Graph([w, v], Simplifier.Simplify([result, .. Reverse.Gradient(result, [w, v]).Select(g => g!)]));
        Value[] values = [.. new[] { w, v }.Select((p, j) => new Value([.. Enumerable.Range(0, m * k).Select(i => 0.1 * Math.Sin(i + 7 * j + 1))], m * k, 1, false))];
        foreach (var precision in new[] { Precision.F64, Precision.F32 })
            foreach (int paths in new[] { 1, 77, 170 })
                Assert.Equal(Run(Executor.Interpreted, precision, paths).Select(BitConverter.DoubleToInt64Bits), Run(Executor.Simd, precision, paths).Select(BitConverter.DoubleToInt64Bits));

        double[] Run(Executor executor, Precision precision, int paths)
        {
            using var runner = new CompiledGraph(graph, precision, executor, keptOutputs: 1).Runner(new Inputs(values, DataRows.None, new CounterSource(5), 0));
            double[] kept = new double[paths], sums = new double[runner.Summed];
            runner.Run(3, paths, kept, sums);
            return [.. kept, .. sums];
        }
    }

    /// <summary>Where a carry is read by more than the sum, nothing is taken from it.</summary>
    [Theory]
    [InlineData(0), InlineData(1), InlineData(7), InlineData(8), InlineData(21), InlineData(64)]
    public void Lanes_are_added_in_the_order_of_paths(int count)
    {
        double[] numbers = [.. Enumerable.Range(0, count).Select(i => Math.Sin(i + 1) / 3)], lanes = [.. Enumerable.Range(0, SumLanes.Count).Select(i => 0.1 * i)];
        double[] plain = [.. lanes], squares = [.. lanes], expected = [.. lanes], expectedSquares = [.. lanes];
        for (int i = 0; i < count; i++)
        {
            expected[i % SumLanes.Count] += numbers[i];
            expectedSquares[i % SumLanes.Count] += (numbers[i] - 0.2) * (numbers[i] - 0.2);
        }
        SumLanes.Add(numbers, plain);
        SumLanes.AddSquares(numbers, 0.2, squares);
        Assert.Equal(expected, plain);
        Assert.Equal(expectedSquares, squares);
    }

    [Fact]
    public void A_sum_that_is_also_a_value_stays_on_the_paths()
    {
        var graph = NeuralSde();
        var gradient = graph.Outputs[1];
        var read = new Graph(graph.Parameters, [Sum(gradient.AsReal() * gradient.AsReal()).Node, gradient]);
        Assert.Null(SummedGraph.Of(read, 1));
    }

    /// <summary>A sum of products that is wanted over paths and is also, on each path, a factor of another product.</summary>
    [Fact]
    public void A_sum_that_is_also_a_factor_stays_on_the_paths_too()
    {
        var noise = Node.Leaf(new Draw("a", DrawKind.Normal, new Shape(4, 9, 9), false), perPath: true);
        var loop = Loop.Build(4, false, [Constant.Of(new Shape(9, 9), 0)], [noise], (_, carry, row) =>
        {
            Real a = row[0].AsReal();
            return ([(carry[0].AsReal() + MatMul(a, Transpose(Sin(a)))).Node], []);
        });
        Real sum = Item.Of(loop, 0).AsReal(), last = Slice(noise.AsReal(), 0, 3, 1)[0];
        var graph = new Graph([], Simplifier.Simplify(Sum(last).Node, (0.5 * sum).Node, MatMul(sum, last).Node));
        Assert.NotNull(SummedGraph.Of(graph, 1));
        double[] expected = Run(Executor.Reference), actual = Run(Executor.Simd);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-10);

        double[] Run(Executor executor)
        {
            using var runner = new CompiledGraph(graph, Precision.F64, executor, keptOutputs: 1).Runner(new Inputs([], DataRows.None, new CounterSource(5), 0));
            double[] values = new double[20], sums = new double[runner.Summed];
            runner.Run(0, 20, values, sums);
            return [.. values, .. sums];
        }
    }

    /// <summary>Doubling again and again: a graph of sixty nodes whose tree has 2⁶⁰.</summary>
    [Fact]
    public void Shared_terms_are_split_once()
    {
        Real a = Node.Leaf(new Draw("a", DrawKind.Normal, new Shape(9, 9), false), perPath: true).AsReal(), sum = MatMul(a, Transpose(a)) * 0.5;
        for (int i = 0; i < 60; i++) sum = (sum + sum) * 0.5;
        var summed = SummedGraph.Of(new Graph([], Simplifier.Simplify(Sum(a).Node, sum.Node)), 1)!;
        Assert.Single(summed.Paths.Outputs[1..]);
    }
}
