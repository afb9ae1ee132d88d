using static Pathwise.Functions;
using static Pathwise.Learning.Tests.Data.Files;

namespace Pathwise.Learning.Tests.Data;

/// <summary>The laws of the plane: densities and entropies by quadrature, samples by their moments and where they lie.</summary>
public class ToyTests
{
    const int Count = 200_000;

    static double[] Densities(Func<Real, Real> logDensity, double[] points) => [.. logDensity(Real.FromArray(new Shape(points.Length / 2, 2), points)).ToArray().Select(Math.Exp)];

    /// <summary>Midpoints of the cells of a square about the origin, with the area of one.</summary>
    static (double[] Points, double Area) Cells(double half, int cells)
    {
        double step = 2 * half / cells;
        double Middle(int i) => -half + (i + 0.5) * step;
        return ([.. Enumerable.Range(0, cells * cells).SelectMany(c => (double[])[Middle(c / cells), Middle(c % cells)])], step * step);
    }

    static void Mean(double expected, double variance, IEnumerable<double> sample) => Assert.Equal(expected, sample.Average(), 5 * Math.Sqrt(variance / Count));

    [Theory]
    [InlineData(2, 0.2)]
    [InlineData(1, 0.4)]
    public void Eight_gaussians(double radius, double deviation)
    {
        var law = new EightGaussians(radius, deviation);
        var (points, area) = Cells(radius + 9 * deviation, 400);
        double[] p = Densities(law.LogDensity, points);
        Assert.Equal(1, p.Sum() * area, 1e-10);
        Assert.Equal(-p.Sum(x => x > 0 ? x * Math.Log(x) : 0) * area, law.Entropy, 1e-9);
        Assert.Equal(Math.Exp((double)law.LogDensity(new double[] { 0.3, -0.2 })), Densities(law.LogDensity, [0.3, -0.2])[0], 1e-14);

        var rows = law.Rows(Count, seed: 1);
        double[] x = [.. Enumerable.Range(0, Count).Select(k => rows[2 * k])], y = [.. Enumerable.Range(0, Count).Select(k => rows[2 * k + 1])];
        double r2 = radius * radius, s2 = deviation * deviation;
        Mean(0, r2 / 2 + s2, x);
        Mean(0, r2 / 2 + s2, y);
        Mean(0, (r2 / 2 + s2) * (r2 / 2 + s2), x.Zip(y, (a, b) => a * b));
        // |X|² = R² + 2Rs ε + s²χ²₂, of mean R² + 2s² and variance 4R²s² + 4s⁴.
        Mean(r2 + 2 * s2, 4 * r2 * s2 + 4 * s2 * s2, x.Zip(y, (a, b) => a * a + b * b));
        // Each of the eight sectors about a mean holds an eighth, by symmetry.
        int[] sectors = [.. x.Zip(y, (a, b) => (int)Math.Round(Math.Atan2(b, a) / (Math.PI / 4) + 8) % 8)];
        for (int k = 0; k < 8; k++) Mean(1 / 8.0, 7 / 64.0, sectors.Select(sector => sector == k ? 1.0 : 0));
        // −log p is an unbiased estimate of the entropy; its variance by the same quadrature.
        double second = p.Sum(q => q > 0 ? q * Math.Log(q) * Math.Log(q) : 0) * area;
        Mean(-law.Entropy, second - law.Entropy * law.Entropy, law.LogDensity(rows.ToReal()).ToArray());
    }

    [Fact]
    public void The_entropy_of_the_usual_eight() => Assert.Equal(1.70, Toys.EightGaussians.Entropy, 0.005);

    [Fact]
    public void Densities_far_away_do_not_vanish()
    {
        double far = (double)Toys.EightGaussians.LogDensity(new double[] { 100, 0 });
        Assert.Equal(-98 * 98 / 0.08 - Math.Log(16 * Math.PI * 0.04), far, 1e-6);
    }

    [Fact]
    public void Checkerboard()
    {
        var (points, area) = Cells(5, 100);
        double[] p = Densities(Toys.Checkerboard.LogDensity, points);
        Assert.Equal(1, p.Sum() * area, 1e-12);
        Assert.Equal(-p.Sum(x => x > 0 ? x * Math.Log(x) : 0) * area, Toys.Checkerboard.Entropy, 1e-10);
        var rows = Toys.Checkerboard.Rows(Count, seed: 2);
        Assert.All(Toys.Checkerboard.LogDensity(rows.ToReal()).ToArray(), log => Assert.Equal(-Math.Log(32), log, 1e-14));
        // Uniform on the eight squares, and within them: a quarter of each is hit by 1/32 of the points.
        var counts = new Dictionary<(int, int), int>();
        for (int k = 0; k < Count; k++)
        {
            var cell = ((int)Math.Floor(rows[2 * k]), (int)Math.Floor(rows[2 * k + 1]));
            counts[cell] = counts.GetValueOrDefault(cell) + 1;
        }
        Assert.Equal(32, counts.Count);
        Assert.All(counts.Values, c => Assert.Equal(Count / 32.0, c, 5 * Math.Sqrt(Count * (1 / 32.0) * (31 / 32.0))));
    }

