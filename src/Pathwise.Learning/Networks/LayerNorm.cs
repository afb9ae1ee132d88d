using static Pathwise.Functions;

namespace Pathwise.Learning;

/// <summary>Normalisation over features: y = g·(x − mean)/√(variance + ε) + b, mean and variance (divided by their number) over the last axis (Ba, Kiros and Hinton, Layer normalization, arXiv:1607.06450).</summary>
/// <param name="Gain">g, of shape (features).</param>
/// <param name="Bias">b, of shape (features).</param>
/// <param name="Epsilon">ε, added to the variance.</param>
public sealed record LayerNorm(Real Gain, Real Bias, double Epsilon = 1e-5)
{
    /// <summary>A layer with gain 1 and bias 0.</summary>
    public static LayerNorm Of(int features)
    {
        Setting.Extents("a layer norm", features);
        return new(Initialisations.Full(features, 1), Initialisations.Full(features, 0));
    }

    /// <summary>The normalised features of a vector, or of each row.</summary>
    public Real Apply(Real x)
    {
        if (x.Shape.Rank == 0 || x.Shape[x.Shape.Rank - 1] != Gain.Shape[0]) throw Setting.Misfit("a layer norm", x.Shape, $"arrays whose last axis has {Gain.Shape[0]} features");
        return Standardised(x, [x.Shape.Rank - 1], Epsilon) * Gain + Bias;
    }

    /// <summary>(x − mean)/√(variance + ε) over some axes.</summary>
    internal static Real Standardised(Real x, int[] axes, double epsilon)
    {
        int[] kept = [.. Enumerable.Range(0, x.Shape.Rank).Select(axis => axes.Contains(axis) ? 1 : x.Shape[axis])];
        var centred = x - Reshape(Mean(x, axes), new(kept));
        return centred / Reshape(Sqrt(Mean(centred * centred, axes) + epsilon), new(kept));
    }
}
