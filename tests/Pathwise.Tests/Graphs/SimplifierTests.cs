using Pathwise.Derivatives;
using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Tests.Graphs;

/// <summary>What simplification makes of small programs, as text.</summary>
public class SimplifierTests
{
    static Real Variable(string name, bool perPath = false) => Node.Leaf(new Parameter(Shape.Scalar, name), perPath, Place.Nowhere).AsReal();

    static readonly Real s_x = Variable("x"), s_y = Variable("y"), s_row = Variable("row", perPath: true);

    static string Text(params Real[] values) =>
        Printer.Print(new Graph([s_x.Node, s_y.Node, s_row.Node], Simplifier.Simplify([.. values.Select(value => value.Node)]))).Trim();

    /// <summary>The expression that a text of one line a node spells out.</summary>
    static string Expression(Real value)
    {
        string[] lines = Text(value).Split('\n');
        var known = new Dictionary<string, string>();
        string Spelt(string text) => known.OrderByDescending(k => k.Key.Length).Aggregate(text, (t, k) => t.Replace(k.Key, k.Value));
        foreach (string line in lines[..^1])
        {
            string[] parts = line.Split(" = ", 2);
            known[parts[0].Split(':')[0]] = parts[1].StartsWith("parameter{") ? parts[1]["parameter{".Length..^1] : Spelt(parts[1]);
        }
        return Spelt(lines[^1]["return ".Length..]);
    }

    public static TheoryData<string, Func<Real, Real, Real>> Rules => new()
    {
        { "add(x, y)", (x, y) => x * 1 + 0 - (-y) },
        { "sub(x, y)", (x, y) => x + (-y) },
        { "sub(y, x)", (x, y) => -(x - y) },
        { "mul(x, y)", (x, y) => -x * -y },
        { "neg(x)", (x, y) => -1 * x },
        { "neg(x)", (x, y) => x / -1 },
        { "x", (x, y) => x / 1 + 0 },
        { "mul(0, x)", (x, y) => 0 * x }, // NaN where x is not finite: that must be seen
        { "mul(x, 0.25)", (x, y) => x / 4 }, // exact
        { "div(x, 3)", (x, y) => x / 3 }, // would not be
        { "add(6, x)", (x, y) => 2.0 * (Real)3.0 + x },
        { "mul(exp(2), x)", (x, y) => Exp(2.0) * x }, // exp is not exactly rounded, hence not folded
        { "mul(x, x)", (x, y) => Pow(x, 2) },
        { "mul(mul(x, x), x)", (x, y) => Pow(x, 3) },
        { "div(1, x)", (x, y) => Pow(x, -1) },
        { "sqrt(x)", (x, y) => Pow(x, 0.5) },
        { "1", (x, y) => Pow(x, 0) },
        { "pow(x, y)", Pow },
        { "x", (x, y) => Max(x, x) },
        { "y", (x, y) => Where((Real)1 < 0, x, y) },
        { "x", (x, y) => Where(y > 0, x, x) },
        { "where(less(x, y), x, y)", (x, y) => Where(!!(x < y), x, y) },
        { "x", (x, y) => Sum(x) },
        { "sum{0}(concat{axis 0}(reshape{[1]}(x), reshape{[1]}(y)))", (x, y) => Sum(Reshape(Reshape(Stack(x, y), new(2, 1)), 2)) },
        { "mul(sin(add(x, y)), sin(add(x, y)))", (x, y) => Sin(x + y) * Sin(x + y) },
    };

    [Theory]
    [MemberData(nameof(Rules), DisableDiscoveryEnumeration = true)]
    public void Rules_give(string expected, Func<Real, Real, Real> f) => Assert.Equal(expected, Expression(f(s_x, s_y)));

    [Fact]
    public void Equal_values_are_one_node() => Assert.Equal("""
        %1 = parameter{x}
        %2 = parameter{y}
        %3 = add(%1, %2)
        %4 = sin(%3)
        %5 = mul(%4, %4)
        return %5
        """, Text(Sin(s_x + s_y) * Sin(s_x + s_y)));

    [Fact]
    public void Loops_keep_what_is_read_and_capture_a_value_once()
    {
        var loop = Loop.Build(3, false, [s_x.Node, s_y.Node], [], (_, carry, _) =>
        {
            Real a = carry[0].AsReal(), b = carry[1].AsReal();
            return ([(a * (2 * s_y) + Sin(2 * s_y + a)).Node, (a + b).Node], [(a * b).Node]);
        });
        Assert.Equal("""
            %1 = parameter{x}
            %2 = parameter{y}
            %3 = mul(2, %2)
            %4 = loop{3 steps}(%1, %3)
                (step, carry0, captured0) =>
                %4.1 = parameter{carry0}
                %4.2 = parameter{captured0}
                %4.3 = mul(%4.1, %4.2)
                %4.4 = add(%4.2, %4.1)
                %4.5 = sin(%4.4)
                %4.6 = add(%4.3, %4.5)
                return %4.6
            %5 = item{0}(%4)
            return %5
            """, Text(Item.Of(loop, 0).AsReal()));
    }

    [Fact]
    public void Shared_values_meet_per_path_ones_by_an_explicit_broadcast() => Assert.Equal("""
        %1 = parameter{x}
        %2 = parameter{row}
        %3 = exp(%1)
        %4 = to_paths(%3)
        %5 = mul(%4, %2)
        %6 = add(%5, 1)
        return %6
        """, Text(Exp(s_x) * s_row + 1));

    [Fact]
    public void A_path_and_its_functional_become_one_loop()
    {
        var path = Loop.Build(4, false, [s_x.Node], [], (_, carry, _) =>
        {
            var next = carry[0].AsReal() * s_y;
            return ([next.Node], [next.Node]);
        });
        var sum = Loop.Build(4, false, [Constant.Of(0)], [Item.Of(path, 1)], (_, carry, row) => ([(carry[0].AsReal() + row[0].AsReal()).Node], []));
        var fused = Simplifier.Simplify(LoopFusion.Fuse(Simplifier.Simplify(Item.Of(sum, 0))))[0];
        Assert.Equal("""
            %1 = parameter{x}
            %2 = parameter{y}
            %3 = loop{4 steps}(%1, 0, %2)
                (step, carry0, carry1, captured0) =>
                %3.1 = parameter{carry0}
                %3.2 = parameter{carry1}
                %3.3 = parameter{captured0}
                %3.4 = mul(%3.1, %3.3)
                %3.5 = add(%3.2, %3.4)
                return %3.4, %3.5
            %4 = item{1}(%3)
            return %4
            """, Printer.Print(new Graph([s_x.Node, s_y.Node], [fused])).Trim());
    }

    [Fact]
    public void The_gradient_of_a_call_selects_its_cotangent()
    {
        var gradient = Reverse.Gradient(Max(s_x * s_row - 1, 0).Node, s_x.Node)[0]!;
        Assert.Equal("where(less_equal(0, sub(mul(to_paths(x), row), 1)), row, 0)", Expression(gradient.AsReal()));
    }
}
