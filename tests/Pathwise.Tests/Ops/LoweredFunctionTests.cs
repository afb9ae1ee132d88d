using System.Globalization;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;
using Pathwise.Numerics;
using Pathwise.Ops;

namespace Pathwise.Tests.Ops;

/// <summary>
/// Every lowered function against values of 250 bits computed by mpmath: the greatest error stays below the stated bound. The bounds are
/// stated in docs/numerics.md too, which a test compares.
/// </summary>
public class LoweredFunctionTests
{
    /// <summary>Greatest error in units in the last place, double and single precision.</summary>
    public static readonly Dictionary<string, (double F64, double F32)> Bounds = new()
    {
        ["exp"] = (1.5, 1.5), ["expm1"] = (1.3, 1.3), ["log"] = (0.9, 0.9), ["log1p"] = (1.4, 1.5), ["sin"] = (1.5, 1.5), ["cos"] = (1.5, 1.5),
        ["tan"] = (2.9, 3), ["tanh"] = (1.9, 1.8), ["pow"] = (1.8, 1.9), ["sigmoid"] = (2.3, 2.3), ["softplus"] = (2, 2),
        ["asin"] = (2.3, 2.6), ["acos"] = (1.4, 1.4), ["atan"] = (1.6, 1.6), ["sinh"] = (1.8, 1.6), ["cosh"] = (1.4, 1.6),
        ["asinh"] = (1.7, 1.7), ["acosh"] = (2.2, 2.3), ["atanh"] = (1.8, 2), ["erf"] = (1.3, 1.3), ["erfc"] = (6, 4), ["normal_cdf"] = (6, 4),
        ["normal_quantile"] = (9, 5), ["lgamma"] = (6, 5), ["digamma"] = (6, 5),
        ["trigamma"] = (6, 6), ["tetragamma"] = (8, 8), ["polygamma4"] = (12, 12),
    };

    public static TheoryData<string> Names => [.. Bounds.Keys];

