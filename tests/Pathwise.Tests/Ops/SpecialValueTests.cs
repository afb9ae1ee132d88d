using Pathwise.Execution;
using Pathwise.Graphs;

namespace Pathwise.Tests.Ops;

/// <summary>Lowered functions at zeros of both signs, subnormal numbers, infinities, NaN, huge arguments and outside their domains.</summary>
public class SpecialValueTests
{
    const double Inf = double.PositiveInfinity, NaN = double.NaN;

    /// <summary>Function, argument, value: the same in both precisions.</summary>
    public static TheoryData<string, double, double> Values
    {
        get
        {
            var data = new TheoryData<string, double, double>();
            // An odd function with slope 1 keeps zeros and subnormal numbers.
            foreach (string name in new[] { "expm1", "log1p", "sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh" })
                foreach (double x in new[] { 0.0, -0.0, 1.401298464324817e-45, -2.802596928649634e-45, 1e-42f, 1.1754943508222875e-38, -1e-30f })
                    data.Add(name, x, x);
            foreach (string name in LoweredFunctions.OfOne.Keys) data.Add(name, NaN, NaN);
            (string, double, double)[] rows =
            [
                ("exp", 0, 1), ("exp", -0.0, 1), ("exp", Inf, Inf), ("exp", -Inf, 0), ("exp", 1e30, Inf), ("exp", -1e30, 0), ("exp", 1e-40, 1),
                ("expm1", Inf, Inf), ("expm1", -Inf, -1), ("expm1", 1e30, Inf), ("expm1", -1e30, -1),
                ("log", 0, -Inf), ("log", -0.0, -Inf), ("log", 1, 0), ("log", Inf, Inf),
                ("log", -1, NaN), ("log", -Inf, NaN), ("log", -1e-45, NaN),
                ("log1p", -1, -Inf), ("log1p", -1.5, NaN), ("log1p", Inf, Inf), ("log1p", -Inf, NaN),
                ("sigmoid", 0, 0.5), ("sigmoid", Inf, 1), ("sigmoid", -Inf, 0), ("sigmoid", 100, 1),
                ("softplus", Inf, Inf), ("softplus", -Inf, 0), ("softplus", 1e30f, 1e30f),
                ("sin", Inf, NaN), ("sin", -Inf, NaN), ("cos", Inf, NaN), ("cos", 0, 1), ("cos", -0.0, 1), ("tan", Inf, NaN), ("cos", 1e-40, 1),
                ("sin", 1e30, NaN), ("cos", -1e30, NaN), // no digit of the angle is left in single precision: an error, not a guess
                ("asin", 1.5, NaN), ("asin", -Inf, NaN), ("acos", 1, 0), ("acos", 1.5, NaN), ("acos", -1.5, NaN), ("acos", Inf, NaN),
                ("sinh", Inf, Inf), ("sinh", -Inf, -Inf), ("sinh", 1e30, Inf), ("cosh", 0, 1), ("cosh", Inf, Inf),
                ("cosh", -Inf, Inf), ("cosh", -1e30, Inf),
                ("tanh", Inf, 1), ("tanh", -Inf, -1), ("tanh", 1e30, 1), ("tanh", -1e30, -1),
                ("asinh", Inf, Inf), ("asinh", -Inf, -Inf), ("acosh", 1, 0), ("acosh", Inf, Inf),
                ("acosh", 0.5, NaN), ("acosh", -Inf, NaN), ("acosh", -1e30, NaN),
                ("atanh", 1, Inf), ("atanh", -1, -Inf), ("atanh", 1.5, NaN), ("atanh", -2, NaN), ("atanh", Inf, NaN), ("atanh", -Inf, NaN),
                ("erf", 0, 0), ("erf", -0.0, -0.0), ("acosh", -0.0, NaN), ("erf", Inf, 1), ("erf", -Inf, -1), ("erf", 1e30, 1),
                ("erfc", Inf, 0), ("erfc", -Inf, 2), ("erfc", 1e30, 0), ("erfc", -1e30, 2),
                ("normal_cdf", Inf, 1), ("normal_cdf", -Inf, 0), ("normal_cdf", 1e30, 1), ("normal_cdf", -1e30, 0),
                ("normal_quantile", 0, -Inf), ("normal_quantile", -0.0, -Inf), ("normal_quantile", 1, Inf), ("normal_quantile", 0.5, 0),
                ("normal_quantile", -0.5, NaN), ("normal_quantile", 1.5, NaN), ("normal_quantile", Inf, NaN), ("normal_quantile", -Inf, NaN),
                ("lgamma", 0, Inf), ("lgamma", -0.0, Inf), ("lgamma", 1, -0.0), ("lgamma", 2, 0),
                ("lgamma", -3, Inf), ("lgamma", Inf, Inf), ("lgamma", -Inf, Inf),
                ("digamma", 0, NaN), ("digamma", -0.0, NaN), ("digamma", -3, NaN), ("digamma", Inf, Inf), ("digamma", -Inf, NaN),
                ("trigamma", 0, NaN), ("trigamma", -3, NaN), ("trigamma", Inf, 0), ("trigamma", -Inf, NaN), ("tetragamma", -0.0, NaN),
            ];
            foreach (var (name, x, y) in rows) data.Add(name, x, y);
            return data;
        }
    }

