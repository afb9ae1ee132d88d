using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.Graphs;

namespace Pathwise.Tests.Ops;

/// <summary>The logit of the beta quantile, its derivatives of first and second order, and the distribution function; see beta_quantiles.py.</summary>
public class BetaQuantileTests
{
    /// <summary>a, b, u; z, ∂z/∂a, ∂z/∂b, ∂²z/∂a², ∂²z/∂a∂b, ∂²z/∂b².</summary>
    static readonly double[][] s_table = GoldenQuantiles.Table("beta_quantiles");

    static Node[] WithDerivatives(Real[] x)
    {
        var z = Functions.LogitBetaQuantile(x[0], x[1], x[2]).Node;
        var first = Reverse.Gradient(z, x[0].Node, x[1].Node);
        Node?[] second = [.. Reverse.Gradient(first[0]!, x[0].Node, x[1].Node), Reverse.Gradient(first[1]!, x[1].Node)[0]];
        return [z, first[0]!, first[1]!, .. second.Select(s => s!)];
    }

    /// <summary>
    /// In double precision, for shapes in [0.01, 10⁵] and for all in [0.001, 10⁶]: the logit within a part of itself or of 1, first derivatives of themselves,
    /// second ones too (mixed ones of themselves or of the product of the first ones).
    /// </summary>
    [Theory]
    [InlineData(0.01, 1e5, 5e-13, 2e-12, 1e-10)]
    [InlineData(0.001, 1e6, 2e-12, 2e-11, 1e-10)]
    public void Quantile_and_derivatives_are_right(double least, double greatest, double value, double first, double second)
    {
        double[] bounds = [value, first, first, second, second, second];
        var table = s_table.Where(row => Math.Min(row[0], row[1]) >= least && Math.Max(row[0], row[1]) <= greatest).ToArray();
        foreach (var executor in new[] { Executor.Reference, Executor.Simd })
        {
            double[][] got = GoldenQuantiles.Run(WithDerivatives, [.. table.Select(row => row[..3])], executor, Precision.F64);
            for (int i = 0; i < table.Length; i++)
                for (int k = 0; k < 6; k++)
                {
                    double[] values = table[i][3..];
                    double scale = Math.Max(Math.Abs(values[k]), k switch { 0 => 1, 4 => Math.Abs(values[1] * values[2]), _ => 0 });
                    double error = Math.Abs(got[k][i] - values[k]) / scale;
                    Assert.True(error <= bounds[k], $"{executor}, output {k} at {string.Join(", ", table[i][..3])}: {got[k][i]:R} for {values[k]:R}, off by {error:g3}");
                }
        }
    }

    /// <summary>In single precision the draws of moderate shapes are good to a few units of 10⁻⁶, and their derivatives to some more.</summary>
    [Fact]
    public void Quantile_is_right_in_single_precision()
    {
        var table = s_table.Where(row => Math.Min(row[0], row[1]) >= 0.01 && Math.Max(row[0], row[1]) <= 300 && row[2] is > 1e-4 and < 0.9999).ToArray();
        double[][] got = GoldenQuantiles.Run(WithDerivatives, [.. table.Select(row => row[..3])], Executor.Simd, Precision.F32);
        for (int i = 0; i < table.Length; i++)
            for (int k = 0; k < 3; k++)
            {
                double value = table[i][3 + k], error = Math.Abs(got[k][i] - value) / Math.Max(Math.Abs(value), k == 0 ? 1 : 0);
                Assert.True(error <= (k == 0 ? 4e-6 : 2e-5), $"output {k} at {string.Join(", ", table[i][..3])}: {got[k][i]:R} for {value:R}, off by {error:g3}");
            }
    }

    /// <summary>The distribution function at the quantile, and its derivatives by what the quantile's are.</summary>
    [Fact]
    public void Distribution_function_is_the_quantiles_inverse()
    {
        // Where x keeps the quantile's digits: left of 1/2.
        var table = s_table.Where(row => row[3] is > -600 and < 0).ToArray();
        Assert.True(table.Length > 100);
        double[][] points = [.. table.Select(row => new[] { row[0], row[1], 1 / (1 + Math.Exp(-row[3])) })];
        foreach (var executor in new[] { Executor.Reference, Executor.Simd })
        {
            double[][] got = GoldenQuantiles.Run(x =>
            {
                var f = Functions.BetaCdf(x[0], x[1], x[2]).Node;
                return [f, .. Reverse.Gradient(f, x[0].Node, x[1].Node, x[2].Node).Select(g => g!)];
            }, points, executor, Precision.F64);
            for (int i = 0; i < table.Length; i++)
            {
                // Rounding the logit and x moves the function by so much of the density of z.
                double x = points[i][2], density = got[3][i] * x * (1 - x), rounding = 1e-15 * density * (1 + Math.Abs(table[i][3]));
                Agree(table[i][2], got[0][i], 1e-12 * table[i][2] + rounding);
                Agree(-density * table[i][4], got[1][i], 1e-10 * Math.Abs(got[1][i]));
                Agree(-density * table[i][5], got[2][i], 1e-10 * Math.Abs(got[2][i]));
                void Agree(double expected, double given, double allowed) =>
                    Assert.True(Math.Abs(given - expected) <= allowed, $"{executor} at {string.Join(", ", points[i])}: {given:R} for {expected:R}");
            }
        }
    }

    /// <summary>xᵃ and 1 − (1 − x)ᵇ, and laws that are the mirror image of another.</summary>
    [Fact]
    public void Closed_forms_hold()
    {
        double[][] points = [[2, 1, 0.3 * 0.3], [1, 2, 1 - 0.7 * 0.7], [0.25, 1, 0.4], [1, 0.003, 0.4], [3, 7, 0.2]];
        double[][] got = GoldenQuantiles.Run(x =>
        {
            var quantile = Functions.BetaQuantile(x[0], x[1], x[2]);
            return [quantile.Node, .. Reverse.Gradient(quantile.Node, x[0].Node, x[1].Node, x[2].Node).Select(g => g!),
                (Functions.LogitBetaQuantile(x[0], x[1], x[2]) + Functions.LogitBetaQuantile(x[1], x[0], 1 - x[2])).Node];
        }, points, Executor.Simd, Precision.F64);
        Assert.Equal(0.3, got[0][0], 1e-15);
        Assert.Equal(-0.3 * Math.Log(0.3) / 2, got[1][0], 1e-15);
        Assert.Equal(0.3, got[0][1], 1e-15);
        Assert.Equal(0.7 * Math.Log(0.7) / 2, got[2][1], 1e-15);
        Assert.Equal(1 / (2 * 0.3), got[3][0], 1e-14);
        Assert.Equal(1 / (2 * 0.7), got[3][1], 1e-14);
        Assert.Equal(Math.Pow(0.4, 4), got[0][2], 1e-16);
        Assert.Equal(0, got[4].Max(Math.Abs), 1e-12);
    }
}
