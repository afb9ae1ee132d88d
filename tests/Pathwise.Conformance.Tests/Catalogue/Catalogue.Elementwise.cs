using Pathwise.Distributions;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Conformance;

internal static partial class Catalogue
{
    static readonly double[] s_line = [-3, -0.5, -1e-3, 0.25, 1.5, 4];
    static readonly double[] s_positive = [1e-4, 0.3, 1.1, 7, 250];
    static readonly double[] s_unit = [-0.98, -0.5, -1e-3, 0.2, 0.7, 0.97];

    static double ToEnds(double x) => 1 - Math.Abs(x);

    static IEnumerable<OpCase> Unary() =>
    [
        .. OfOne("neg", x => -x, s_line),
        .. OfOne("exp", Exp, [-30, .. s_line, 20]),
        .. OfOne("expm1", Expm1, [-30, -1e-9, .. s_line, 20]),
        .. OfOne("log", Log, s_positive, x => x),
        .. OfOne("log1p", Log1p, [-0.999, -0.4, -1e-9, .. s_positive], x => 1 + x),
        .. OfOne("sqrt", Sqrt, s_positive, x => x),
        .. OfOne("sin", Sin, [.. s_line, 100]),
        .. OfOne("cos", Cos, [.. s_line, 100]),
        .. OfOne("tan", Tan, [-1.5, -0.4, 1e-3, 0.9, 1.4], x => Math.PI / 2 - Math.Abs(x)),
        .. OfOne("asin", Asin, s_unit, ToEnds),
        .. OfOne("acos", Acos, s_unit, ToEnds),
        .. OfOne("atan", Atan, [-20, .. s_line, 20]),
        .. OfOne("sinh", Sinh, s_line),
        .. OfOne("cosh", Cosh, s_line),
        .. OfOne("tanh", Tanh, s_line),
        .. OfOne("asinh", Asinh, [-20, .. s_line, 20]),
        .. OfOne("acosh", Acosh, [1.01, 1.5, 4, 60], x => x - 1),
        .. OfOne("atanh", Atanh, s_unit, ToEnds),
        .. OfOne("erf", Erf, s_line),
        .. OfOne("erfc", Erfc, s_line),
        .. OfOne("normal_cdf", NormalCdf, s_line),
        .. OfOne("normal_quantile", NormalQuantile, [0.001, 0.02, 0.3, 0.5, 0.75, 0.99], p => Math.Min(p, 1 - p)),
        .. OfOne("mills_ratio", MillsRatio, [-3, -0.5, 1e-3, 0.25, 1.5, 4, 30, 60]),
        .. OfOne("log1mexp", Log1mExp, [-40, -3, -0.7, -0.6, -0.01, -1e-5], x => -x),
        .. OfOne("lgamma", LogGamma, [0.01, 0.4, 1, 1.4616321449683623, 2, 3.7, 40], x => x),
        .. OfOne("lgamma below 0", LogGamma, [-0.3, -2.457024738220801, -3.6, -7.25], x => Math.Abs(x - Math.Round(x))),
        .. OfOne("digamma", Digamma, [0.02, 0.4, 1, 1.4616321449683623, 3.7, 40], x => x),
        .. OfOne("digamma below 0", Digamma, [-0.3, -0.5040830082644554, -3.6, -7.25], x => Math.Abs(x - Math.Round(x))),
        .. OfOne("trigamma", x => new Polygamma(1).On(x), [0.05, 0.4, 1, 3.7, 40], x => x),
        .. OfOne("polygamma 2", x => new Polygamma(2).On(x), [0.1, 0.4, 1, 3.7, 40], x => x),
        .. OfOne("sigmoid", Sigmoid, [-30, .. s_line, 30]),
        .. OfOne("softplus", Softplus, [-30, .. s_line, 30]),
        .. OfOne("abs", Abs, s_line, x => Math.Abs(x)),
        .. OfOne("floor", x => Floor(x), [-2.5, -0.3, 0.4, 7.75], ToWhole),
        .. OfOne("round", x => Round(x), [-2.2, -0.3, 0.4, 7.75], x => 0.5 - Math.Abs(x - Math.Round(x))),
        .. OfOne("sign", x => Sign(x), [-2.2, -1e-3, 0.4, 7], Math.Abs),
        .. OfOne("require positive", x => new Require(Domain.Positive, "x").On(x), s_positive, x => x),
        .. OfOne("require not negative", x => new Require(Domain.NonNegative, "x").On(x), s_positive, x => x),
        .. OfOne("require in [0, 1]", x => new Require(Domain.UnitInterval, "x").On(x), [0.01, 0.5, 0.97], p => Math.Min(p, 1 - p)),
        .. OfOne("require in (0, 1]", x => new Require(Domain.PositiveProbability, "x").On(x), [0.01, 0.5, 0.97], p => Math.Min(p, 1 - p)),
        .. OfOne("require of a sum", x => new Require(Domain.Total, "x", 2).On(x, 1), s_line),
        new("require whole", x => new Require(Domain.Count, "x").On(x[0]), [3], [[[0, 1, 40]]]) { IsDifferentiable = false, HasDerivative = _ => false },
        .. OfOne("require not empty", x => new Require(Domain.NonEmpty, "x").On(x), s_positive, x => x),
        new("require 0", x => new Require(Domain.Zero, "x", 2).On(x[0], 0 * x[0]), [3], Points(3, 3)),
        .. Of("power_of_two", PowerOfTwo.Op, -60, -1, 0, 1, 2, 80),
        .. Of("exponent", Exponent.Op, 1e-30, 0.7, 0.70710678, 0.7072, 1, 1.41421, 1.41422, 3e20),
        .. Of("significand", Significand.Op, 1e-30, 0.7, 0.70710678, 0.7072, 1, 1.41421, 1.41422, 3e20),
        new("copy_sign", x => CopySign.Op.On(x[0], x[1]), [3, 3], Points(3, 3, 3)) { IsDifferentiable = false, HasDerivative = _ => false },
        .. Of("lowest_bit", LowestBit.Op, 1, 2, 3, 96, 4194304, 4194303, 2097152 + 64),
        new("derived_from", x => x[1] * DerivedFrom.Of(Exp(2 * x[0]), Exp(x[0]) * Exp(x[0])), [3, 3], Points(3, 3, 3)),
        new("detach", x => x[0] * x[0].Detach(), [3], Points(3, 3)) { IsDifferentiable = false },
        new("stop_gradient", x => x[0] * StopGradient(x[0]), [3], Points(3, 3)) { IsDifferentiable = false },
    ];

