using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Tests.Ops;

/// <summary>Convolution and its gradients against sums written out.</summary>
public class ConvolutionTests
{
    static double Entry(int i) => Math.Sin(1.7 * i + 0.3) + 0.2;

    static double[] Direct(Shape x, double[] image, Shape f, double[] filters, int s, int p)
    {
        int height = (x[1] + 2 * p - f[2]) / s + 1, width = (x[2] + 2 * p - f[3]) / s + 1;
        var y = new double[f[0] * height * width];
        for (int o = 0; o < f[0]; o++)
            for (int i = 0; i < height; i++)
                for (int j = 0; j < width; j++)
                    for (int c = 0; c < x[0]; c++)
                        for (int u = 0; u < f[2]; u++)
                            for (int v = 0; v < f[3]; v++)
                            {
                                int row = s * i + u - p, column = s * j + v - p;
                                if (row >= 0 && row < x[1] && column >= 0 && column < x[2])
                                    y[(o * height + i) * width + j] += filters[((o * x[0] + c) * f[2] + u) * f[3] + v] * image[(c * x[1] + row) * x[2] + column];
                            }
        return y;
    }

    [Theory]
    [InlineData(1, 4, 4, 1, 1, 1, 1, 0)]
    [InlineData(2, 5, 4, 3, 3, 3, 1, 1)]
    [InlineData(3, 6, 7, 2, 3, 2, 2, 1)]
    [InlineData(2, 3, 3, 4, 3, 3, 1, 0)]
    public void Values_and_gradients(int channels, int height, int width, int outputs, int filterHeight, int filterWidth, int stride, int padding)
    {
        Shape x = new(channels, height, width), f = new(outputs, channels, filterHeight, filterWidth);
        double[] image = [.. Enumerable.Range(0, x.Count).Select(Entry)], filters = [.. Enumerable.Range(100, f.Count).Select(Entry)];
        double[] expected = Direct(x, image, f, filters, stride, padding);
        var (a, b) = (Node.Leaf(new Parameter(x, "image"), perPath: true, Place.Nowhere), Node.Leaf(new Parameter(f, "filters"), perPath: false, Place.Nowhere));
        var y = Convolution(a.AsReal(), b.AsReal(), stride, padding);
        // Half the sum of squares: its gradient is that of y contracted with y.
        var gradient = Reverse.Gradient((0.5 * Sum(y * y)).Node, a, b);
        foreach (var executor in new[] { Executor.Reference, Executor.Simd })
        {
            var rows = new DataRows([a], [[image]]);
            using var runner = new CompiledGraph(new Graph([b, a], Simplifier.Simplify(y.Node, gradient[0]!, gradient[1]!)), Precision.F64, executor)
                .Runner(new([new Value(filters, f.Count, 1, perPath: false)], rows, new Pathwise.NoiseSources.CounterSource(0), 0));
            var got = new double[expected.Length + x.Count + f.Count];
            runner.Run(0, 1, got);
            Assert.All(expected, (value, i) => Assert.Equal(value, got[i], 1e-12));
            double Loss(double[] image, double[] filters) => 0.5 * Direct(x, image, f, filters, stride, padding).Sum(v => v * v);
            static double[] Moved(double[] from, int i, double by) => [.. from.Select((v, k) => k == i ? v + by : v)];
            for (int i = 0; i < x.Count; i++) Assert.Equal((Loss(Moved(image, i, 0.5), filters) - Loss(Moved(image, i, -0.5), filters)), got[expected.Length + i], 1e-11);
            for (int i = 0; i < f.Count; i++) Assert.Equal((Loss(image, Moved(filters, i, 0.5)) - Loss(image, Moved(filters, i, -0.5))), got[expected.Length + x.Count + i], 1e-10);
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Real image = Filled(new(2, 4, 4), 1);
        Assert.Equal("PW0050", Assert.Throws<PathwiseException>(() => { Convolution(image, Filled(new(3, 1, 2, 2), 1)); }).Id);
        Assert.Equal("PW0051", Assert.Throws<PathwiseException>(() => { Convolution(image, Filled(new(3, 2, 5, 5), 1)); }).Id);
        Assert.Equal("PW0051", Assert.Throws<PathwiseException>(() => { Convolution(image, Filled(new(3, 2, 2, 2), 1), stride: 0); }).Id);
    }
}
