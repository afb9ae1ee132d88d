using Pathwise.Distributions;
using Pathwise.Learning.Autoencoders;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Autoencoders;

/// <summary>The networks that come with the library, binarised pixels, conditions and reports.</summary>
public class GaussianAutoencoderTests
{
    static readonly RandomKey s_key = new(21);

    static Vae<GaussianEncoder, BernoulliDecoder> Networks(int conditions = 0) => new(
        GaussianEncoder.Of([12 + conditions, 8, 3], Activation.Tanh, s_key["encoder"]),
        new(Mlp.Of([3 + conditions, 8, 12], Activation.Tanh, s_key["decoder"])));

    static readonly Real[] s_images = [.. Enumerable.Range(0, 6).Select(n => s_key["images"][n].Uniform(12))];

    static readonly Example[] s_classified = [.. s_images.Select((image, n) => new Example(image, n % 2 == 0 ? new double[] { 1, 0 } : new double[] { 0, 1 }))];

    [Fact]
    public void The_divergence_is_the_integral_and_the_mean_of_samples()
    {
        var q = (Normal)Networks().Encoder.Encode(s_images[0]);
        double[] divergence = Divergence.KullbackLeibler(q, new Normal(0, 1)).ToArray(), mean = q.Mean.ToArray(), deviation = q.StandardDeviation.ToArray();
        for (int l = 0; l < 3; l++)
        {
            double integral = 0;
            const int Steps = 4000;
            for (int i = 0; i <= Steps; i++)
            {
                double e = -10 + 20.0 * i / Steps, z = mean[l] + deviation[l] * e;
                integral += 20.0 / Steps * Math.Exp(-0.5 * e * e) / Math.Sqrt(2 * Math.PI) * (-0.5 * e * e - Math.Log(deviation[l]) + 0.5 * z * z);
            }
            Assert.Equal(integral, divergence[l], 1e-10);
        }
        var sampled = Expectation.Of((Vae<GaussianEncoder, BernoulliDecoder> at, Noise noise) =>
        {
            var law = at.Encoder.Encode(s_images[0]);
            var z = law.Sample(noise);
            return Sum(law.LogDensity(z) - new Normal(0, 1).LogDensity(z));
        }).Value(Networks(), paths: 50_000);
        Within.FiveErrors(divergence.Sum(), sampled);
    }

