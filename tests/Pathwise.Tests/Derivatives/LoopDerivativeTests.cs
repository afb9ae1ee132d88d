using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Tests.Derivatives;

public class LoopDerivativeTests
{
    static Node Variable(string name) => Node.Leaf(new Parameter(Shape.Scalar, name), perPath: false);

    static double Evaluate(Node node, params (Node, double)[] at) =>
        new Interpreter(new Graph([.. at.Select(p => p.Item1)], Simplifier.Simplify(node))).Run([.. at.Select(p => new Value([p.Item2], 1, 1, perPath: false))], 1)[0].Data[0];

    /// <summary>x ← x + h·a·x·sin x, ten times: a loop with a captured value and a nonlinear carry.</summary>
    static Node Nonlinear(Node x0, Node a)
    {
        var loop = Loop.Build(10, false, [x0], [], (index, carry, _) =>
        {
            var x = carry[0].AsReal();
            return ([(x + 0.1 * a.AsReal() * x * Sin(x) + 0.01 * index.AsReal()).Node], []);
        });
        return Item.Of(loop, 0);
    }

    static double Plain(double x, double a)
    {
        for (int n = 0; n < 10; n++) x += 0.1 * a * x * Math.Sin(x) + 0.01 * n;
        return x;
    }

    [Fact]
    public void Value_of_a_loop()
    {
        Node x = Variable("x"), a = Variable("a");
        Assert.Equal(Plain(0.7, 1.3), Evaluate(Nonlinear(x, a), (x, 0.7), (a, 1.3)), 13);
    }

    [Fact]
    public void Reverse_forward_and_differences_agree_to_third_order()
    {
        Node x = Variable("x"), a = Variable("a");
        var y = Nonlinear(x, a);
        (Node, double)[] at = [(x, 0.7), (a, 1.3)];
        foreach (var (v, shift) in new[] { (x, (1.0, 0.0)), (a, (0.0, 1.0)) })
        {
            var first = Reverse.Gradient(y, v)[0]!;
            var second = Reverse.Gradient(first, v)[0]!;
            var third = Reverse.Gradient(second, v)[0]!;
            var forward1 = Forward.Pushforward([y], [v], [Constant.Of(1)])[0]!;
            var forward2 = Forward.Pushforward([forward1], [v], [Constant.Of(1)])[0]!;
            var mixed2 = Forward.Pushforward([first], [v], [Constant.Of(1)])[0]!;
            var mixed3 = Reverse.Gradient(forward2, v)[0]!;

            double F(double h) => Plain(0.7 + h * shift.Item1, 1.3 + h * shift.Item2);
            Assert.Equal(Differences.First(F), Evaluate(first, at), 10);
            Assert.Equal(Evaluate(first, at), Evaluate(forward1, at), 12);
            Assert.Equal(Differences.Second(F), Evaluate(second, at), 7);
            Assert.Equal(Evaluate(second, at), Evaluate(forward2, at), 11);
            Assert.Equal(Evaluate(second, at), Evaluate(mixed2, at), 11);
            Assert.Equal(Differences.Third(F), Evaluate(third, at), 4);
            Assert.Equal(Evaluate(third, at), Evaluate(mixed3, at), 9);
        }
    }

    [Fact]
    public void Collected_and_scanned_arrays_are_differentiated()
    {
        var x = Node.Leaf(new Parameter(5, "x"), perPath: false);
        // Running products: yₙ = Π_{i≤n} xᵢ; the result Σ n·yₙ² reads every row.
        var loop = Loop.Build(5, false, [Constant.Of(1)], [x], (_, carry, row) =>
        {
            var next = carry[0].AsReal() * row[0].AsReal();
            return ([next.Node], [next.Node]);
        });
        var y = Item.Of(loop, 1).AsReal();
        var result = Sum(y * y * new double[] { 1, 2, 3, 4, 5 }).Node;
        double[] at = [1.1, 0.8, -1.2, 0.9, 1.5];

        double Plain(double[] v)
        {
            double product = 1, sum = 0;
            for (int n = 0; n < 5; n++)
            {
                product *= v[n];
                sum += (n + 1) * product * product;
            }
            return sum;
        }

        var gradient = Reverse.Gradient(result, x)[0]!;
        var hessian = Reverse.Gradient(Sum(gradient.AsReal()).Node, x)[0]!; // row sums
        var simplified = Simplifier.Simplify(result, gradient, hessian);
        var graph = new Graph([x], simplified);
        var values = new Interpreter(graph).Run([new Value(at, 5, 1, false)], 1);
        Assert.Equal(Plain(at), values[0].Data[0], 12);
        double[] expected = [.. values[2].Data];
        double[] slopes = [.. values[1].Data];
        for (int i = 0; i < 5; i++)
        {
            double Shifted(double h) => Plain([.. at.Select((v, k) => k == i ? v + h : v)]);
            Assert.Equal(Differences.First(Shifted), slopes[i], 8);
            double Gradient(double h)
            {
                var moved = at.Select(v => v + h).ToArray();
                return new Interpreter(graph).Run([new Value(moved, 5, 1, false)], 1)[1].Data[i];
            }
            Assert.Equal(Differences.First(Gradient), expected[i], 8);
        }
    }

