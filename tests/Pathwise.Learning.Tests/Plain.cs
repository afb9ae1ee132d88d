using Pathwise.Execution;

namespace Pathwise.Learning.Tests;

/// <summary>Programs without noise on one path, and numbers to give them.</summary>
static class Plain
{
    public static double Entry(int i) => Math.Sin(1.7 * i + 0.3) + 0.2;

    /// <summary>Numbers without pattern, in an array of some shape.</summary>
    public static Real Numbers(Shape shape, int from = 0) => Real.FromArray(shape, [.. Enumerable.Range(from, shape.Count).Select(Entry)]);

    public static EstimationOptions On(Executor executor, Precision precision) => new() { Paths = 1, Threads = 1, Executor = executor, Precision = precision };

    /// <summary>Σ wᵢyᵢ with fixed weights: a number that sees every element of an array.</summary>
    public static Real Seen(Real y) => Functions.Sum(Functions.Reshape(y, y.Shape.Count) * Numbers(y.Shape.Count, 1000));


    /// <summary>
    /// A layer's value as the loops of a test have it, in both precisions and by both executors, and its gradient in all its parameters and in its input against central differences of the value.
    /// </summary>
    public static void Agrees<TLayer>(TLayer layer, Real input, Func<TLayer, Real, Real> apply, double[] expected, double tolerance = 1e-12)
    {
        double[] outside = apply(layer, input).ToArray();
        Assert.Equal(expected.Length, outside.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], outside[i], tolerance * (1 + Math.Abs(expected[i])));

        double seen = expected.Select((y, i) => y * Entry(1000 + i)).Sum();
        var program = Expectation.Of((Trial<TLayer> t, Noise _) => Seen(apply(t.Layer, t.Input)));
        var at = new Trial<TLayer>(layer, input);
        var flat = new FlatParameters<Trial<TLayer>>(at);
        var point = new double[flat.Count];
        flat.Read(at, point);
        var gradients = new List<double[]>();
        foreach (var executor in new[] { Executor.Reference, Executor.Simd })
            foreach (var precision in new[] { Precision.F64, Precision.F32 })
            {
                var e = program.ValueAndGradient(at, On(executor, precision));
                var gradient = new double[flat.Count];
                flat.Read(e.Gradient, gradient);
                double scale = precision == Precision.F64 ? 1e-11 : 2e-4;
                Assert.True(Math.Abs(e.Value - seen) <= scale * (1 + expected.Sum(Math.Abs)), $"{executor} {precision}: {e.Value:R} against {seen:R}");
                gradients.Add(gradient);
                double largest = gradients[0].Max(Math.Abs);
                for (int i = 0; i < gradient.Length; i++)
                    Assert.True(Math.Abs(gradient[i] - gradients[0][i]) <= scale * (1 + largest), $"{executor} {precision}: derivative {i} is {gradient[i]:R}, the oracle's {gradients[0][i]:R}");
            }
        double size = gradients[0].Max(Math.Abs);
        const double H = 1e-4;
        for (int i = 0; i < point.Length; i += 1 + point.Length / 60)
        {
            // Fourth order: errors of h⁴ in truncation and 1e-16/h in rounding.
            double Moved(double by)
            {
                double[] moved = [.. point];
                moved[i] += by;
                return program.Value(flat.Build<double>(moved), On(Executor.Reference, Precision.F64)).Value;
            }
            double difference = (8 * (Moved(H) - Moved(-H)) - (Moved(2 * H) - Moved(-2 * H))) / (12 * H);
            Assert.True(Math.Abs(difference - gradients[0][i]) <= 1e-8 * (1 + size), $"derivative {i} is {gradients[0][i]:R}, by differences {difference:R}");
        }
    }

    /// <summary>A layer and its input, both differentiated.</summary>
    public sealed record Trial<TLayer>(TLayer Layer, Real Input);
}
