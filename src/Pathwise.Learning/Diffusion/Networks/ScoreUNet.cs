using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// A convolutional network for images (Ronneberger, Fischer and Brox, U-Net, MICCAI 2015; Ho, Jain and Abbeel, NeurIPS 2020): residual blocks that are told the time, at several sizes of the image, each half as large and seen through more channels than the one before; attention of
/// all places to each other at the smallest; and back, where each size sees again what was known of it on the way down. Last filters are 0 at first, and so is what the network says.
/// </summary>
/// <param name="Time">The features of time.</param>
/// <param name="Classes">A vector for each class and one, the last, for none; an array of one embedding, or of none where there are no classes.</param>
/// <param name="Told">From time and class to the vector that blocks are told.</param>
/// <param name="First">From the image to the channels of the largest size.</param>
/// <param name="Down">A block for each size, from the largest to the smallest.</param>
/// <param name="Shrink">From each size but the smallest to the next.</param>
/// <param name="Middle">Two blocks at the smallest size, about the attention.</param>
/// <param name="Attention">The attention.</param>
/// <param name="Up">A block for each size that is given two images side by side, from the largest to the smallest.</param>
/// <param name="Grow">To each size but the smallest from the next.</param>
/// <param name="Norm">The last normalisation.</param>
/// <param name="Last">From the channels of the largest size to the image.</param>
public sealed record ScoreUNet(FourierFeatures Time, Embedding[] Classes, Mlp Told, Convolution First, ConvolutionBlock[] Down, Convolution[] Shrink, ConvolutionBlock[] Middle, PlaceAttention Attention, ConvolutionBlock[] Up,
    TransposedConvolution[] Grow, GroupNorm Norm, Convolution Last) : DenoisingNetwork
{
    /// <summary>A network with first weights. PW4033 unless the image is (height, width) or (channels, height, width) with sides that can be halved as often as there are sizes less one.</summary>
    /// <param name="image">The shape of an image.</param>
    /// <param name="channels">The channels at each size, from the largest to the smallest.</param>
    /// <param name="key">The key of the first weights.</param>
    /// <param name="classes">The number of classes, 0 for none.</param>
    /// <param name="features">The length of the vector that blocks are told, and of a class's.</param>
    public static ScoreUNet Of(Shape image, int[] channels, RandomKey key, int classes = 0, int features = 64)
    {
        Learning.Setting.Extents("a U-net", [.. channels, features]);
        if (channels.Length == 0) throw Mistake.Setting("a U-net of no sizes", "give the channels of at least one");
        int sizes = channels.Length, part = sizes > 31 ? 0 : 1 << (sizes - 1);
        if (image.Rank is not (2 or 3) || part == 0 || image[image.Rank - 1] % part != 0 || image[image.Rank - 2] % part != 0)
            throw Mistake.Shape($"a U-net of {sizes} sizes for images of shape {image}", "give images (height, width) or (channels, height, width) whose sides can be halved as often, or fewer sizes");
        int depth = image.Rank == 3 ? image[0] : 1, smallest = channels[^1];
        var time = FourierFeatures.Logarithmic(8, 0.125, 2);
        int told = 2 * time.Frequencies.Length + (classes == 0 ? 0 : features);
        return new(time, classes == 0 ? [] : [Embedding.Of(classes + 1, features, key["classes"])],
            Mlp.Of([told, features, features], Activation.Silu, key["told"], Initialisations.HeNormal),
            Convolution.Of(depth, channels[0], 3, key["first"], padding: 1),
            [.. channels.Select((c, l) => ConvolutionBlock.Of(c, c, features, key["down"][l]))],
            [.. channels.Skip(1).Select((c, l) => Convolution.Of(channels[l], c, 3, key["shrink"][l], stride: 2, padding: 1))],
            [ConvolutionBlock.Of(smallest, smallest, features, key["middle"][0]), ConvolutionBlock.Of(smallest, smallest, features, key["middle"][1])],
            PlaceAttention.Of(smallest, key["attention"]),
            [.. channels.Select((c, l) => ConvolutionBlock.Of(2 * c, c, features, key["up"][l]))],
            [.. channels.Skip(1).Select((c, l) => TransposedConvolution.Of(c, channels[l], 4, key["grow"][l], stride: 2, padding: 1))],
            ConvolutionBlock.NormOf(channels[0]), Convolution.Of(channels[0], depth, 3, key["last"], padding: 1, initialisation: Initialisations.Zeros));
    }

    /// <inheritdoc/>
    public override Real Apply(Real x, Real t) => Of(x, t, Vectors(Classes, null));

    /// <inheritdoc/>
    public override Real Apply(Real x, Real t, Real label) => Of(x, t, Vectors(Classes, label));

    Real Of(Real x, Real t, Real[] classes)
    {
        int rank = x.Shape.Rank;
        if (rank is not (2 or 3) || (rank == 3 ? x.Shape[0] : 1) != First.Filters.Shape[1])
            throw Mistake.Shape($"a U-net for images of {First.Filters.Shape[1]} channels given a point of shape {x.Shape}", "give it images of the shape that it was made for");
        // Sines and cosines have mean square ½, vectors of classes 1.
        var told = Silu(Told.Apply(Concat(0, [Math.Sqrt(2) * Time.Apply(t), .. classes])));
        var image = First.Apply(rank == 3 ? x : Reshape(x, x.Shape.Prepend(1)));
        var known = new Real[Down.Length];
        for (int l = 0; l < Down.Length; l++)
        {
            known[l] = image = Down[l].Apply(image, told);
            if (l < Shrink.Length) image = Shrink[l].Apply(image);
        }
        image = Middle[1].Apply(Attention.Apply(Middle[0].Apply(image, told)), told);
        for (int l = Up.Length - 1; l >= 0; l--)
        {
            image = Up[l].Apply(Concat(0, image, known[l]), told);
            if (l > 0) image = Grow[l - 1].Apply(image);
        }
        return Reshape(Last.Apply(Silu(Norm.Apply(image))), x.Shape);
    }

    static Real Silu(Real x) => Activations.Silu(x);
}
