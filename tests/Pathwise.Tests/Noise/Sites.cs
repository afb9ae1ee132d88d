using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Tests.NoiseSources;

/// <summary>Draws and their values, for tests of sources.</summary>
static class Sites
{
    public static Draw Draw(string site, DrawKind law, int elements = 1, bool shared = false) => new(site, law, elements == 1 ? Shape.Scalar : new(elements), shared);

    public static Node Node(Draw draw) => Pathwise.Graphs.Node.Leaf(draw, !draw.Shared, Place.Nowhere);

    /// <summary>The draws of a run of paths: element after element.</summary>
    public static double[] Fill(this INoiseSource source, Draw site, long firstPath, int paths)
    {
        var values = new double[site.Shape.Count * paths];
        source.Fill(site, firstPath, paths, values, paths);
        return values;
    }

    /// <summary>Sub-ranges of any start and length have the bits of the whole.</summary>
    public static void AssertSubRangesAgree(INoiseSource source, Draw site, long start, int paths)
    {
        var whole = source.Fill(site, start, paths);
        int elements = site.Shape.Count;
        for (int from = 0; from < paths; from += from < 35 ? 1 : 13)
            foreach (int count in new[] { 1, 2, 7, 8, 9, 16, 17, 31, paths - from })
            {
                if (from + count > paths) continue;
                // A stride longer than the run, and what lies between left alone.
                var part = new double[elements * (count + 3)];
                Array.Fill(part, -77);
                source.Fill(site, start + from, count, part, count + 3);
                for (int e = 0; e < elements; e++)
                {
                    for (int p = 0; p < count; p++)
                        Assert.True(whole[e * paths + from + p].Equals(part[e * (count + 3) + p]), $"path {start + from + p}, element {e}, in a run of {count} from {start + from}");
                    Assert.All(part[(e * (count + 3) + count)..((e + 1) * (count + 3))], x => Assert.Equal(-77, x));
                }
            }
    }
}

/// <summary>Statistics with exact laws under the hypothesis that numbers are independent and uniform, or normal.</summary>
static class Statistics
{
    /// <summary>That the mean of a function of the numbers is within five standard errors.</summary>
    public static void MeanIs(double expected, double variance, IEnumerable<double> sample, string what)
    {
        double sum = 0;
        long n = 0;
        foreach (double x in sample) (sum, n) = (sum + x, n + 1);
        double error = Math.Sqrt(variance / n);
        Assert.True(Math.Abs(sum / n - expected) <= 5 * error, $"{what}: {sum / n} is not {expected} ± 5·{error}");
    }

    /// <summary>Kolmogorov and Smirnov: √n·sup|F̂ − F| exceeds 2.6934 with probability 10⁻⁶.</summary>
    public static void IsUniform(IEnumerable<double> sample, string what)
    {
        double[] sorted = [.. sample.Order()];
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
            distance = Math.Max(distance, Math.Max(sorted[i] - (double)i / sorted.Length, (i + 1.0) / sorted.Length - sorted[i]));
        Assert.True(Math.Sqrt(sorted.Length) * distance < 2.6934, $"{what}: Kolmogorov–Smirnov statistic {Math.Sqrt(sorted.Length) * distance}");
    }

    /// <summary>χ² of counts that should be equal: between its quantiles at 10⁻⁶ and 1 − 10⁻⁶, by Wilson and Hilferty.</summary>
    public static void AreEqual(long[] counts, string what)
    {
        double mean = counts.Average(), statistic = counts.Sum(n => (n - mean) * (n - mean)) / mean;
        int degrees = counts.Length - 1;
        double Quantile(double z) => degrees * Math.Pow(1 - 2.0 / (9 * degrees) + z * Math.Sqrt(2.0 / (9 * degrees)), 3);
        Assert.True(statistic > Quantile(-4.7534) && statistic < Quantile(4.7534), $"{what}: χ² of {statistic} with {degrees} degrees of freedom");
    }

    /// <summary>That two samples of known mean and variance are uncorrelated.</summary>
    public static void AreUncorrelated(double[] a, double[] b, double mean, double variance, string what) =>
        MeanIs(0, variance * variance, a.Zip(b, (x, y) => (x - mean) * (y - mean)), what);
}