    [Theory, MemberData(nameof(Values))]
    public void Values_are_exact(string name, double x, double y)
    {
        foreach (var precision in Enum.GetValues<Precision>())
        {
            double at = precision == Precision.F64 ? x : (float)x, expected = precision == Precision.F64 ? y : (float)y;
            if (precision == Precision.F32 && double.IsNormal(x) && at == 0) continue;
            double got = LoweredFunctions.Run(name, precision, at);
            Assert.True(Same(expected, got),
                $"{name}({at:R}) in {precision} is {got:R}, not {expected:R}");
        }
    }

    /// <summary>The same bits, or both not a number.</summary>
    internal static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b));

    [Fact]
    public void Smallest_double_is_kept()
    {
        foreach (string name in new[] { "expm1", "log1p", "sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh" })
            Assert.Equal(-double.Epsilon, LoweredFunctions.Run(name, Precision.F64, -double.Epsilon));
    }

    public static TheoryData<double> Edges =>
    [
        0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 1.5, -1.5, Inf, -Inf, NaN, 1e-40, -1e-40, 1e30, -1e30, 1.0000001192092896, 16777215, -16777215, 0.99999994f,
    ];

    // The platform's power keeps to IEEE 754 in these: all pairs of edges.
    [Theory, MemberData(nameof(Edges))]
    public void Powers_of_edges(double x)
    {
        foreach (double y in Edges.Select(e => e.Data))
            foreach (var precision in Enum.GetValues<Precision>())
            {
                double a = precision == Precision.F64 ? x : (float)x, b = precision == Precision.F64 ? y : (float)y;
                double expected = precision == Precision.F64 ? Math.Pow(a, b) : (float)Math.Pow(a, b);
                double allowed = double.IsFinite(expected) ? 2 * LoweredFunctions.LastPlace(expected, precision) : 0;
                bool Right(double got) => Same(expected, got) || (double.IsNegative(expected) == double.IsNegative(got) && Math.Abs(got - expected) <= allowed);
                double got = LoweredFunctions.Run("pow", precision, a, b);
                Assert.True(Right(got), $"{a:R}^{b:R} in {precision} is {got:R}, not {expected:R}");
            }
    }

    // What depends on the exponent alone is folded away where that is a constant: the values are the same.
    [Theory, InlineData(1.7), InlineData(-0.3), InlineData(5), InlineData(-3), InlineData(1e9), InlineData(Inf)]
    public void A_constant_exponent_leaves_a_smaller_graph(double exponent)
    {
        foreach (var precision in Enum.GetValues<Precision>())
        {
            var x = Node.Leaf(new Parameter(Shape.Scalar, "x"), perPath: true);
            var graph = Lowering.Lower(new Graph([x], [Functions.Pow(x.AsReal(), exponent).Node]), precision);
            Assert.True(LoweredFunctions.Primitives(graph) <= LoweredFunctions.Primitives(LoweredFunctions.Graph("pow", precision)) - 10);
            foreach (double v in Edges.Select(e => e.Data))
            {
                double at = precision == Precision.F64 ? v : (float)v;
                Assert.True(Same(LoweredFunctions.Run("pow", precision, at, exponent), LoweredFunctions.Run(graph, precision, [at])[0]), $"{at:R}^{exponent:R}");
            }
        }
    }
}
