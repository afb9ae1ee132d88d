namespace Pathwise.Learning;

/// <summary>The transpose of a convolution (<see cref="Functions.TransposedConvolution"/>) with a bias for each output: it makes images larger.</summary>
/// <param name="Filters">Of shape (channels, outputs, filter height, filter width): those of the convolution from outputs to channels.</param>
/// <param name="Bias">Of shape (outputs).</param>
/// <param name="Stride">The step between places in the result.</param>
/// <param name="Padding">What is cut off each side.</param>
/// <param name="Extra">Rows and columns more at the end, fewer than the stride.</param>
public sealed record TransposedConvolution(Real Filters, Real Bias, int Stride = 1, int Padding = 0, int Extra = 0)
{
    /// <summary>A layer with first weights and square filters; without a choice of them filters and biases are uniform on ±1/√(outputs·size²), as PyTorch counts the fan of this layer.</summary>
    public static TransposedConvolution Of(int channels, int outputs, int size, RandomKey key, int stride = 1, int padding = 0, int extra = 0, Initialisation? initialisation = null)
    {
        Setting.Extents("a transposed convolution", channels, outputs, size);
        var (filters, bias) = Initialisations.Draw(key, initialisation, new(channels, outputs, size, size), outputs, outputs * size * size, channels * size * size);
        return new(filters, bias, stride, padding, extra);
    }

    /// <summary>Of an image (channels, height, width) one of shape (outputs, (height − 1)s − 2p + filter height + extra, (width − 1)s − 2p + filter width + extra).</summary>
    public Real Apply(Real image) => Functions.TransposedConvolution(image, Filters, Stride, Padding, Extra) + Functions.Reshape(Bias, new(Bias.Shape[0], 1, 1));
}