    [Fact]
    public void Nested_loops_are_differentiated()
    {
        Node x = Variable("x");
        var outer = Loop.Build(3, false, [x], [], (i, carry, _) =>
        {
            var inner = Loop.Build(4, false, [carry[0]], [], (j, c, _) =>
                ([(c[0].AsReal() + 0.05 * Cos(c[0].AsReal() * x.AsReal()) * (i.AsReal() + j.AsReal())).Node], []));
            return ([Item.Of(inner, 0)], []);
        });
        var y = Item.Of(outer, 0);

        double Plain(double v)
        {
            double c = v;
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 4; j++) c += 0.05 * Math.Cos(c * v) * (i + j);
            return c;
        }

        Assert.Equal(Plain(0.8), Evaluate(y, (x, 0.8)), 13);
        var first = Reverse.Gradient(y, x)[0]!;
        Assert.Equal(Differences.First(h => Plain(0.8 + h)), Evaluate(first, (x, 0.8)), 10);
        var second = Reverse.Gradient(first, x)[0]!;
        Assert.Equal(Differences.Second(h => Plain(0.8 + h)), Evaluate(second, (x, 0.8)), 7);
        var forward = Forward.Pushforward([y], [x], [Constant.Of(1)])[0]!;
        Assert.Equal(Evaluate(first, (x, 0.8)), Evaluate(forward, (x, 0.8)), 12);
    }

    /// <summary>x ← x + a sin y, y ← y + a cos x, in turn; the inverse is y ← y − a cos x, x ← x − a sin y, or one that needs y for x without need.</summary>
    static Node InTurn(Node x0, Node a, bool taken, bool needsBoth = false, int wanted = 0)
    {
        var loop = Loop.Build(6, false, [x0, Constant.Of(0.4)], [], (_, carry, _) =>
        {
            Real x = carry[0].AsReal(), y = carry[1].AsReal(), b = a.AsReal();
            Real nextX = needsBoth ? x + b : x + b * Sin(y), nextY = y + b * Cos(nextX), before = y - b * Cos(x);
            return ([nextX.Node, nextY.Node], [], taken ? [(needsBoth ? x - b * Exp(y - y) : x - b * Sin(before)).Node, before.Node] : []);
        });
        return Item.Of(loop, wanted);
    }

    static bool ReadsHistory(params Node[] nodes) => Graph.OrderOf(Simplifier.Simplify(nodes)).Any(node => node.Op is Item item && item.Index >= ((Loop)node.Inputs[0].Op).HistoryStart);

    [Fact]
    public void Loops_that_are_taken_back_read_no_histories()
    {
        Node x = Variable("x"), a = Variable("a");
        (Node, double)[] at = [(x, 0.7), (a, 0.3)];
        Node[] Gradients(bool taken) => [.. Reverse.Gradient(Simplifier.Simplify(InTurn(x, a, taken))[0], x, a).Select(g => g!)];
        Node[] kept = Gradients(taken: false), made = Gradients(taken: true);
        Assert.True(ReadsHistory(kept));
        Assert.False(ReadsHistory(made));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(Evaluate(kept[i], at), Evaluate(made[i], at), 13);
            Node second = Reverse.Gradient(made[i], a)[0]!, forward = Forward.Pushforward([made[i]], [a], [Constant.Of(1)])[0]!;
            Assert.Equal(Evaluate(Reverse.Gradient(kept[i], a)[0]!, at), Evaluate(second, at), 12);
            Assert.Equal(Evaluate(second, at), Evaluate(forward, at), 12);
        }
    }

    /// <summary>Only x is read, which does not need y, but its inverse would.</summary>
    [Fact]
    public void An_inverse_that_needs_what_is_dropped_is_dropped()
    {
        Node x = Variable("x"), a = Variable("a");
        Loop Kept(int wanted) => (Loop)Simplifier.Simplify(InTurn(x, a, taken: true, needsBoth: true, wanted))[0].Inputs[0].Op;
        Assert.Equal(2, Kept(wanted: 1).Inverted);
        Assert.Equal(1, Kept(wanted: 0).Carries);
        Assert.Null(Kept(wanted: 0).Inverse);
    }
}
