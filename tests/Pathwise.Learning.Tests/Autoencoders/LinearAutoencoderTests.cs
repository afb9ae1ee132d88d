using Pathwise.Learning.Autoencoders;

namespace Pathwise.Learning.Tests.Autoencoders;

/// <summary>Linear autoencoders against probabilistic PCA.</summary>
public class LinearAutoencoderTests
{
    static readonly LinearModel s_model = new(rows: 64, observed: 5, latent: 2, seed: 3);

    static EstimationOptions Options(long paths, long seed = 1) => new() { Paths = paths, Seed = seed };

    static LinearNetworks Off(double by)
    {
        var at = s_model.Optimum;
        return at with { Encoder = at.Encoder with { Bias = at.Encoder.Bias + by }, LogDeviations = at.LogDeviations + 0.7 * by, LogNoise = (double)at.LogNoise + 0.5 * by };
    }

    /// <summary>There q(z | x) is the posterior, so every weight p(x, z)/q(z | x) is p(x): the bound by one sample has no variance left but that of the rows.</summary>
    [Fact]
    public void At_the_optimum_the_bound_is_the_likelihood()
    {
        var at = s_model.Optimum;
        Assert.Equal(s_model.LogLikelihood, s_model.LogLikelihoodAt(at), 1e-12);
        Assert.Equal(s_model.LogLikelihood, s_model.Bound(at), 1e-12);
        foreach (int samples in new[] { 1, 3 })
            Assert.Equal(-s_model.LogLikelihood, LinearNetworks.Model.ImportanceLoss(samples).Value(at, s_model.Data, Options(64 * 16)).Value, 1e-11);
        Within.FiveErrors(-s_model.LogLikelihood, LinearNetworks.Model.Loss().Value(at, s_model.Data, Options(64 * 1024)));
    }

    [Fact]
    public void Away_from_it_the_loss_is_the_bound_in_closed_form() =>
        Within.FiveErrors(-s_model.Bound(Off(0.3)), LinearNetworks.Model.Loss().Value(Off(0.3), s_model.Data, Options(64 * 1024)));

    [Fact]
    public void The_gradient_is_that_of_the_closed_form()
    {
        var at = Off(0.3);
        var e = LinearNetworks.Model.Loss().ValueAndGradient(at, s_model.Data, Options(64 * 2048));
        Assert.All(e.Certificate.Entries, entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
        var flat = new FlatParameters<LinearNetworks>(at);
        double[] point = new double[flat.Count], mean = new double[flat.Count], error = new double[flat.Count];
        flat.Read(at, point.AsSpan());
        flat.Read(e.Gradient, mean.AsSpan());
        flat.Read(e.GradientStandardError, error.AsSpan());
        for (int i = 0; i < point.Length; i++)
        {
            double Moved(double by)
            {
                double[] moved = [.. point];
                moved[i] += by;
                return -s_model.Bound(flat.Build<double>(moved));
            }
            const double H = 1e-5;
            Within.FiveErrors((Moved(H) - Moved(-H)) / (2 * H), mean[i], error[i] + 1e-8, flat.Names[0]);
        }
    }

    /// <summary>At the optimum all derivatives vanish; with doubly reparameterised gradients those of the encoder do on every path.</summary>
    [Fact]
    public void At_the_optimum_the_gradient_vanishes()
    {
        var at = s_model.Optimum;
        var plain = LinearNetworks.Model.Loss().ValueAndGradient(at, s_model.Data, Options(64 * 1024));
        var held = LinearNetworks.Model.ImportanceLoss(2, EncoderGradient.DoublyReparameterised).ValueAndGradient(at, s_model.Data, Options(64 * 64));
        var flat = new FlatParameters<LinearNetworks>(at);
        double[] mean = new double[flat.Count], error = new double[flat.Count];
        flat.Read(plain.Gradient, mean.AsSpan());
        flat.Read(plain.GradientStandardError, error.AsSpan());
        for (int i = 0; i < mean.Length; i++) Within.FiveErrors(0, mean[i], error[i], $"derivative {i}");
        Assert.All([.. held.Gradient.Encoder.Weight.ToArray(), .. held.Gradient.Encoder.Bias.ToArray(), .. held.Gradient.LogDeviations.ToArray()], g => Assert.Equal(0, g, 1e-12));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void From_anywhere_training_reaches_the_likelihood(long seed)
    {
        var loss = LinearNetworks.Model.ImportanceLoss(1, EncoderGradient.DoublyReparameterised);
        var trained = Descent.Run(loss, LinearNetworks.Of(5, 2, new RandomKey(seed)), s_model.Data, steps: 3000, rate: 0.03, paths: 64 * 2, seed);
        Assert.InRange(s_model.LogLikelihood - s_model.Bound(trained), 0, 1e-3);
    }
}
