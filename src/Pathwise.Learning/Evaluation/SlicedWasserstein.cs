using Pathwise.Learning.Data;

namespace Pathwise.Learning;

/// <summary>
/// The sliced Wasserstein distance between two samples: the root of the mean, over random directions, of the squared 2-Wasserstein distance of their projections (Rabin, Peyré, Delon and Bernot, Wasserstein barycenter and its
/// application to texture mixing, SSVM 2011). On a line that distance is had by sorting. Directions are fixed by a key, so that numbers can be compared.
/// </summary>
public sealed class SlicedWasserstein
{
    readonly double[][] _directions;

    /// <summary>With directions drawn by a key, uniform on the sphere. PW4035 unless both numbers are positive.</summary>
    /// <param name="dimensions">The number of elements of a point.</param>
    /// <param name="key">The key.</param>
    /// <param name="directions">The number of directions.</param>
    public SlicedWasserstein(int dimensions, RandomKey key, int directions = 128)
    {
        if (dimensions < 1 || directions < 1) throw new PathwiseException("PW4035", $"a sliced distance of {directions} directions in {dimensions} dimensions", "give positive numbers", Place.OfCaller());
        _directions = [.. key.Normal(new Shape(directions, dimensions)).ToArray().Chunk(dimensions).Select(v => Math.Sqrt(v.Sum(x => x * x)) is var norm ? Array.ConvertAll(v, x => x / norm) : v)];
    }

    /// <summary>The distance between the rows of two arrays, [n, …] and [m, …]. PW4035 unless their rows have as many elements as the directions.</summary>
    public double Between(DataArray a, DataArray b)
    {
        double[] left = Numbers(a), right = Numbers(b);
        return Math.Sqrt(_directions.Average(direction => Squared(Projected(left, direction), Projected(right, direction))));
    }

    double[] Numbers(DataArray rows) => rows.Shape.Rank > 0 && rows.Shape.Count == (long)rows.Shape[0] * _directions[0].Length ? rows.ToArray()
        : throw new PathwiseException("PW4035", $"points of shape {rows.Shape} for directions in {_directions[0].Length} dimensions", "give rows with as many elements", Place.OfCaller());

    static double[] Projected(double[] points, double[] direction)
    {
        var projected = new double[points.Length / direction.Length];
        for (int k = 0, at = 0; k < projected.Length; k++)
            for (int i = 0; i < direction.Length; i++) projected[k] += direction[i] * points[at++];
        Array.Sort(projected);
        return projected;
    }

    /// <summary>∫₀¹ (F⁻¹(u) − G⁻¹(u))² du of two sorted samples, over the intervals on which both quantiles stay the same.</summary>
    static double Squared(double[] a, double[] b)
    {
        if (a.Length == b.Length) return a.Zip(b, (x, y) => (x - y) * (x - y)).Average();
        double sum = 0, from = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            // Ends (i + 1)/n and (j + 1)/m compared as whole numbers.
            long left = (i + 1L) * b.Length, right = (j + 1L) * a.Length;
            double to = Math.Min(left, right) / ((double)a.Length * b.Length);
            sum += (to - from) * (a[i] - b[j]) * (a[i] - b[j]);
            from = to;
            if (left <= right) i++;
            if (right <= left) j++;
        }
        return sum;
    }
}
