using System.Text.Json;
using Pathwise.Learning;
using Pathwise.Learning.Autoencoders;
using Pathwise.Learning.Data;

namespace Pathwise.Cli;

/// <summary>The networks of an autoencoder that the command line trains.</summary>
/// <param name="Encoder">The encoder's.</param>
/// <param name="Decoder">The decoder's: logits of pixels, or means.</param>
/// <param name="LogDeviation">log σ of normal elements; pixels do not use it.</param>
internal sealed record VaeNetworks(GaussianEncoder Encoder, Mlp Decoder, Real LogDeviation);

/// <summary>What an autoencoder is built from, besides its numbers.</summary>
/// <param name="Decoder">bernoulli or gaussian.</param>
/// <param name="Latents">The number of latents.</param>
/// <param name="Hidden">The sizes of the networks' hidden layers.</param>
/// <param name="Shape">The shape of a row of data.</param>
/// <param name="Means">What is taken off each element of a row.</param>
/// <param name="Deviations">What it is then divided by: rows are standardised, pixels lie in [0, 1].</param>
internal sealed record VaeSettings(string Decoder, int Latents, int[] Hidden, int[] Shape, double[] Means, double[] Deviations)
{
    public static readonly string[] Decoders = ["bernoulli", "gaussian"];

    public int Dimension => Means.Length;

    bool IsBinary => Decoder == "bernoulli";

    /// <summary>Settings for data to be trained on.</summary>
    public static VaeSettings For(Dataset training, string decoder, int latents, int[] hidden)
    {
        int count = training.FeatureShape.Count;
        if (decoder != "bernoulli") return training.FeatureScale() is var scale ? new(decoder, latents, hidden, [.. training.FeatureShape.Extents], [.. scale.Means], [.. scale.Deviations]) : null!;
        double least = double.PositiveInfinity, most = 0;
        var row = new double[count];
        for (int n = 0; n < training.Count; n++)
        {
            training.CopyFeatures(n, row);
            (least, most) = (Math.Min(least, row.Min()), Math.Max(most, row.Max()));
        }
        if (!(least >= 0 && most > 0)) throw new PathwiseException("PW3009", "rows with negative numbers, or zeros alone, as pixels", "train on images, or take --decoder gaussian");
        return new(decoder, latents, hidden, [.. training.FeatureShape.Extents], new double[count], [.. Enumerable.Repeat(most, count)]);
    }

    public VaeNetworks Build(long seed) => new RandomKey(seed)["vae"] is var key ? new(
        GaussianEncoder.Of([Dimension, .. Hidden, Latents], Activation.Relu, key["encoder"]),
        Mlp.Of([Latents, .. Hidden.Reverse(), Dimension], Activation.Relu, key["decoder"]), -0.5) : null!;

    public VariationalAutoencoder<VaeNetworks, Real> Model() => new(
        (x, noise) => IsBinary ? Pixels.Binarised(x, noise) : x,
        (at, x, _) => at.Encoder.Encode(x),
        (at, z, _) => IsBinary ? new BernoulliLikelihood(at.Decoder.Apply(z)) : new GaussianLikelihood(at.Decoder.Apply(z), Functions.Exp(at.LogDeviation)));

    /// <summary>Rows as the networks see them. Pixels beyond those that were trained on are cut to [0, 1] by being drawn as 0 or 1.</summary>
    public IReadOnlyList<Real> Rows(Dataset data) => data.FeatureShape.Count == Dimension ? data.Reshaped(Dimension).Standardised(new Standardisation(Means, Deviations)).Inputs
        : throw new PathwiseException("PW3009", $"data of {data.FeatureShape.Count} numbers for an autoencoder of {Dimension}", "name data like those it was trained on (--data)");
}

/// <summary>Autoencoders in files, with what rebuilds them.</summary>
internal static class VaeFile
{
    const string Family = "vae";

    public static void Write(string file, VaeNetworks model, VaeSettings settings, string data) => new StoredModel<VaeNetworks, VaeSettings>(model, settings, data, null).Write(file, Family);

    /// <summary>What is in a file. PW3011 for a file of something else.</summary>
    public static StoredModel<VaeNetworks, VaeSettings> Read(string file) =>
        StoredModel<VaeNetworks, VaeSettings>.Read(file, Family, settings => settings is { Hidden: not null, Shape: not null, Means: not null, Deviations: not null }, settings => settings.Build(0));
}