    static double ToWhole(double x) => Math.Abs(x - Math.Round(x));

    static readonly (double, double)[] s_plane = [(1.3, -0.7), (-2, 0.4), (1e-3, 5), (-0.6, -1.1), (40, 3)];

    static IEnumerable<OpCase> Binary() =>
    [
        .. OfTwo("add", (x, y) => x + y, s_plane),
        .. OfTwo("sub", (x, y) => x - y, s_plane),
        .. OfTwo("mul", (x, y) => x * y, s_plane),
        .. OfTwo("div", (x, y) => x / y, s_plane, Math.Abs),
        .. OfTwo("pow", Pow, [(0.3, 1.7), (2, -0.6), (1e-2, 0.5), (5, 3), (1, 0.2)], Math.Abs),
        .. OfTwo("min", Min, s_plane, _ => 0.5),
        .. OfTwo("max", Max, s_plane, _ => 0.5),
        .. OfTwo("bernoulli", (p, u) => BernoulliDraw.Op.On(p, u), [(0.3, 0.1), (0.3, 0.8), (0.9, 0.5)], _ => 0.1),
        .. OfTwo("geometric", (p, u) => GeometricDraw.Op.On(p, u), [(0.4, 0.1), (0.5, 0.7), (0.9, 0.3)], _ => 1e-3),
        .. OfTwo("poisson", (rate, u) => PoissonDraw.Op.On(rate, u), [(0.3, 0.1), (3.5, 0.8), (11, 0.013)], _ => 1e-3),
        .. OfTwo("few_poisson", (rate, u) => new FewPoissonDraw(6).On(rate, u), [(0.3, 0.1), (0.05, 0.97), (1.2, 0.8)], _ => 1e-3),
        .. OfThree("binomial", x => BinomialDraw.Op.On(x[0], x[1], x[2]), [[10, 0.3, 0.4], [40, 0.5, 0.9], [200, 0.93, 0.02], [3, 0.2, 0.7]]),
        .. OfThree("negative_binomial", x => NegativeBinomialDraw.Op.On(x[0], x[1], x[2]), [[2.5, 0.3, 0.4], [0.2, 0.05, 0.9], [300, 0.9, 0.02]]),
        .. OfTwo("categorical", (c, u) => CategoricalStep.Op.On(c, u), [(0.3, 0.1), (0.3, 0.8), (0.9, 0.5)], _ => 0.1),
        new("fma", x => FusedMultiplyAdd.Op.On(x[0], x[1], x[2]), [3, Shape.Scalar, new(2, 3)], Points(4, 3, Shape.Scalar, new(2, 3))),
        new("square by fma", x => FusedMultiplyAdd.Op.On(x[0], x[0], x[0]), [3], Points(3, 3)),
        new("pow with whole exponents", x => Pow(x[0], 2) + Pow(x[0], 3) + Pow(x[0], 4) + Pow(x[0], -1) + Pow(x[0], -2) + Pow(x[0], 0) + Pow(x[0], 1), [2],
            [[[0.7, -1.3]], [[2, -0.4]]]) { Reach = Math.Abs },
    ];

