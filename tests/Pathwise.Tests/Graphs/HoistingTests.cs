using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Tests.Graphs;

/// <summary>What no step of a loop changes.</summary>
public class HoistingTests
{
    static readonly Node s_rate = Node.Leaf(new Parameter(default, "r"), perPath: false, Place.Nowhere, "r");
    static readonly Node s_start = Node.Leaf(new Parameter(default, "x"), perPath: true, Place.Nowhere, "x");

    /// <summary>x ← x·(1 + r/4), three times; written so that the factor is in the body.</summary>
    static Node Growth()
    {
        var loop = Loop.Build(3, false, [s_start], [], (_, carry, _) => ([(carry[0].AsReal() + s_rate.AsReal() * carry[0].AsReal() * 0.25).Node], []));
        return Item.Of(loop, 0);
    }

    static Loop LoopOf(Node value) => Graph.OrderOf(value).Select(node => node.Op).OfType<Loop>().Single();

    [Fact]
    public void It_is_computed_before_the_loop()
    {
        var factored = Factoring.Factor(Growth());
        Assert.Contains(LoopOf(factored[0]).Body.Order, node => node.Op is Binary<Add>);
        var hoisted = Simplifier.Simplify(Hoisting.Hoist(factored))[0];
        Assert.All(LoopOf(hoisted).Body.Order, node => Assert.True(node.Op is Leaf or ToPaths or Binary<Multiply>));
        Assert.Single(Graph.OrderOf(hoisted), node => node.Op is Binary<Add>);
    }

    [Fact]
    public void A_loop_that_changes_everything_stays_the_same_node()
    {
        var loop = Item.Of(Loop.Build(3, false, [s_start], [], (_, carry, _) => ([Exp(carry[0].AsReal()).Node], [])), 0);
        Assert.Same(loop, Hoisting.Hoist(loop)[0]);
    }

    /// <summary>From a loop within a loop a value goes out of both.</summary>
    [Fact]
    public void It_leaves_nested_loops()
    {
        var outer = Loop.Build(2, false, [s_start], [], (_, carry, _) =>
        {
            var inner = Loop.Build(2, false, [carry[0]], [], (_, within, _) => ([(within[0].AsReal() + s_rate.AsReal() * within[0].AsReal() * 0.25).Node], []));
            return ([Item.Of(inner, 0)], []);
        });
        var hoisted = Simplifier.Simplify(Hoisting.Hoist(Factoring.Factor(Item.Of(outer, 0))))[0];
        Assert.Single(Graph.OrderOf(hoisted), node => node.Op is Binary<Add>);
        Assert.DoesNotContain(LoopOf(hoisted).Body.Order, node => node.Op is Binary<Add>);
    }

    /// <summary>The derivative in what was hoisted: of x·(1 + r/4)³ in r, ¾·x·(1 + r/4)².</summary>
    [Fact]
    public void Derivatives_go_through_what_was_hoisted()
    {
        var rate = Node.Leaf(new Parameter(default, "r"), perPath: false, Place.Nowhere, "r");
        var draw = Node.Leaf(new Draw("#0", DrawKind.Normal, default, Shared: false), perPath: true, Place.Nowhere);
        var loop = Loop.Build(3, false, [draw], [], (_, carry, _) => ([(carry[0].AsReal() + rate.AsReal() * carry[0].AsReal() * 0.25).Node], []));
        var program = new StochasticProgram("value", Item.Of(loop, 0), [new ProgramParameter("r", rate, [0.4])]);
        var graph = program.Gradient(program.Parameters, new EstimationOptions());
        using var runner = graph.Runner(program.InputsFor(new CounterSource(1), 0));
        double[] results = new double[2 * 8];
        runner.Run(0, 8, results);
        for (int path = 0; path < 8; path++)
        {
            double x = results[path] / Math.Pow(1.1, 3);
            Assert.Equal(0.75 * x * 1.1 * 1.1, results[8 + path], 1e-14 * Math.Abs(x));
        }
    }
}
