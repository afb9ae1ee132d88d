using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// A residual block of images that is told something, such as the time, as a vector v: x ↦ S x + F₂ σ(n₂(F₁ σ(n₁(x)) + W v + b)), with group norms n, convolutions F of 3×3 places, σ(x) = x/(1 + e⁻ˣ), W v + b added to all places, and S a convolution of single places where the number of
/// channels changes, else the identity (Ho, Jain and Abbeel, NeurIPS 2020).
/// </summary>
/// <param name="Before">n₁.</param>
/// <param name="First">F₁.</param>
/// <param name="Told">W and b.</param>
/// <param name="Between">n₂.</param>
/// <param name="Second">F₂, 0 at first.</param>
/// <param name="Skip">S, one layer or none.</param>
public sealed record ConvolutionBlock(GroupNorm Before, Convolution First, Linear Told, GroupNorm Between, Convolution Second, Convolution[] Skip)
{
    /// <summary>A block with first weights, which adds nothing yet.</summary>
    public static ConvolutionBlock Of(int channels, int outputs, int told, RandomKey key) => new(
        NormOf(channels), Convolution.Of(channels, outputs, 3, key["first"], padding: 1), Linear.Of(told, outputs, key["told"]),
        NormOf(outputs), Convolution.Of(outputs, outputs, 3, key["second"], padding: 1, initialisation: Initialisations.Zeros),
        channels == outputs ? [] : [Convolution.Of(channels, outputs, 1, key["skip"])]);

    /// <summary>A group norm of at most 8 groups of at least 4 channels, or of one.</summary>
    internal static GroupNorm NormOf(int channels) => GroupNorm.Of(channels, Enumerable.Range(1, 8).Last(groups => groups == 1 || (channels % groups == 0 && channels / groups >= 4)));

    /// <summary>Of an image (channels, height, width) one of shape (outputs, height, width).</summary>
    public Real Apply(Real image, Real told)
    {
        var inner = First.Apply(Activations.Silu(Before.Apply(image)));
        inner += Reshape(Told.Apply(told), new(inner.Shape[0], 1, 1));
        return (Skip.Length == 0 ? image : Skip[0].Apply(image)) + Second.Apply(Activations.Silu(Between.Apply(inner)));
    }
}

/// <summary>Attention of an image's places to each other: x + attention(norm(x)) with the places as tokens, whose features are the channels. It adds nothing at first.</summary>
/// <param name="Norm">The normalisation before.</param>
/// <param name="Attention">The attention.</param>
public sealed record PlaceAttention(GroupNorm Norm, SelfAttention Attention)
{
    /// <summary>A block with first weights, of one head.</summary>
    public static PlaceAttention Of(int channels, RandomKey key) =>
        new(ConvolutionBlock.NormOf(channels), SelfAttention.Of(channels, 1, key) with { Output = Linear.Of(channels, channels, key["output"], Initialisations.Zeros) });

    /// <summary>Of an image (channels, height, width) one of the same shape.</summary>
    public Real Apply(Real image)
    {
        var tokens = Transpose(Reshape(Norm.Apply(image), new(image.Shape[0], image.Shape.Count / image.Shape[0])));
        return image + Reshape(Transpose(Attention.Apply(tokens)), image.Shape);
    }
}
