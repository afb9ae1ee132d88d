using System.Globalization;
using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;
using Pathwise.Ops;

namespace Pathwise.Tests.Ops;

/// <summary>The logit of the beta quantile and its derivatives of first and second order against 50 digits; see beta_quantiles.py.</summary>
public class BetaQuantileTests
{
    sealed record Golden(double A, double B, double U, double[] Values);

    static readonly Golden[] s_golden =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Numerics", "beta_quantiles.txt")).Select(line =>
        {
            double[] x = [.. line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
            return new Golden(x[0], x[1], x[2], x[3..]);
        }),
    ];

    /// <summary>z, ∂z/∂a, ∂z/∂b, ∂²z/∂a², ∂²z/∂a∂b, ∂²z/∂b² as functions of a, b, u.</summary>
    static Graph Graph()
    {
        Node[] x = [.. new[] { "a", "b", "u" }.Select(name => Node.Leaf(new Parameter(Shape.Scalar, name), perPath: true, Place.Nowhere))];
        var z = Functions.LogitBetaQuantile(x[0].AsReal(), x[1].AsReal(), x[2].AsReal()).Node;
        var first = Reverse.Gradient(z, x[0], x[1]);
        Node?[] second = [.. Reverse.Gradient(first[0]!, x[0], x[1]), Reverse.Gradient(first[1]!, x[1])[0]];
        return new(x, Simplifier.Simplify([z, first[0]!, first[1]!, .. second.Select(s => s!)]));
    }

    static double[][] Run(Executor executor, Precision precision)
    {
        var graph = Graph();
        int paths = s_golden.Length;
        using var runner = new CompiledGraph(graph, precision, executor).Runner(
            new([], new DataRows(graph.Parameters, [.. s_golden.Select(g => new double[][] { [g.A], [g.B], [g.U] })]), new CounterSource(0), 0));
        var flat = new double[graph.Outputs.Length * paths];
        runner.Run(0, paths, flat);
        return [.. graph.Outputs.Select((_, i) => flat[(i * paths)..((i + 1) * paths)])];
    }

    /// <summary>
    /// In double precision, of shapes in [0.01, 10⁵] and in all of [0.001, 10⁶]: the logit to 10⁻¹² of itself or of 1, first derivatives to 10⁻¹¹ of
    /// themselves, second ones to 10⁻⁹ (mixed ones of themselves or of the product of the first ones).
    /// </summary>
    [Theory]
    [InlineData(0.01, 1e5, 1e-12, 2e-12, 1e-10)]
    [InlineData(0.001, 1e6, 2e-12, 2e-11, 1e-10)]
    public void Quantile_and_derivatives_are_right(double least, double greatest, double value, double first, double second)
    {
        double[] bounds = [value, first, first, second, second, second];
        foreach (var executor in new[] { Executor.Reference, Executor.Simd })
        {
            double[][] got = Run(executor, Precision.F64);
            for (int i = 0; i < s_golden.Length; i++)
            {
                var golden = s_golden[i];
                if (Math.Min(golden.A, golden.B) < least || Math.Max(golden.A, golden.B) > greatest) continue;
                for (int k = 0; k < 6; k++)
                {
                    double scale = Math.Max(Math.Abs(golden.Values[k]), k switch { 0 => 1, 4 => Math.Abs(golden.Values[1] * golden.Values[2]), _ => 0 });
                    double error = Math.Abs(got[k][i] - golden.Values[k]) / scale;
                    Assert.True(error <= bounds[k], $"{executor}, output {k}, a = {golden.A}, b = {golden.B}, u = {golden.U:R}: {got[k][i]:R} for {golden.Values[k]:R}, off by {error:g3}");
                }
            }
        }
    }
}
