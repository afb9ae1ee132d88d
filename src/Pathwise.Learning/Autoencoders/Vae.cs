using static Pathwise.Functions;

namespace Pathwise.Learning.Autoencoders;

/// <summary>The networks of a variational autoencoder, as parameters: <c>Vae&lt;GaussianEncoder, BernoulliDecoder&gt;</c>.</summary>
/// <param name="Encoder">The encoder's.</param>
/// <param name="Decoder">The decoder's.</param>
public sealed record Vae<TEncoder, TDecoder>(TEncoder Encoder, TDecoder Decoder) where TEncoder : IEncoder where TDecoder : IDecoder
{
    /// <summary>The autoencoder of rows that are observations themselves.</summary>
    public static VariationalAutoencoder<Vae<TEncoder, TDecoder>, Real> Model { get; } = new((x, _) => x, (at, x, _) => at.Encoder.Encode(x), (at, z, _) => at.Decoder.Decode(z));

    /// <summary>The autoencoder of images with pixels in [0, 1], binarised afresh on every path.</summary>
    public static VariationalAutoencoder<Vae<TEncoder, TDecoder>, Real> Binarised { get; } = new(Pixels.Binarised, (at, x, _) => at.Encoder.Encode(x), (at, z, _) => at.Decoder.Decode(z));

    /// <summary>
    /// The autoencoder of p(features | target), with the target, a vector such as a one-hot class, as an input of both networks (Sohn, Lee and Yan, Learning structured output representation using deep conditional generative models,
    /// NeurIPS 2015).
    /// </summary>
    public static VariationalAutoencoder<Vae<TEncoder, TDecoder>, Data.Example> Conditional { get; } = ConditionalOf((x, _) => x);

    /// <summary>The conditional one of images with pixels in [0, 1], binarised afresh on every path.</summary>
    public static VariationalAutoencoder<Vae<TEncoder, TDecoder>, Data.Example> ConditionalBinarised { get; } = ConditionalOf(Pixels.Binarised);

    static VariationalAutoencoder<Vae<TEncoder, TDecoder>, Data.Example> ConditionalOf(Func<Real, Noise, Real> observe) => new(
        (row, noise) => observe(row.Features, noise),
        (at, x, row) => at.Encoder.Encode(Beside(x, row.Target)),
        (at, z, row) => at.Decoder.Decode(Beside(z, row.Target)));

    static Real Beside(Real x, Real condition) => Concat(0, Reshape(x, x.Shape.Count), Reshape(condition, condition.Shape.Count));
}