    [Fact]
    public void Moons_lie_on_half_circles()
    {
        var rows = new TwoMoons(0).Rows(Count, seed: 3);
        int upper = 0;
        for (int k = 0; k < Count; k++)
        {
            double x = rows[2 * k], y = rows[2 * k + 1];
            bool above = Math.Abs(x * x + y * y - 1) < 1e-9 && y > -1e-9;
            Assert.True(above || Math.Abs((1 - x) * (1 - x) + (0.5 - y) * (0.5 - y) - 1) < 1e-9 && y < 0.5 + 1e-9);
            if (above) upper++;
        }
        Assert.Equal(Count / 2.0, upper, 5 * Math.Sqrt(Count / 4.0));
        // E y = ½(2/π + ½ − 2/π) = ¼ and E x = ½; with noise, whose variance .01 adds to that of x: ½(½ + 1 + ½) − ¼ = ¾.
        var noisy = Toys.TwoMoons.Rows(Count, seed: 3);
        Mean(0.5, 0.75 + 0.01, Enumerable.Range(0, Count).Select(k => noisy[2 * k]));
        // E y² = ½(½ + (¼ − 2/π + ½)).
        Mean(0.25, 0.625 - 1 / Math.PI - 0.0625 + 0.01, Enumerable.Range(0, Count).Select(k => noisy[2 * k + 1]));
    }

    [Fact]
    public void Spirals_wind_one_and_a_half_times()
    {
        var rows = new Spirals(0).Rows(Count, seed: 4);
        int[] arms = new int[2];
        var radii = new double[Count];
        for (int k = 0; k < Count; k++)
        {
            double x = rows[2 * k], y = rows[2 * k + 1], r = radii[k] = Math.Sqrt(x * x + y * y), t = 3 * r;
            double first = Math.Abs(x + t * Math.Cos(t) / 3) + Math.Abs(y - t * Math.Sin(t) / 3), second = Math.Abs(x - t * Math.Cos(t) / 3) + Math.Abs(y + t * Math.Sin(t) / 3);
            Assert.True(Math.Min(first, second) < 1e-9);
            arms[first < second ? 0 : 1]++;
        }
        Assert.Equal(Count / 2.0, arms[0], 5 * Math.Sqrt(Count / 4.0));
        // r = π√u: r² is uniform on (0, π²).
        Assert.InRange(radii.Max(), 3.14, Math.PI);
        double end = Math.PI * Math.PI;
        Mean(end / 2, end * end / 12, radii.Select(r => r * r));
    }

    /// <summary>Rows are what the paths of an expectation with the same seed draw, wherever they are cut.</summary>
    [Fact]
    public void Rows_are_the_draws_of_paths()
    {
        foreach (var toy in (Toy[])[Toys.EightGaussians, Toys.TwoMoons, Toys.Spirals, Toys.Checkerboard])
        {
            var rows = toy.Rows(1000, seed: 9);
            Assert.Equal(new Shape(1000, 2), rows.Shape);
            Assert.Equal(rows.ToArray()[..74], toy.Rows(37, seed: 9).ToArray());
            Assert.NotEqual(rows.ToArray()[..74], toy.Rows(37, seed: 10).ToArray());
            var mean = Expectation.Of((Real scale, Noise noise) => scale * Sum(toy.Sample(noise) * new double[] { 1, 10 })).ValueAndGradient(1.0, paths: 1000, seed: 9);
            Assert.Equal(Enumerable.Range(0, 1000).Average(k => rows[2 * k] + 10 * rows[2 * k + 1]), mean.Value, 1e-10);
            // Data drawn afresh is no obstacle to a gradient.
            Assert.Equal(mean.Value, (double)mean.Gradient, 1e-10);
        }
    }

    [Fact]
    public void Mistakes()
    {
        Refused("PW4009", () => new EightGaussians(2, 0));
        Refused("PW4009", () => new TwoMoons(-1));
        Refused("PW4009", () => new Spirals(double.NaN));
        Refused("PW4009", () => Toys.Spirals.Rows(0, 1));
        Refused("PW4008", () => Toys.Checkerboard.LogDensity(1.0));
        Refused("PW4008", () => Toys.EightGaussians.LogDensity(new double[] { 1, 2, 3 }));
    }
}
