using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Tests.Execution;

/// <summary>What forward loops save for backward loops: dear values, and never another bit of a result.</summary>
public class LoopTapeTests
{
    /// <summary>x ← step(x, z) for ten steps from x₀, the final x summed, with its gradient in x₀ and w.</summary>
    static Graph WithGradient(Func<Real, Real, Real, Real> step)
    {
        var x0 = Node.Leaf(new Parameter(8, "x"), perPath: false);
        var w = Node.Leaf(new Parameter(new Shape(8, 8), "w"), perPath: false);
        var noise = Node.Leaf(new Draw("z", DrawKind.Normal, 10, false), perPath: true);
        var loop = Loop.Build(10, false, [x0], [noise], (_, carry, row) => ([step(carry[0].AsReal(), w.AsReal(), row[0].AsReal()).Node], []));
        var result = Sum(Item.Of(loop, 0).AsReal() * 1.5).Node;
        Node?[] gradient = Reverse.Gradient(result, x0, w);
        return new Graph([x0, w], Simplifier.Simplify(result, gradient[0]!, gradient[1]!));
    }

    static Loop Backward(Node[] outputs) => Graph.OrderOf(outputs).Select(node => node.Op).OfType<Loop>().Single(loop => loop.Backward);

    static int Count<T>(Node[] outputs) where T : Op => Backward(outputs).Body.Order.Count(node => node.Op is T);

    static long[] Bits(Graph graph, Node[] outputs)
    {
        Value[] values = [new([.. Enumerable.Range(1, 8).Select(i => 0.1 * i)], 8, 1, false), new([.. Enumerable.Range(0, 64).Select(i => 0.4 * Math.Sin(i))], 64, 1, false)];
        using var runner = new PathRunner(new Graph(graph.Parameters, outputs), new Inputs(values, DataRows.None, new CounterSource(3), 0), Precision.F64, outputs.Length);
        double[] results = new double[runner.Kept * 20];
        runner.Run(0, 20, results);
        return [.. results.Select(BitConverter.DoubleToInt64Bits)];
    }

    [Fact]
    public void A_product_of_matrices_and_a_root_are_saved()
    {
        var graph = WithGradient((x, w, z) => Sqrt(2 + Sin(MatMul(w, x) + z)));
        var saved = Simplifier.Simplify(LoopTape.Save(graph.Outputs));
        Assert.Equal((3, 1), (Count<MatrixMultiply>(graph.Outputs), Count<Unary<SquareRoot>>(graph.Outputs)));
        Assert.Equal((2, 0), (Count<MatrixMultiply>(saved), Count<Unary<SquareRoot>>(saved)));
        Assert.Equal(Bits(graph, graph.Outputs), Bits(graph, saved));
    }

    [Fact]
    public void What_is_cheap_is_computed_again()
    {
        var graph = WithGradient((x, w, z) => x * (1 + 0.1 * z) + Sum(w) * x * x);
        Assert.Equal(graph.Outputs, LoopTape.Save(graph.Outputs));
    }

    /// <summary>An inner loop within each step: the pair inside the outer backward body is treated too.</summary>
    [Fact]
    public void Loops_within_loops_keep_their_bits()
    {
        var graph = WithGradient((x, w, z) =>
        {
            var inner = Loop.Build(4, false, [x.Node], [], (_, carry, _) => ([Sqrt(2 + Sin(MatMul(w, carry[0].AsReal()) * z)).Node], []));
            return Item.Of(inner, 0).AsReal() + 0.1 * x;
        });
        var saved = Simplifier.Simplify(LoopTape.Save(graph.Outputs));
        Assert.NotEqual(graph.Outputs, saved);
        Verifier.Check(new Graph(graph.Parameters, saved));
        Assert.Equal(Bits(graph, graph.Outputs), Bits(graph, saved));
    }
}
