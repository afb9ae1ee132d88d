namespace Pathwise.Learning;

/// <summary>A convolution of images (a cross-correlation, as <see cref="Functions.Convolution"/> defines it) with a bias for each output.</summary>
/// <param name="Filters">Of shape (outputs, channels, filter height, filter width).</param>
/// <param name="Bias">Of shape (outputs).</param>
/// <param name="Stride">The step between places.</param>
/// <param name="Padding">The zeros on each side.</param>
public sealed record Convolution(Real Filters, Real Bias, int Stride = 1, int Padding = 0)
{
    /// <summary>A layer with first weights and square filters; without a choice of them filters and biases are uniform on ±1/√(channels·size²).</summary>
    public static Convolution Of(int channels, int outputs, int size, RandomKey key, int stride = 1, int padding = 0, Initialisation? initialisation = null)
    {
        Setting.Extents("a convolution", channels, outputs, size);
        var (filters, bias) = Initialisations.Draw(key, initialisation, new(outputs, channels, size, size), outputs, channels * size * size, outputs * size * size);
        return new(filters, bias, stride, padding);
    }

    /// <summary>Of an image (channels, height, width) one of shape (outputs, ⌊(height + 2p − filter height)/s⌋ + 1, ⌊(width + 2p − filter width)/s⌋ + 1).</summary>
    public Real Apply(Real image) => Functions.Convolution(image, Filters, Stride, Padding) + Functions.Reshape(Bias, new(Bias.Shape[0], 1, 1));
}