    static OpCase[] OfThree(string name, Func<Real[], Real> f, double[][] points) =>
    [
        new(name, f, [Shape.Scalar, Shape.Scalar, Shape.Scalar], [.. points.Select(p => p.Select(x => new[] { x }).ToArray())]) { Reach = _ => 1e-3 },
        new(name + " of arrays", f, [2, Shape.Scalar, 2], [.. points.Select(p => new[] { new[] { p[0], p[0] }, [p[1]], Varied(p[2], 2, -1.5e-3) })]) { Reach = _ => 1e-3 },
    ];

    /// <summary>What lowering makes: evaluated, never differentiated.</summary>
    static OpCase[] Of(string name, Elementwise op, params double[] points) =>
        [new(name, x => op.On(x[0]), [Shape.Scalar], [.. points.Select(p => new[] { new[] { p } })]) { IsDifferentiable = false, HasDerivative = _ => false }];

    static Real Truth(Condition c) => Where(c, 1, 0);

    static IEnumerable<OpCase> Selections() =>
    [
        .. OfTwo("less", (x, y) => Truth(x < y), s_plane, _ => 0.5),
        .. OfTwo("less or equal", (x, y) => Truth(x <= y), s_plane, _ => 0.5),
        .. OfTwo("equal", (x, y) => Truth(x == y), s_plane, _ => 0.5),
        .. OfTwo("and", (x, y) => Truth((x < y) & (y > 0)), s_plane, _ => 0.3),
        .. OfTwo("or", (x, y) => Truth((x < y) | (y > 0)), s_plane, _ => 0.3),
        .. OfTwo("not", (x, y) => Truth(!(x < y)), s_plane, _ => 0.5),
        .. OfTwo("where", (x, y) => Where(x > y, x * y, y * y - x), s_plane, _ => 0.5),
        new("where over three shapes", x => Where(x[0] > x[1], x[1] * x[2], x[0]), [3, new(2, 1), Shape.Scalar],
            [[[1, -1, 3], [0.2, 2], [5]], [[4, 0.5, -2], [1, -1], [0.3]]]) { Reach = _ => 0.3 },
    ];
}
