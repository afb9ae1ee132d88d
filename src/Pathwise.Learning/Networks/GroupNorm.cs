using static Pathwise.Functions;

namespace Pathwise.Learning;

/// <summary>Normalisation over groups of channels: each group's channels are normalised together, over all their places, then y = g·x + b channel by channel (Wu and He, Group normalization, ECCV 2018).</summary>
/// <param name="Gain">g, of shape (channels).</param>
/// <param name="Bias">b, of shape (channels).</param>
/// <param name="Groups">The number of groups, a divisor of the number of channels.</param>
/// <param name="Epsilon">ε, added to the variance.</param>
public sealed record GroupNorm(Real Gain, Real Bias, int Groups, double Epsilon = 1e-5)
{
    /// <summary>A layer with gain 1 and bias 0.</summary>
    public static GroupNorm Of(int channels, int groups)
    {
        Setting.Extents("a group norm", channels, groups);
        if (channels % groups != 0) throw Setting.Outside("the number of groups", groups, $"a divisor of {channels} channels");
        return new(Initialisations.Full(channels, 1), Initialisations.Full(channels, 0), groups);
    }

    /// <summary>The normalised channels of an array whose first axis they are, such as an image.</summary>
    public Real Apply(Real x)
    {
        int channels = Gain.Shape[0];
        if (x.Shape.Rank == 0 || x.Shape[0] != channels) throw Setting.Misfit("a group norm", x.Shape, $"arrays whose first axis has {channels} channels");
        var normal = Reshape(LayerNorm.Standardised(Reshape(x, new(Groups, x.Shape.Count / Groups)), [1], Epsilon), x.Shape);
        Shape perChannel = new([channels, .. Enumerable.Repeat(1, x.Shape.Rank - 1)]);
        return normal * Reshape(Gain, perChannel) + Reshape(Bias, perChannel);
    }
}
