using Pathwise.Distributions;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Conformance;

/// <summary>What ops give for zeros, infinities, NaN and numbers outside their domain.</summary>
internal static class SpecialValues
{
    public sealed record Row(string Name, Func<Real[], Real> Build, double[] Inputs, double Expected)
    {
        /// <summary>The row as a graph of scalars, one per input.</summary>
        public Graph ToGraph()
        {
            Node[] operands = [.. Inputs.Select((_, i) => Node.Leaf(new Parameter(Shape.Scalar, $"x{i}"), perPath: true, Place.Nowhere))];
            return new(operands, [Build([.. operands.Select(x => x.AsReal())]).Node]);
        }
    }

    const double Inf = double.PositiveInfinity, NaN = double.NaN;

    static IEnumerable<Row> One(string name, Func<Real, Real> f, params (double X, double Y)[] values) =>
        values.Append((NaN, NaN)).Select(v => new Row(name, x => f(x[0]), [v.Item1], v.Item2));

    static IEnumerable<Row> Two(string name, Func<Real, Real, Real> f, params (double X, double Y, double F)[] values) =>
        values.Select(v => new Row(name, x => f(x[0], x[1]), [v.X, v.Y], v.F));

    static IEnumerable<Row> Many(string name, Func<Real, Real> f, params (double[] X, double F)[] values) =>
        values.Select(v => new Row(name, x => f(Stack(x)), v.X, v.F));

