using System.Globalization;

namespace Pathwise;

public static partial class Functions
{
    /// <summary>
    /// The cross-correlation of an image with filters, as neural networks call convolution: y[o, i, j] = Σ filters[o, c, u, v]·image[c, s·i + u − p, s·j + v − p] over channels c and the filter's
    /// places u, v, with stride s and p zeros around the image.
    /// </summary>
    /// <param name="image">Of shape (channels, height, width).</param>
    /// <param name="filters">Of shape (outputs, channels, filter height, filter width).</param>
    /// <param name="stride">The step between places, at least 1.</param>
    /// <param name="padding">The zeros on each side, at least 0.</param>
    /// <returns>Of shape (outputs, ⌊(height + 2p − filter height)/s⌋ + 1, ⌊(width + 2p − filter width)/s⌋ + 1).</returns>
    public static Real Convolution(Real image, Real filters, int stride = 1, int padding = 0)
    {
        Shape x = image.Shape, f = filters.Shape;
        if (x.Rank != 3 || f.Rank != 4 || x[0] != f[1])
            throw new PathwiseException("PW0050", $"an image of shape {x} and filters of shape {f}", "give (channels, height, width) and (outputs, channels, filter height, filter width)", Place.OfCaller());
        if (stride < 1 || padding < 0 || x[1] + 2 * padding < f[2] || x[2] + 2 * padding < f[3])
            throw new PathwiseException("PW0051", string.Create(CultureInfo.InvariantCulture, $"filters of {f[2]} × {f[3]} with stride {stride} on an image of {x[1]} × {x[2]} with padding {padding}"),
                "the padded image must hold a filter, the stride be at least 1 and the padding at least 0", Place.OfCaller());
        using var at = Place.At(Place.OfCaller().OrNowhere);
        var matrix = Reshape(Transpose(filters, 0, 2, 3, 1), new(f[0], f[2] * f[3] * f[1]));
        return Transpose(new(Node.Create(new Correlation(f[2], f[3], stride, padding), [Transpose(image, 1, 2, 0).Node, matrix.Node])), 2, 0, 1);
    }
}
