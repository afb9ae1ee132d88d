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

    /// <summary>
    /// The transpose of <see cref="Convolution"/> as a linear map of its image, by which neural networks make images larger: every place of the image adds its multiple of the filters to a larger one,
    /// y[c, s·i + u − p, s·j + v − p] += filters[o, c, u, v]·image[o, i, j], and what falls outside is left out (Zeiler, Krishnan, Taylor and Fergus, Deconvolutional networks, CVPR 2010).
    /// </summary>
    /// <param name="image">Of shape (inputs, height, width).</param>
    /// <param name="filters">Of shape (inputs, channels, filter height, filter width): those of the convolution that this is the transpose of.</param>
    /// <param name="stride">The step between places in the result, at least 1.</param>
    /// <param name="padding">What is cut off each side, at least 0.</param>
    /// <param name="extra">Rows and columns more at the end, fewer than the stride: images of several sizes are convolved to one, and this says which.</param>
    /// <returns>Of shape (channels, (height − 1)·s − 2p + filter height + extra, (width − 1)·s − 2p + filter width + extra).</returns>
    public static Real TransposedConvolution(Real image, Real filters, int stride = 1, int padding = 0, int extra = 0)
    {
        Shape y = image.Shape, f = filters.Shape;
        if (y.Rank != 3 || f.Rank != 4 || y[0] != f[0])
            throw new PathwiseException("PW0050", $"a transposed convolution of an image of shape {y} with filters of shape {f}",
                "give (inputs, height, width) and (inputs, channels, filter height, filter width)", Place.OfCaller());
        int height = (y[1] - 1) * stride - 2 * padding + f[2] + extra, width = (y[2] - 1) * stride - 2 * padding + f[3] + extra;
        if (stride < 1 || padding < 0 || extra < 0 || extra >= stride || height < 1 || width < 1)
            throw new PathwiseException("PW0051", string.Create(CultureInfo.InvariantCulture, $"filters of {f[2]} × {f[3]} with stride {stride}, padding {padding} and {extra} more to make an image of {height} × {width}"),
                "the stride must be at least 1, the padding at least 0, the rows more at the end fewer than the stride, and something be left of the image", Place.OfCaller());
        using var at = Place.At(Place.OfCaller().OrNowhere);
        var matrix = Reshape(Transpose(filters, 0, 2, 3, 1), new(f[0], f[2] * f[3] * f[1]));
        // The convolution is linear in its image, so pulling back does not ask which one it was.
        var convolution = Node.Create(new Correlation(f[2], f[3], stride, padding), [Filled(new(height, width, f[1]), 0).Node, matrix.Node]);
        return Transpose(convolution.Op.Pull(convolution, 0, Transpose(image, 1, 2, 0).Node)!.AsReal(), 2, 0, 1);
    }
}
