namespace Pathwise.Learning.Tests;

/// <summary>The sliced distance against what is known of it: on a line, under shifts and rotations, between samples of one law.</summary>
public class SlicedWassersteinTests
{
    static DataArray Rows(params double[] points) => new(new Shape(points.Length / 2, 2), points);

    [Fact]
    public void On_a_line()
    {
        var distance = new SlicedWasserstein(1, new RandomKey(1), 3);
        DataArray Line(params double[] x) => new(new Shape(x.Length, 1), x);
        Assert.Equal(0, distance.Between(Line(3, 1, 2), Line(1, 2, 3)));
        // Sorted, pairs are 1 and 0, 2 and 5.
        Assert.Equal(Math.Sqrt((1 + 9) / 2.0), distance.Between(Line(2, 1), Line(0, 5)), 1e-14);
        // Quantiles of two and of three points: on thirds and halves.
        Assert.Equal(Math.Sqrt((1 / 3.0) * 0 + (1 / 6.0) * 1 + (1 / 6.0) * 4 + (1 / 3.0) * 1), distance.Between(Line(0, 3), Line(0, 1, 2)), 1e-14);
        Assert.Equal(distance.Between(Line(0, 3), Line(0, 1, 2)), distance.Between(Line(0, 1, 2), Line(0, 3)), 1e-14);
        // Repeating every point changes no law.
        Assert.Equal(distance.Between(Line(0.3, 2, 7), Line(1, -4)), distance.Between(Line(0.3, 0.3, 2, 2, 7, 7), Line(1, 1, 1, -4, -4, -4)), 1e-13);
    }

    [Fact]
    public void A_shift_by_a_vector()
    {
        // Every projection moves by the vector's: the mean square of that is |v|²/2 in the plane, here over these directions.
        var rows = Toys.TwoMoons.Rows(500, seed: 1).ToArray();
        double[] moved = [.. rows.Select((x, i) => x + (i % 2 == 0 ? 3 : -4))];
        Assert.Equal(5 / Math.Sqrt(2), new SlicedWasserstein(2, new RandomKey(1), 4000).Between(Rows(rows), Rows(moved)), 5 * 5 / Math.Sqrt(2) * Math.Sqrt(0.5 / 4000) / 2);
    }

    /// <summary>Two samples of 10,000 of one law: mean .043 and standard deviation .012.</summary>
    [Fact]
    public void Between_samples_of_one_law()
    {
        var distance = new SlicedWasserstein(2, new RandomKey(7));
        double[] found = [.. Enumerable.Range(0, 9).Select(k => distance.Between(Toys.EightGaussians.Rows(10_000, seed: 2 * k), Toys.EightGaussians.Rows(10_000, seed: 2 * k + 1)))];
        Assert.Equal(0.043, found.Average(), 5 * 0.012 / 3);
        Assert.Equal(found[3], new SlicedWasserstein(2, new RandomKey(7)).Between(Toys.EightGaussians.Rows(10_000, seed: 6), Toys.EightGaussians.Rows(10_000, seed: 7)));
    }

    [Fact]
    public void Mistakes()
    {
        Assert.Equal("PW4035", Assert.Throws<PathwiseException>(() => new SlicedWasserstein(0, new RandomKey(1))).Id);
        Assert.Equal("PW4035", Assert.Throws<PathwiseException>(() => new SlicedWasserstein(2, new RandomKey(1)).Between(Rows(1, 2), new(new Shape(3), new double[3]))).Id);
    }
}