    /// <summary>The greatest error in units in the last place, and where.</summary>
    internal static (double Worst, double At) GreatestError(string name, Precision precision)
    {
        var (x, y, remainder) = LoweredFunctions.Golden(name, precision);
        var got = LoweredFunctions.Run(LoweredFunctions.Graph(name, precision), precision, x);
        double worst = 0, at = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double error = Error(got[i], y[i], remainder[i], precision);
            if (!(error <= worst)) (worst, at) = (double.IsNaN(error) ? double.PositiveInfinity : error, x[0][i]);
        }
        return (worst, at);
    }

    static double Error(double got, double y, double remainder, Precision precision) =>
        got == y ? Math.Abs(remainder)
        : precision == Precision.F32 && double.IsInfinity(got) && Math.Abs(y) >= 3.4028235677973366e38 ? 0.5
        : Math.Abs((got - y) / LoweredFunctions.LastPlace(y, precision) - remainder);

    [Theory, MemberData(nameof(Names))]
    public void Error_stays_below_its_bound(string name)
    {
        foreach (var precision in Enum.GetValues<Precision>())
        {
            var (worst, at) = GreatestError(name, precision);
            var bound = Bounds[name];
            Assert.True(worst <= (precision == Precision.F64 ? bound.F64 : bound.F32),
                $"{name} in {precision}: {worst:F3} units in the last place at {at:R}");
            Assert.True(worst > 0.49, $"{name} in {precision}: {worst:F3}, too good to be true");
        }
    }

    // Left of 0 the functions have a root between any two poles, where terms cancel: there the error is measured against the terms.
    [Theory, InlineData("lgamma_negative"), InlineData("digamma_negative")]
    public void Error_beside_roots_is_small_against_the_terms(string name)
    {
        foreach (var precision in Enum.GetValues<Precision>())
        {
            var (x, y, _) = LoweredFunctions.Golden(name, precision);
            var got = LoweredFunctions.Run(LoweredFunctions.Graph(name, precision), precision, x);
            double unit = precision == Precision.F64 ? Math.ScaleB(1, -53) : Math.ScaleB(1, -24);
            for (int i = 0; i < y.Length; i++)
            {
                double right = Math.Abs(name[0] == 'l' ? ReferenceFunctions.LogGamma(1 - x[0][i]) : ReferenceFunctions.Digamma(1 - x[0][i]));
                double scale = Math.Max(Math.Abs(y[i]) + right, 1);
                Assert.True(Math.Abs(got[i] - y[i]) <= 8 * unit * scale, $"{name} in {precision} at {x[0][i]:R}: {got[i]:R} for {y[i]:R}");
            }
        }
    }

    /// <summary>Arguments at which branches meet, in both precisions.</summary>
    public static TheoryData<string, double[]> Seams => new()
    {
        { "exp", [0.6931471805599453, -0.6931471805599453, -708.3964185322641, -745.1, 709.78, -87.33654, 88.72283] },
        { "expm1", [0.34657359027997264, -0.34657359027997264, 1.0397207708399179, -37, -50, -17, -25, 1e-18, 1e-9] },
        { "log", [1.4142135623730951, 0.7071067811865476, 2.2250738585072014e-308, 1.17549435e-38] },
        { "log1p", [0.41421356237309515, -0.29289321881345254, 1.8284271247461903] },
        { "tanh", [0.25541281188299535, 0.6019864021629684, 20, 10] },
        { "atan", [1, -1] }, { "asin", [0.5, -0.5] },
        { "sinh", [0.34657359027997264, 1e-9, 1e-5, 1.0397207708399179] }, { "cosh", [0.34657359027997264, 1.0397207708399179] },
        { "asinh", [1e9, 1e5] }, { "acosh", [1e9, 1e5] }, { "erf", [1, -1, 5.9, 3.9] }, { "erfc", [0, 26.5] },
        { "normal_quantile", [0.075, 0.925, 0.5] }, { "lgamma", [0.5, 8, 1, 2] }, { "digamma", [8] }, { "sigmoid", [0] }, { "softplus", [0] },
    };

    // Beside a seam a monotone function may step back by its rounding errors, never by more.
    [Theory, MemberData(nameof(Seams))]
    public void Branches_meet(string name, double[] seams)
    {
        foreach (var precision in Enum.GetValues<Precision>())
            foreach (double seam in seams)
            {
                var graph = LoweredFunctions.Graph(name, precision);
                var x = new double[67];
                double v = precision == Precision.F64 ? seam : (float)seam;
                // The last two say which way the function runs.
                (x[^2], x[^1]) = v == 0 ? (-1e-3f, 1e-3f) : ((float)(v - Math.Abs(v) * 1e-3), (float)(v + Math.Abs(v) * 1e-3));
                for (int i = 0; i < 32; i++) v = Down(v, precision);
                for (int i = 0; i < 65; i++, v = Up(v, precision)) x[i] = v;
                var y = LoweredFunctions.Run(graph, precision, x);
                if (y[^2] == y[^1] || double.IsNaN(y[^2])) continue; // a seam of the other precision
                double sign = y[^2] < y[^1] ? 1 : -1, bound = precision == Precision.F64 ? Bounds[name].F64 : Bounds[name].F32;
                for (int i = 1; i < 65; i++)
                    Assert.True(y[i - 1] == y[i] || sign * (y[i - 1] - y[i]) <= 2 * bound * LoweredFunctions.LastPlace(y[i], precision),
                        $"{name} in {precision} steps back at {x[i]:R}: {y[i - 1]:R}, {y[i]:R}");
            }
    }

    static double Up(double x, Precision precision) => precision == Precision.F64 ? Math.BitIncrement(x) : MathF.BitIncrement((float)x);
    static double Down(double x, Precision precision) => precision == Precision.F64 ? Math.BitDecrement(x) : MathF.BitDecrement((float)x);

    [Fact]
    public void The_table_in_the_documents_is_true()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pathwise.slnx"))) folder = folder.Parent!;
        string document = File.ReadAllText(Path.Combine(folder.FullName, "docs", "numerics.md"));
        foreach (string name in Bounds.Keys) Assert.Contains(Row(name), document, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public void Print_the_table()
    {
        foreach (string name in Bounds.Keys) TestContext.Current.TestOutputHelper!.WriteLine(Row(name));
    }

    static string Row(string name)
    {
        int Primitives(Precision precision) => LoweredFunctions.Primitives(LoweredFunctions.Graph(name, precision));
        var (f64, f32) = Bounds[name];
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {f64} | {Primitives(Precision.F64)} | {f32} | {Primitives(Precision.F32)} |");
    }

    [Fact]
    public void Sine_and_cosine_of_one_argument_share_their_reduction()
    {
        var x = Node.Leaf(new Parameter(Shape.Scalar, "x"), perPath: true);
        int Count(params Real[] y) => LoweredFunctions.Primitives(Lowering.Lower(new Graph([x], [.. y.Select(v => v.Node)]), Precision.F64));
        Real sin = Functions.Sin(x.AsReal()), cos = Functions.Cos(x.AsReal());
        Assert.True(Count(sin, cos) <= Count(sin) + 4);
    }

    // Not only where the argument is sensible: zeros, infinities and NaN go through both sides of every selection.
    [Fact]
    public void Kernels_of_every_width_have_the_interpreters_bits()
    {
        var z = Node.Leaf(new Draw("z", DrawKind.Normal, Shape.Scalar, false), perPath: true).AsReal();
        var wide = z * Functions.Where(Functions.Abs(z) > 1, 1e6 * z, 10);
        Real[] arguments = [z, Functions.Abs(z), 0.3 * z, wide, wide * wide * wide * wide * wide * wide * wide, 1e-37 * z, 0 * z,
            1 / (0 * z), Functions.Sqrt(z)];
        Real[] outputs =
        [
            .. LoweredFunctions.OfOne.Values.SelectMany(f => arguments.Select(f)),
            .. arguments.SelectMany((x, i) => new[] { 1, 3 }.Select(k => Functions.Pow(x, arguments[(i + k) % arguments.Length]))),
        ];
        foreach (var precision in Enum.GetValues<Precision>())
            foreach (var chunk in outputs.Chunk(40))
            {
                var graph = new Graph([], [.. chunk.Select(y => y.Node)]);
                double[] interpreted = RunOn(graph, precision, Executor.Interpreted, 0);
                foreach (int bits in new[] { 128, 256, 512 })
                    Assert.All(interpreted.Zip(RunOn(graph, precision, Executor.Simd, bits)),
                        pair => Assert.True(SpecialValueTests.Same(pair.First, pair.Second)));
            }
    }

    static double[] RunOn(Graph graph, Precision precision, Executor executor, int bits)
    {
        var compiled = new CompiledGraph(graph, precision, executor, bits);
        Assert.Equal(executor == Executor.Simd, compiled.IsEmitted);
        var results = new double[graph.Outputs.Length * 100];
        using var runner = compiled.Runner(new Inputs([], DataRows.None, new CounterSource(3), 0));
        runner.Run(0, 100, results);
        return results;
    }

    [Fact]
    public void Only_primitives_are_left()
    {
        foreach (var name in Bounds.Keys)
            foreach (var precision in Enum.GetValues<Precision>())
                foreach (var node in LoweredFunctions.Graph(name, precision).Order)
                    if (node.Op is Elementwise op) Assert.Null(op.Lower([.. node.Inputs.Select(i => i.AsReal())], precision));
    }
}
