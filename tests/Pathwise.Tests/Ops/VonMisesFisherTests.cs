using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Tests.Ops;

/// <summary>Quantiles of von Mises and Fisher's laws with their derivatives of first and second order; see von_mises_fisher_quantiles.py.</summary>
public class VonMisesFisherTests
{
    /// <summary>d, κ, u; z, ∂z/∂κ, ∂²z/∂κ².</summary>
    static readonly double[][] s_table = GoldenQuantiles.Table("von_mises_fisher_quantiles");

    public static TheoryData<int> Dimensions => [.. s_table.Select(row => (int)row[0]).Distinct()];

    static Node[] WithDerivatives(Node f, Node κ)
    {
        var first = Reverse.Gradient(f, κ)[0]!;
        return [f, first, Reverse.Gradient(first, κ)[0]!];
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Quantile_and_derivatives_are_right(int dimension)
    {
        var table = s_table.Where(row => row[0] == dimension).ToArray();
        foreach (var executor in new[] { Executor.Reference, Executor.Simd })
        {
            double[][] got = GoldenQuantiles.Run(x => WithDerivatives(LogitVonMisesFisherQuantile(dimension, x[0], x[1]).Node, x[0].Node),
                [.. table.Select(row => row[1..3])], executor, Precision.F64);
            Check(table, 3, got, [1e-12, 1e-11, 1e-10], executor);
        }
    }

    static void Check(double[][] table, int first, double[][] got, double[] bounds, Executor executor)
    {
        var wrong = new List<string>();
        for (int i = 0; i < table.Length; i++)
            for (int k = 0; k < bounds.Length; k++)
            {
                double value = table[i][first + k], error = Math.Abs(got[k][i] - value) / Math.Max(Math.Abs(value), first == 3 && k == 0 ? 1 : 0);
                if (!(error <= bounds[k])) wrong.Add($"{executor}, derivative {k} at {string.Join(", ", table[i][..first])}: {got[k][i]:R} for {value:R}, off by {error:g3}");
            }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>On the sphere in three dimensions the cosine is 1 + log(u + (1 − u)e^(−2κ))/κ.</summary>
    [Fact]
    public void The_sphere_has_a_closed_form()
    {
        double[][] points = [[0.5, 0.1], [2, 0.4], [7, 0.93], [60, 0.5]];
        double[][] got = GoldenQuantiles.Run(x =>
        {
            var w = VonMisesFisherQuantile(3, x[0], x[1]);
            var closed = 1 + Log(x[1] + (1 - x[1]) * Exp(-2 * x[0])) / x[0];
            return [w.Node, closed.Node, .. Reverse.Gradient(w.Node, x[0].Node, x[1].Node).Select(g => g!), .. Reverse.Gradient(closed.Node, x[0].Node, x[1].Node).Select(g => g!)];
        }, points, Executor.Simd, Precision.F64);
        for (int i = 0; i < points.Length; i++)
        {
            Assert.Equal(got[1][i], got[0][i], 1e-14);
            Assert.Equal(got[4][i], got[2][i], 1e-13 * Math.Abs(got[4][i]) + 1e-15);
            Assert.Equal(got[5][i], got[3][i], 1e-12 * Math.Abs(got[5][i]));
        }
    }

    /// <summary>The angle of von Mises's law, by the table for the circle: F(x) = u, its mirror image, and derivatives of both functions.</summary>
    [Fact]
    public void Circle_is_the_sphere_in_two_dimensions()
    {
        var table = s_table.Where(row => row[0] == 2).ToArray();
        double[][] points = [.. table.Select(row => new[] { row[1], 0.5 * row[2] })];
        foreach (var executor in new[] { Executor.Reference, Executor.Simd })
        {
            double[][] got = GoldenQuantiles.Run(x =>
            {
                Real lower = VonMisesQuantile(x[0], x[1]), upper = VonMisesQuantile(x[0], 1 - x[1]);
                var f = VonMisesCdf(lower, x[0]);
                Node ofQuantile = Reverse.Gradient(lower.Node, x[0].Node)[0]!, density = Reverse.Gradient(f.Node, lower.Node)[0]!;
                // F(x(κ), κ) = u whatever κ is.
                return [lower.Node, upper.Node, ofQuantile, f.Node, density, Reverse.Gradient(lower.Node, x[1].Node)[0]!, Reverse.Gradient(f.Node, x[0].Node)[0]!];
            }, points, executor, Precision.F64);
            for (int i = 0; i < points.Length; i++)
            {
                double z = table[i][3], angle = -2 * Math.Atan(Math.Exp(-0.5 * z)), u = points[i][1], κ = points[i][0];
                Assert.Equal(angle, got[0][i], 1e-12 * Math.Abs(angle));
                if (1 - (1 - u) == u) Assert.Equal(-angle, got[1][i], 1e-12 * Math.Abs(angle));
                Assert.Equal(table[i][4] / Math.Cosh(0.5 * z) / 2, got[2][i], 1e-10 * Math.Abs(got[2][i]));
                // Near −π the angle has lost digits of what is left to −π.
                Assert.Equal(u, got[3][i], 1e-11 * u + 4e-16 * got[4][i] * (1 + Math.Abs(angle)));
                if (u is > 1e-6 and < 0.5) Assert.Equal(1, got[4][i] * got[5][i], 1e-9);
                if (u is > 1e-6 and < 0.5) Assert.Equal(0, got[6][i], 1e-9 * got[4][i] * Math.Abs(got[2][i]));
            }
        }
    }

    [Fact]
    public void Circle_has_its_centre_and_its_ends()
    {
        double[][] points = [[3, 0.5], [3, Math.ScaleB(1, -53)], [3, 1 - Math.ScaleB(1, -53)], [0, 0.25], [1e5, 0.5], [1e5, Math.BitIncrement(0.5)]];
        double[][] got = GoldenQuantiles.Run(x =>
        {
            var angle = VonMisesQuantile(x[0], x[1]);
            return [angle.Node, Reverse.Gradient(angle.Node, x[0].Node)[0]!, Reverse.Gradient(Reverse.Gradient(angle.Node, x[0].Node)[0]!, x[0].Node)[0]!];
        }, points, Executor.Simd, Precision.F64);
        Assert.All(got.SelectMany(values => values), value => Assert.True(double.IsFinite(value)));
        Assert.Equal(0, got[0][0], 1e-17);
        Assert.Equal(-Math.PI, got[0][1], 1e-13);
        Assert.Equal(Math.PI, got[0][2], 1e-13);
        Assert.Equal(-Math.PI / 2, got[0][3], 1e-15);
        Assert.Equal(0, got[0][4], 1e-17);
        // (u − ½)·2π I₀(κ)e^(−κ), with I₀ by its expansion.
        Assert.Equal(Math.ScaleB(1, -53) * Math.Sqrt(2 * Math.PI / 1e5) * (1 + 1 / 8e5), got[0][5], 1e-26);
    }

    [Fact]
    public void Logarithm_of_Bessels_function_and_derivatives_are_right()
    {
        foreach (var byOrder in GoldenQuantiles.Table("log_bessel").GroupBy(row => row[0]))
            foreach (var executor in new[] { Executor.Reference, Executor.Simd })
            {
                double[][] table = [.. byOrder];
                double[][] got = GoldenQuantiles.Run(x => WithDerivatives(LogBesselI(byOrder.Key, x[0]).Node, x[0].Node), [.. table.Select(row => new[] { row[1] })], executor, Precision.F64);
                Check(table, 2, got, [1e-13, 1e-12, 1e-9], executor);
            }
    }
}