    [Fact]
    public void Binarised_images_are_right_in_the_mean_and_no_obstacle()
    {
        var model = Vae<GaussianEncoder, BernoulliDecoder>.Binarised;
        foreach (var loss in new[] { model.Loss(), model.ImportanceLoss(5), model.ImportanceLoss(5, EncoderGradient.DoublyReparameterised) })
        {
            Assert.All(loss.Certificate(Networks(), s_images).Entries, entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
        }
        Slopes.Agree(model.Loss(beta: 2), Networks(), s_images, paths: 600);
        Slopes.Agree(model.ImportanceLoss(5), Networks(), s_images, paths: 600);
        double[] drawn = Simulation.Of((Real none, Noise noise) => Pixels.Binarised(s_images[0], noise) + 0 * none).Run(0.0, new EstimationOptions { Paths = 20_000 }).ToArray(), pixels = s_images[0].ToArray();
        Assert.All(drawn, x => Assert.True(x is 0 or 1));
        for (int i = 0; i < 12; i++)
            Within.FiveErrors(pixels[i], Enumerable.Range(0, 20_000).Average(k => drawn[k * 12 + i]), Math.Sqrt(pixels[i] * (1 - pixels[i]) / 20_000), $"pixel {i}");
    }

    [Fact]
    public void A_conditional_autoencoder_sees_its_condition()
    {
        var model = Vae<GaussianEncoder, BernoulliDecoder>.ConditionalBinarised;
        var at = Networks(conditions: 2);
        Slopes.Agree(model.Loss(), at, s_classified, paths: 600);
        var e = model.Loss().ValueAndGradient(at, s_classified, new EstimationOptions { Paths = 6 });
        double[] first = e.Gradient.Decoder.Network.Layers[0].Weight.ToArray();
        Assert.All(Enumerable.Range(0, 8), h => Assert.True(first[h * 5 + 3] != 0 && first[h * 5 + 4] != 0));
        // Given the latents, another condition decodes to something else.
        var decoded = new[] { 0, 1 }.Select(c => model.Decode(at, new double[3], s_classified[c]).Mean.ToArray()).ToArray();
        Assert.NotEqual(decoded[0], decoded[1]);
    }

    [Fact]
    public void Gaussian_decoders_against_sums()
    {
        var network = Mlp.Of([2, 4], Activation.Tanh, s_key["mean"]);
        Real z = new double[] { 0.3, -0.8 }, x = new double[] { 0.1, 0.9, -0.4, 2 };
        double[] mean = network.Apply(z).ToArray();
        double Expected(Func<int, double> mean, Func<int, double> deviation, int count) => Enumerable.Range(0, count).Sum(i =>
            -0.5 * Math.Pow((x.ToArray()[i] - mean(i)) / deviation(i), 2) - Math.Log(deviation(i)) - 0.5 * Math.Log(2 * Math.PI));
        Assert.Equal(Expected(i => mean[i], _ => Math.Exp(-0.3), 4), (double)new GaussianDecoder(network, -0.3).Decode(z).LogDensity(x), 1e-12);
        Assert.Equal(Expected(i => mean[i], i => Math.Exp(0.1 * i), 4), (double)new GaussianDecoder(network, new double[] { 0, 0.1, 0.2, 0.3 }).Decode(z).LogDensity(x), 1e-12);
        Assert.Equal(Expected(i => mean[i], _ => 0.7, 4), (double)new FixedGaussianDecoder(network, 0.7).Decode(z).LogDensity(x), 1e-12);
        Assert.Equal(Expected(i => mean[i], i => Math.Exp(0.5 * mean[2 + i]), 2), (double)new HeteroscedasticDecoder(network).Decode(z).LogDensity(Slice(x, 0, 0, 2)), 1e-12);
        Assert.Equal("PW4040", Assert.Throws<PathwiseException>(() => new HeteroscedasticDecoder(Mlp.Of([2, 3], Activation.Tanh, s_key)).Decode(z)).Id);
    }

    /// <summary>A linear encoder of normal rows: the aggregate posterior is a mixture whose moments are sums, and whose divergence is an integral.</summary>
    [Fact]
    public void The_report_of_a_single_latent()
    {
        var model = new VariationalAutoencoder<Real, Real>((x, _) => x, (at, x, _) => new Normal(Reshape(at * x, 1), 0.5), (_, z, _) => new GaussianLikelihood(z, 1.0));
        double[] rows = [.. Enumerable.Range(0, 400).Select(n => Plain.Entry(n))];
        var report = model.Report(1.5, [.. rows.Select(x => (Real)x)], seed: 4);
        double mean = 1.5 * rows.Average(), variance = rows.Average(x => Math.Pow(1.5 * x - mean, 2));
        Assert.Equal(mean, report.AggregateMeans[0], 1e-12);
        Assert.Equal(variance, report.MeanVariances[0], 1e-12);
        Assert.Equal(variance + 0.25, report.AggregateVariances[0], 1e-12);
        Assert.Equal(1, report.ActiveUnits);
        Assert.Equal(rows.Average(x => 0.5 * (0.25 + 2.25 * x * x - 1 - Math.Log(0.25))), report.Divergences[0], 1e-12);
        double divergence = 0;
        for (double z = -8; z < 8; z += 0.01)
        {
            double density = rows.Average(x => Math.Exp(-2 * Math.Pow(z - 1.5 * x, 2)) / (0.5 * Math.Sqrt(2 * Math.PI)));
            Assert.Equal(density, report.MarginalDensity(0, z), 1e-12);
            if (density > 0) divergence += 0.01 * density * (Math.Log(density) + 0.5 * z * z + 0.5 * Math.Log(2 * Math.PI));
        }
        Within.FiveErrors(divergence, report.AggregateDivergence, report.AggregateDivergenceError, "the divergence");
        Assert.Equal(report.AggregateDivergence, report.MarginalDivergences[0], 1e-12);
        Assert.InRange(report.Information, 0, Math.Log(400));
    }

    [Fact]
    public void Samples_of_the_prior_and_of_the_aggregate_posterior()
    {
        var model = Vae<GaussianEncoder, BernoulliDecoder>.Binarised;
        var options = new EstimationOptions { Paths = 600, Seed = 3, Precision = Precision.F32 };
        foreach (var source in Enum.GetValues<LatentSource>())
        {
            var means = model.Samples(source).Run(Networks(), s_images, options);
            Assert.Equal(new Shape(600, 12), means.Shape);
            Assert.All(means.ToArray(), p => Assert.InRange(p, 0, 1));
            Assert.All(model.Samples(source, means: false).Run(Networks(), s_images, options).ToArray(), x => Assert.True(x is 0 or 1));
        }
        // The mean over the prior, against the expectation of what the decoder makes of standard normal latents.
        double[] prior = model.Samples(LatentSource.Prior).Run(Networks(), s_images, options with { Paths = 20_000 }).ToArray();
        var pixel = Expectation.Of((Vae<GaussianEncoder, BernoulliDecoder> at, Noise noise) => at.Decoder.Decode(noise.Normal(3)).Mean[5]).Value(Networks(), paths: 50_000, seed: 8);
        double[] fifth = [.. Enumerable.Range(0, 20_000).Select(k => prior[k * 12 + 5])];
        Within.FiveErrors(pixel.Value, fifth.Average(), Math.Sqrt(2) * Math.Sqrt(fifth.Average(x => x * x) - fifth.Average() * fifth.Average()) / Math.Sqrt(20_000), "pixel 5");
    }

    [Fact]
    public void A_report_of_discrete_latents_is_refused()
    {
        var model = new VariationalAutoencoder<Real, Real>((x, _) => x, (at, x, _) => new Bernoulli(Sigmoid(Reshape(at * x, 1))), (_, z, _) => new GaussianLikelihood(z, 1.0)) { Prior = (_, _) => new Bernoulli(0.5) };
        Assert.Equal("PW4041", Assert.Throws<PathwiseException>(() => model.Report(1, [1.0, 2.0])).Id);
    }
}