    public static IReadOnlyList<Row> All { get; } =
    [
        .. One("power_of_two", x => PowerOfTwo.Op.On(x), (-1022, 2.2250738585072014e-308), (1023, 8.98846567431158e307), (0, 1)).SkipLast(1),
        .. One("exponent", x => Exponent.Op.On(x), (2.2250738585072014e-308, -1022), (double.MaxValue, 1024), (0.70710678118654757, 0)).SkipLast(1),
        .. One("significand", x => Significand.Op.On(x), (2.2250738585072014e-308, 1), (double.MaxValue, 0.99999999999999989), (3, 0.75)).SkipLast(1),
        .. Two("copy_sign", (x, y) => CopySign.Op.On(x, y), (2, -0.0, -2), (-2, 0, 2), (0, -3, -0.0), (Inf, -Inf, -Inf), (NaN, 1, NaN)),
        .. One("lowest_bit", x => LowestBit.Op.On(x), (1, 1), (96, 32), (2251799813685248, 2251799813685248)).SkipLast(1),
        .. One("neg", x => -x, (0, -0.0), (Inf, -Inf)),
        .. One("exp", Exp, (-Inf, 0), (Inf, Inf), (710, Inf), (-750, 0), (0, 1)),
        .. One("expm1", Expm1, (-Inf, -1), (Inf, Inf), (0, 0), (-0.0, -0.0)),
        .. One("log", Log, (0, -Inf), (-0.0, -Inf), (-1, NaN), (Inf, Inf), (1, 0)),
        .. One("log1p", Log1p, (-1, -Inf), (-2, NaN), (Inf, Inf), (0, 0), (-0.0, -0.0)),
        .. One("sqrt", Sqrt, (-1, NaN), (0, 0), (-0.0, -0.0), (Inf, Inf)),
        .. One("sin", Sin, (Inf, NaN), (-Inf, NaN), (-0.0, -0.0)),
        .. One("cos", Cos, (Inf, NaN), (-Inf, NaN), (0, 1)),
        .. One("tan", Tan, (Inf, NaN), (-Inf, NaN), (-0.0, -0.0)),
        .. One("asin", Asin, (1, Math.PI / 2), (1.5, NaN), (-Inf, NaN), (-0.0, -0.0)),
        .. One("acos", Acos, (1, 0), (-1, Math.PI), (1.5, NaN)),
        .. One("atan", Atan, (Inf, Math.PI / 2), (-Inf, -Math.PI / 2), (-0.0, -0.0)),
        .. One("sinh", Sinh, (Inf, Inf), (-Inf, -Inf), (-0.0, -0.0)),
        .. One("cosh", Cosh, (Inf, Inf), (-Inf, Inf), (0, 1)),
        .. One("tanh", Tanh, (Inf, 1), (-Inf, -1), (-0.0, -0.0), (1000, 1)),
        .. One("asinh", Asinh, (Inf, Inf), (-Inf, -Inf), (-0.0, -0.0)),
        .. One("acosh", Acosh, (1, 0), (0.5, NaN), (Inf, Inf)),
        .. One("atanh", Atanh, (1, Inf), (-1, -Inf), (1.5, NaN), (-0.0, -0.0)),
        .. One("erf", Erf, (Inf, 1), (-Inf, -1), (-0.0, -0.0)),
        .. One("erfc", Erfc, (Inf, 0), (-Inf, 2), (0, 1)),
        .. One("normal_cdf", NormalCdf, (Inf, 1), (-Inf, 0), (0, 0.5)),
        .. One("normal_quantile", NormalQuantile, (0, -Inf), (1, Inf), (0.5, 0), (-0.1, NaN), (1.1, NaN)),
        .. One("mills_ratio", MillsRatio, (Inf, 0), (-Inf, Inf), (0, 1.2533141373155003)),
        .. One("log1mexp", Log1mExp, (0, -Inf), (1, NaN)),
        .. Two("log_normal_interval", (a, b) => LogOfNormalInterval.Op.On(a, b), (NaN, 1, NaN), (0, NaN, NaN), (-1e15, 1e15, 0), (1, 1, -Inf)),
        .. Two("truncated_normal_quantile", (a, b) => TruncatedNormalQuantile.Op.On(a, b, 0.5), (NaN, 1, NaN), (0, NaN, NaN), (2, 2, 2)),
        .. Two("inverse_gaussian_quantile", (mean, u) => InverseGaussianQuantile.Op.On(mean, 2, u), (1, 1, Inf), (1, -1, NaN), (NaN, 0.5, NaN), (1, NaN, NaN)),
        new("implicit_draw", x => new ImplicitDraw(1, p => (y => p[0] * y, y => p[0])).On(x[0], x[1]), [3, 0], 3),
        .. One("lgamma", LogGamma, (1, 0), (2, 0), (0, Inf), (-3, Inf), (Inf, Inf), (-Inf, Inf)),
        .. One("digamma", Digamma, (0, NaN), (-2, NaN), (Inf, Inf), (-Inf, NaN)),
        .. One("trigamma", x => new Polygamma(1).On(x), (0, NaN), (-2, NaN), (Inf, 0)),
        .. One("sigmoid", Sigmoid, (Inf, 1), (-Inf, 0), (0, 0.5), (-800, 0)),
        .. One("softplus", Softplus, (Inf, Inf), (-Inf, 0), (800, 800)),
        .. One("abs", Abs, (-Inf, Inf), (-0.0, 0)),
        .. One("floor", x => Floor(x), (-0.5, -1), (Inf, Inf), (-0.0, -0.0), (3, 3)),
        .. One("ceiling", x => Ceiling(x), (0.5, 1), (-Inf, -Inf), (3, 3)),
        .. One("round", x => Round(x), (0.5, 0), (1.5, 2), (2.5, 2), (-0.5, -0.0), (Inf, Inf)),
        .. One("sign", x => Sign(x), (0, 0), (-0.0, -0.0), (Inf, 1), (-Inf, -1)),
        .. One("require positive", x => new Require(Domain.Positive, "x").On(x), (0, NaN), (-1, NaN), (Inf, NaN), (2, 2)),
        .. One("require not negative", x => new Require(Domain.NonNegative, "x").On(x), (0, 0), (-1, NaN), (Inf, NaN)),
        .. One("require in [0, 1]", x => new Require(Domain.UnitInterval, "x").On(x), (0, 0), (1, 1), (1.1, NaN), (-0.1, NaN)),
        .. One("require in (0, 1]", x => new Require(Domain.PositiveProbability, "x").On(x), (0, NaN), (1, 1), (1.1, NaN), (1e-300, 1e-300)),
        .. One("require whole", x => new Require(Domain.Count, "x").On(x), (0, 0), (3, 3), (2.5, NaN), (-1, NaN), (Inf, NaN)),
        .. One("detach", x => x.Detach(), (Inf, Inf), (2, 2)),
        .. One("stop_gradient", x => StopGradient(x), (Inf, Inf), (2, 2)),
        .. Two("add", (x, y) => x + y, (Inf, -Inf, NaN), (Inf, 1, Inf), (NaN, 1, NaN), (0, -0.0, 0)),
        .. Two("sub", (x, y) => x - y, (Inf, Inf, NaN), (1, Inf, -Inf), (1, NaN, NaN)),
        .. Two("mul", (x, y) => x * y, (0, Inf, NaN), (-2, Inf, -Inf), (0, NaN, NaN), (-0.0, 3, -0.0)),
        .. Two("div", (x, y) => x / y, (1, 0, Inf), (1, -0.0, -Inf), (0, 0, NaN), (Inf, Inf, NaN), (1, Inf, 0)),
        .. Two("pow", Pow, (0, 0, 1), (-1, 0.5, NaN), (0, -1, Inf), (NaN, 0, 1), (NaN, 1, NaN), (2, Inf, Inf), (0.5, Inf, 0), (-2, 3, -8), (0, 2, 0)),
        .. Two("min", Min, (NaN, 1, NaN), (1, NaN, NaN), (-Inf, 1, -Inf), (1, Inf, 1)),
        .. Two("max", Max, (NaN, 1, NaN), (1, NaN, NaN), (-Inf, 1, 1), (1, Inf, Inf)),
        .. One("min with a number", x => Min(x, 0), (1, 0), (-1, -1), (0, 0), (-0.0, -0.0), (-Inf, -Inf)),
        .. One("max with a number", x => Max(x, 0), (1, 1), (-1, 0), (0, 0), (-0.0, -0.0), (Inf, Inf)),
        .. One("max of a number with", x => Max(0, x), (1, 1), (-1, 0), (0, 0), (Inf, Inf)),
        .. Two("where smaller", (x, y) => Where(x < y, x, y), (1, 2, 1), (2, 1, 1), (NaN, 1, 1), (1, NaN, NaN), (0, -0.0, -0.0), (-0.0, 0, 0)),
        .. Two("where larger", (x, y) => Where(x < y, y, x), (1, 2, 2), (2, 1, 2), (NaN, 1, NaN), (1, NaN, 1), (0, -0.0, 0), (-0.0, 0, -0.0)),
        .. Two("where or zero", (x, y) => Where(x < 1, y, 0), (0, -3, -3), (2, -3, 0), (2, NaN, 0), (NaN, -3, 0), (0, -0.0, -0.0)),
        .. Two("where or minus zero", (x, y) => Where(x < 1, y, -0.0), (0, -3, -3), (2, 3, -0.0), (NaN, 3, -0.0)),
        .. Two("where zero or", (x, y) => Where(x < 1, 0, y), (0, NaN, 0), (2, -3, -3), (NaN, -3, -3)),
        .. Two("less", (x, y) => Where(x < y, 1, 0), (NaN, 1, 0), (1, NaN, 0), (1, 1, 0), (-Inf, Inf, 1), (-0.0, 0, 0)),
        .. Two("less or equal", (x, y) => Where(x <= y, 1, 0), (NaN, 1, 0), (1, 1, 1), (Inf, Inf, 1), (0, -0.0, 1)),
        .. Two("equal", (x, y) => Where(x == y, 1, 0), (NaN, NaN, 0), (Inf, Inf, 1), (0, -0.0, 1)),
        .. Two("not equal", (x, y) => Where(x != y, 1, 0), (NaN, NaN, 1), (Inf, Inf, 0)),
        .. Two("and", (x, y) => Where((x < 0) & (y < 0), 1, 0), (-1, NaN, 0), (-1, -1, 1)),
        .. Two("or", (x, y) => Where((x < 0) | (y < 0), 1, 0), (NaN, -1, 1), (NaN, NaN, 0)),
        .. Two("where takes one side alone", (x, y) => Where(x > 0, x, y), (1, NaN, 1), (1, Inf, 1), (-1, NaN, NaN), (NaN, 2, 2)),
        .. Two("bernoulli", (p, u) => BernoulliDraw.Op.On(p, u), (0, 1e-16, 0), (1, 0.99999, 1), (NaN, 0.5, NaN)),
        .. Two("geometric", (p, u) => GeometricDraw.Op.On(p, u), (1, 1e-16, 0), (1, 0.9, 0), (0.5, 0.49, 1), (1e-18, 0.3, 1203972804325935992), (NaN, 0.5, NaN)),
        .. Two("few_poisson", (rate, u) => new FewPoissonDraw(6).On(rate, u), (0, 0.999, 0), (1e-3, 0.9999, 1), (5, 0.999999, 7), (-1, 0.5, NaN), (NaN, 0.5, NaN)),
        .. Two("poisson", (rate, u) => PoissonDraw.Op.On(rate, u), (0, 0.999, 0), (1e-3, 1e-16, 0), (1e-3, 0.9999, 1), (1, 0, 0), (NaN, 0.5, NaN)),
        .. Two("categorical", (c, u) => CategoricalStep.Op.On(c, u), (0, 1e-16, 1), (1, 0.99999, 0), (NaN, 0.5, NaN)),
        .. Two("require of a sum", (x, sum) => new Require(Domain.Total, "x", 2).On(x, sum), (3, 1, 3), (3, 1 + 1e-10, 3), (3, 0.9, NaN), (3, NaN, NaN)),
        .. Many("binomial", x => BinomialDraw.Op.On(x[0], x[1], x[2]), ([7, 0, 0.999], 0), ([7, 1, 1e-16], 7), ([0, 0.4, 0.9], 0), ([1, 0.4, 0.59], 0), ([1, 0.4, 0.61], 1),
            ([1e6, 1, 0.5], 1e6), ([NaN, 0.5, 0.5], NaN), ([3, NaN, 0.5], NaN)),
        .. Many("negative_binomial", x => NegativeBinomialDraw.Op.On(x[0], x[1], x[2]), ([2, 1, 0.999], 0), ([1, 0.5, 0.49], 0), ([1, 0.5, 0.51], 1), ([NaN, 0.5, 0.5], NaN),
            ([3, NaN, 0.5], NaN)),
        .. Many("fma", x => FusedMultiplyAdd.Op.On(x[0], x[1], x[2]), ([0, Inf, 1], NaN), ([2, 3, Inf], Inf), ([1, NaN, 1], NaN)),
        .. Two("gamma_p", GammaP, (2, 0, 0), (2, -1, 0), (0.1, Inf, 1), (0, 1, NaN), (-1, 1, NaN), (NaN, 1, NaN), (1, NaN, NaN)),
        .. Two("gamma_q", GammaQ, (2, 0, 1), (2, -1, 1), (0.1, Inf, 0), (0, 1, NaN), (NaN, 1, NaN), (1, NaN, NaN)),
        .. Two("log_gamma_quantile", LogGammaQuantile, (2, 0, -Inf), (2, 1, Inf), (2, -0.1, NaN), (2, 1.1, NaN), (0, 0.5, NaN), (NaN, 0.5, NaN), (1, NaN, NaN)),
        .. Many("beta_cdf", x => BetaCdf(x[0], x[1], x[2]), ([2, 3, 0], 0), ([2, 3, -1], 0), ([0.1, 3, 1], 1), ([1, 1, Inf], 1), ([0, 1, 0.5], NaN), ([1, -1, 0.5], NaN),
            ([NaN, 1, 0.5], NaN), ([1, NaN, 0.5], NaN), ([1, 1, NaN], NaN)),
        .. Many("logit_beta_quantile", x => LogitBetaQuantile(x[0], x[1], x[2]), ([2, 3, 0], -Inf), ([2, 3, 1], Inf), ([2, 3, -0.1], NaN), ([2, 3, 1.1], NaN),
            ([0, 1, 0.5], NaN), ([1, -1, 0.5], NaN), ([NaN, 1, 0.5], NaN), ([1, NaN, 0.5], NaN), ([1, 1, NaN], NaN)),
        .. Two("von_mises_cdf", VonMisesCdf, (-4, 1, 0), (-Math.PI, 1, 0), (0, 3, 0.5), (Math.PI, 1, 1), (Inf, 1, 1), (1, -1, NaN), (NaN, 1, NaN), (1, NaN, NaN)),
        .. Two("logit_von_mises_fisher_quantile", (κ, u) => LogitVonMisesFisherQuantile(2, κ, u), (1, 0, -Inf), (1, -0.1, NaN), (1, 1.1, NaN), (-1, 0.5, NaN),
            (NaN, 0.5, NaN), (1, NaN, NaN)),
        .. One("log_bessel_i 0", x => LogBesselI(0, x), (0, 0), (Inf, Inf), (-1, NaN)),
        .. One("log_bessel_i 1", x => LogBesselI(1, x), (0, -Inf), (Inf, Inf), (-1, NaN)),
        .. Many("sum", x => Sum(x), ([1, NaN, 2], NaN), ([1, Inf], Inf), ([Inf, -Inf], NaN)),
        .. Many("max_over", x => MaxOver(x), ([1, NaN, 2], NaN), ([-Inf, -Inf], -Inf), ([NaN, Inf], NaN), ([1, Inf], Inf)),
        .. Many("min_over", x => MinOver(x), ([1, NaN, 2], NaN), ([Inf, Inf], Inf), ([1, -Inf], -Inf)),
        .. Many("log_sum_exp", x => LogSumExp(x), ([-Inf, 0], 0), ([-Inf, -Inf], -Inf), ([1, Inf], Inf), ([1, NaN], NaN), ([5000], 5000), ([-5000], -5000)),
        .. Many("softmax", x => Softmax(x)[0], ([-Inf, 0], 0), ([1000, -Inf], 1), ([NaN, 0], NaN)),
        .. Many("matmul", x => MatMul(x, new double[] { 0, 1 }), ([Inf, 1], NaN), ([1, Inf], Inf), ([NaN, 1], NaN)),
        .. Many("gather", x => Gather(new double[] { 7, 8 }, x)[0], ([1], 8), ([2], NaN), ([-1], NaN), ([0.5], NaN), ([NaN], NaN), ([Inf], NaN)),
        .. Many("put", x => Put.Of(new double[] { 7, 8 }, x[0], 9)[1], ([1], 9), ([0], 8), ([2], 8), ([-1], 8), ([0.5], 8), ([NaN], 8), ([Inf], 8)),
        .. Two("derived_from", DerivedFrom.Of, (1, NaN, 1), (NaN, 1, NaN)),
        // Derivatives at the edges, as the ops define them.
        .. One("derivative of abs", Slope(Abs), (0, 0), (-2, -1), (Inf, 1)).SkipLast(1),
        .. One("derivative of sqrt", Slope(Sqrt), (0, Inf), (4, 0.25)),
        .. One("derivative of log", Slope(Log), (0, Inf), (Inf, 0)),
        .. One("derivative of a square root held positive", Slope(x => Sqrt(Max(x, 0))), (-1, 0), (4, 0.25)).SkipLast(1),
        .. One("derivative of floor", Slope(x => Floor(x) + x), (1, 1)).SkipLast(1),
        .. One("derivative of max at a tie", Slope(x => Max(x, 0)), (0, 1), (-1, 0)).SkipLast(1),
        .. One("derivative of min at a tie", Slope(x => Min(0, x)), (0, 0), (-1, 1)).SkipLast(1),
        .. One("derivative of softplus", Slope(Softplus), (800, 1), (-800, 0)),
        .. One("derivative of tanh", Slope(Tanh), (800, 0), (0, 1)),
        .. One("derivative of x³ at 0", Slope(x => Pow(x, 3)), (0, 0), (-2, 12)),
        .. Two("derivative of pow in the exponent", (x, y) => SlopeOf(Pow(x, y), y), (0, 2, 0), (1, 2, 0), (-2, 3, NaN), (2, 0, Math.Log(2))),
    ];

