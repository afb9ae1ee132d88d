using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Tests.Graphs;

/// <summary>Common factors of sums of products.</summary>
public class FactoringTests
{
    static readonly Real s_shared = Node.Leaf(new Parameter(default, "p"), perPath: false, Place.Nowhere, "p").AsReal();
    static readonly Real s_x = Node.Leaf(new Parameter(default, "x"), perPath: true, Place.Nowhere, "x").AsReal();
    static readonly Real s_y = Node.Leaf(new Parameter(default, "y"), perPath: true, Place.Nowhere, "y").AsReal();

    static string Text(Real result) =>
        Printer.Print(new Graph([s_shared.Node, s_x.Node, s_y.Node], Simplifier.Simplify(Factoring.Factor(result.Node)))).Trim();

    /// <summary>S + r·S·h + σ·S·dW is S·(1 + r·h + σ·dW), and what all paths share is made once.</summary>
    [Fact]
    public void An_Euler_step_of_a_linear_equation_is_one_product() => Assert.Equal("""
        %1 = parameter{p}
        %2 = parameter{x}
        %3 = parameter{y}
        %4 = mul(%1, 0.5)
        %5 = add(1, %4)
        %6 = mul(2, %3)
        %7 = to_paths(%5)
        %8 = add(%7, %6)
        %9 = mul(%2, %8)
        return %9
        """, Text(s_x + s_shared * s_x * 0.5 + 2 * s_x * s_y));

    [Fact]
    public void A_difference_keeps_its_sign() => Assert.Equal("""
        %1 = parameter{x}
        %2 = parameter{y}
        %3 = exp(%1)
        %4 = sub(%2, %3)
        %5 = mul(%1, %4)
        return %5
        """, Text(s_x * s_y - Exp(s_x) * s_x));

    /// <summary>Neither shared factors nor values that have names are taken apart.</summary>
    [Fact]
    public void Only_unnamed_products_of_paths_values_are_factored()
    {
        Assert.Same((s_shared * s_x + s_shared * s_y).Node.Op, Factoring.Factor((s_shared * s_x + s_shared * s_y).Node)[0].Op);
        var named = s_x * s_y;
        named.Node.Name = "area";
        var sum = s_x + named;
        Assert.Same(sum.Node, Factoring.Factor(sum.Node)[0]);
    }

    /// <summary>σ·(√h·ε) is (σ·√h)·ε, also where √h·ε has a name.</summary>
    [Fact]
    public void Factors_that_all_paths_share_come_together()
    {
        var scaled = 0.5 * s_x;
        scaled.Node.Name = "dW";
        Assert.Equal("""
            %1 = parameter{p}
            %2 = parameter{x}
            %3 = mul(%1, 0.5)
            %4 = to_paths(%3)
            %5 = mul(%4, %2)
            return %5
            """, Text(s_shared * scaled));
    }

    [Fact]
    public void A_product_with_one_shared_factor_stays_as_it_is()
    {
        var product = s_shared * s_x * s_y;
        Assert.Same(product.Node, Factoring.Factor(product.Node)[0]);
    }

    /// <summary>x to the power of 2⁶⁰, by sixty squares.</summary>
    [Fact]
    public void Products_of_very_many_factors_take_no_longer()
    {
        var power = s_x;
        for (int i = 0; i < 60; i++) power *= power;
        Assert.Equal(61, Graph.OrderOf(Factoring.Factor((power + s_y).Node)).Count(node => node.Op is Binary<Multiply> or Binary<Add>));
    }
}
