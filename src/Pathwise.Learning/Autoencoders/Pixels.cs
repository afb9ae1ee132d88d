using static Pathwise.Functions;

namespace Pathwise.Learning.Autoencoders;

/// <summary>Images as observations.</summary>
public static class Pixels
{
    /// <summary>
    /// Stochastic binarisation: each pixel x in [0, 1] becomes 1 with probability x, else 0, afresh on every path (Salakhutdinov and Murray, On the quantitative analysis of deep belief networks, ICML 2008). No parameter enters
    /// the comparison, so it is no obstacle to any gradient.
    /// </summary>
    public static Real Binarised(Real image, Noise noise) => Where(noise.Uniform(image.Shape) < image, 1, Filled(image.Shape, 0));
}
