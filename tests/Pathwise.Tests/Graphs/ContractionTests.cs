using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Tests.Graphs;

/// <summary>Fused multiply-adds.</summary>
public class ContractionTests
{
    static readonly Real s_x = Node.Leaf(new Parameter(default, "x"), perPath: true, Place.Nowhere, "x").AsReal();
    static readonly Real s_y = Node.Leaf(new Parameter(default, "y"), perPath: true, Place.Nowhere, "y").AsReal();
    static readonly Real s_z = Node.Leaf(new Parameter(default, "z"), perPath: true, Place.Nowhere, "z").AsReal();

    static string Text(Real result) => Printer.Print(new Graph([s_x.Node, s_y.Node, s_z.Node], Contraction.Contract(result.Node))).Trim();

    [Fact]
    public void A_sum_with_a_product_is_one_operation() => Assert.Equal("""
        %1 = parameter{x}
        %2 = parameter{y}
        %3 = parameter{z}
        %4 = fma(%1, %2, %3)
        return %4
        """, Text(s_x * s_y + s_z));

    /// <summary>As cotangents of a value that is read twice come: s·f + b·f.</summary>
    [Fact]
    public void Products_by_the_same_factor_are_added_first() => Assert.Equal("""
        %1 = parameter{x}
        %2 = parameter{y}
        %3 = parameter{z}
        %4 = add(%1, %3)
        %5 = mul(%2, %4)
        return %5
        """, Text(s_x * s_y + s_z * s_y));

    /// <summary>S ← S·f and a running total of S: the product is made anyway, and the total waits for an addition alone.</summary>
    [Fact]
    public void A_product_that_a_step_ends_with_is_added_as_it_is()
    {
        var loop = Loop.Build(5, false, [s_x.Node, s_z.Node], [], (_, carry, _) =>
        {
            var next = carry[0].AsReal() * s_y;
            return ([next.Node, (carry[1].AsReal() + next).Node], []);
        });
        var contracted = Contraction.Contract(Item.Of(loop, 1))[0];
        var body = ((Loop)contracted.Inputs[0].Op).Body;
        Assert.IsType<Binary<Add>>(body.Outputs[1].Op);
        Assert.Same(body.Outputs[0], body.Outputs[1].Inputs[1]);
    }
}