    static Func<Real, Real> Slope(Func<Real, Real> f) => x => SlopeOf(f(x), x);

    static Real SlopeOf(Real y, Real x) => Derivatives.Reverse.Gradient(y.Node, x.Node)[0]?.AsReal() ?? 0;
}

public class SpecialValueTests
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, SpecialValues.All.Count)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Op_gives(int index)
    {
        var row = SpecialValues.All[index];
        foreach (bool simplified in new[] { false, true })
        {
            var graph = row.ToGraph();
            if (simplified) graph = new(graph.Parameters, Simplifier.Simplify(graph.Outputs));
            double given = Reference.Run(graph, [.. row.Inputs.Select(x => new Value([x], 1, 1, perPath: true))], 1)[0][0, 0];
            // Zeros keep their sign, but a rewrite may lose it.
            bool same = given.Equals(row.Expected) && (simplified || double.IsNegative(given) == double.IsNegative(row.Expected) || double.IsNaN(given));
            Assert.True(same || (row.Expected != 0 && Math.Abs(given / row.Expected - 1) < 1e-15), $"{row.Name}({string.Join(", ", row.Inputs)}) is {given}, not {row.Expected}");
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Kernel_gives(int index)
    {
        var row = SpecialValues.All[index];
        var traced = row.ToGraph();
        var data = new DataRows(traced.Parameters, [[.. row.Inputs.Select(x => new[] { x })]]);
        var given = new double[1];
        using var runner = new CompiledGraph(new(traced.Parameters, Simplifier.Simplify(traced.Outputs)), Precision.F64).Runner(new([], data, new NoiseSources.CounterSource(0), 0));
        runner.Run(0, 1, given);
        Assert.True(given[0].Equals(row.Expected) || (row.Expected != 0 && Math.Abs(given[0] / row.Expected - 1) < 1e-15), $"{row.Name}({string.Join(", ", row.Inputs)}) is {given[0]}, not {row.Expected}");
    }

    [Fact]
    public void Every_function_of_numbers_has_rows()
    {
        var rows = SpecialValues.All.SelectMany(row => row.ToGraph().Order).Select(node => node.Op.GetType()).ToHashSet();
        foreach (var op in Catalogue.All.SelectMany(c => c.ToGraph().Order).Select(node => node.Op.GetType()).Where(t => t.IsAssignableTo(typeof(Elementwise))).Distinct())
            Assert.Contains(op, rows);
    }
}
