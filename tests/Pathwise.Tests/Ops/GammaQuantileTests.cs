using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.Graphs;

namespace Pathwise.Tests.Ops;

/// <summary>The logarithm of the gamma quantile, its derivatives of first and second order, and the distribution functions; see gamma_quantiles.py.</summary>
public class GammaQuantileTests
{
    /// <summary>a, u; z, ∂z/∂a, ∂²z/∂a².</summary>
    static readonly double[][] s_table = GoldenQuantiles.Table("gamma_quantiles");

    static Node[] WithDerivatives(Real[] x)
    {
        var z = Functions.LogGammaQuantile(x[0], x[1]).Node;
        var first = Reverse.Gradient(z, x[0].Node)[0]!;
        return [z, first, Reverse.Gradient(first, x[0].Node)[0]!];
    }

    [Theory]
    [InlineData(0.01, 1e5, 1e-12, 1e-11, 1e-9)]
    [InlineData(0.001, 1e6, 2e-12, 2e-11, 1e-8)]
    public void Quantile_and_derivatives_are_right(double least, double greatest, double value, double first, double second)
    {
        double[] bounds = [value, first, second];
        var table = s_table.Where(row => row[0] >= least && row[0] <= greatest).ToArray();
        foreach (var executor in new[] { Executor.Reference, Executor.Simd })
        {
            double[][] got = GoldenQuantiles.Run(WithDerivatives, [.. table.Select(row => row[..2])], executor, Precision.F64);
            for (int k = 0; k < 3; k++)
                for (int i = 0; i < table.Length; i++)
                {
                    double exact = table[i][2 + k], error = Math.Abs(got[k][i] - exact) / Math.Max(Math.Abs(exact), k == 0 ? 1 : 0);
                    Assert.True(error <= bounds[k], $"{executor}, output {k} at {string.Join(", ", table[i][..2])}: {got[k][i]:R} for {exact:R}, off by {error:g3}");
                }
        }
    }

    [Fact]
    public void Quantile_is_right_in_single_precision() // where rounding u moves its tail by no more than that
    {
        var table = s_table.Where(row => row[0] is >= 0.01 and <= 300 && row[1] is > 1e-4 and < 0.99).ToArray();
        double[][] got = GoldenQuantiles.Run(WithDerivatives, [.. table.Select(row => row[..2])], Executor.Simd, Precision.F32);
        for (int k = 0; k < 2; k++)
            for (int i = 0; i < table.Length; i++)
            {
                double exact = table[i][2 + k], error = Math.Abs(got[k][i] - exact) / Math.Max(Math.Abs(exact), k == 0 ? 1 : 0);
                Assert.True(error <= (k == 0 ? 4e-6 : 4e-5), $"output {k} at {string.Join(", ", table[i][..2])}: {got[k][i]:R} for {exact:R}, off by {error:g3}");
            }
    }

    /// <summary>dx/da at (a, x) of the gamma law of rate 1.</summary>
    [Theory]
    [InlineData(0.1, 0.001, 0.0649072473837)]
    [InlineData(0.5, 0.2, 0.794050566331)]
    [InlineData(1, 1, 1.17356302722)]
    [InlineData(2, 1, 0.750778692126)]
    [InlineData(10, 12, 1.11232944302)]
    [InlineData(1000, 1010, 1.00515092968)]
    public void Implicit_derivative_at_a_point(double a, double x, double exact)
    {
        double[][] got = GoldenQuantiles.Run(v =>
        {
            var f = Functions.GammaP(v[0], v[1]).Node;
            var gradient = Reverse.Gradient(f, v[0].Node, v[1].Node);
            return [f, (-(gradient[0]!.AsReal() / gradient[1]!.AsReal())).Node];
        }, [[a, x]], Executor.Simd, Precision.F64);
        Assert.Equal(exact, got[1][0], 1e-11 * exact);
    }

    [Fact]
    public void Distribution_functions_are_the_quantiles_inverse()
    {
        var table = s_table.Where(row => row[2] > -600).ToArray();
        foreach (var executor in new[] { Executor.Reference, Executor.Simd })
        {
            double[][] got = GoldenQuantiles.Run(x =>
            {
                var (p, q) = (Functions.GammaP(x[0], x[1]), Functions.GammaQ(x[0], x[1]));
                return [p.Node, q.Node, .. Reverse.Gradient(p.Node, x[0].Node, x[1].Node).Select(g => g!), .. Reverse.Gradient(q.Node, x[0].Node, x[1].Node).Select(g => g!)];
            }, [.. table.Select(row => new[] { row[0], Math.Exp(row[2]) })], executor, Precision.F64);
            for (int i = 0; i < table.Length; i++)
            {
                // Rounding z and x moves the functions by so much of the density of z.
                double x = Math.Exp(table[i][2]), density = got[3][i] * x, rounding = 1e-15 * density * (1 + Math.Abs(table[i][2]));
                Agree(table[i][1], got[0][i], 5e-12 * table[i][1] + rounding);
                Agree(1 - table[i][1], got[1][i], 5e-12 * (1 - table[i][1]) + rounding);
                Agree(-density * table[i][3], got[2][i], 1e-10 * Math.Abs(got[2][i]));
                Assert.Equal(-got[2][i], got[4][i]);
                Assert.Equal(-got[3][i], got[5][i]);
                void Agree(double expected, double given, double allowed) =>
                    Assert.True(Math.Abs(given - expected) <= allowed, $"{executor} at {string.Join(", ", table[i])}: {given:R} for {expected:R}");
            }
        }
    }

    /// <summary>1 − e⁻ˣ, and the error function of √x.</summary>
    [Fact]
    public void Closed_forms_hold()
    {
        double[][] got = GoldenQuantiles.Run(x => [Functions.GammaQuantile(x[0], x[1]).Node, Functions.GammaP(x[0], x[1]).Node], [[1, 0.3], [0.5, 0.49]], Executor.Simd, Precision.F64);
        Assert.Equal(-Math.Log(0.7), got[0][0], 1e-15);
        Assert.Equal(1 - Math.Exp(-0.3), got[1][0], 1e-15);
        Assert.Equal(0.6778011938374185, got[1][1], 1e-15);
    }
}
