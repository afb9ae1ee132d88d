using Pathwise.Learning.Autoencoders;

namespace Pathwise.Learning.Tests.Autoencoders;

/// <summary>Importance-weighted bounds of a linear model whose encoder is not the posterior: everything is known of it.</summary>
public class ImportanceBoundTests
{
    static readonly LinearModel s_model = new(rows: 16, observed: 4, latent: 2, seed: 5);

    /// <summary>Decoder as it is best, encoder off in mean and width.</summary>
    static LinearNetworks At
    {
        get
        {
            var best = s_model.Optimum;
            return best with { Encoder = best.Encoder with { Bias = best.Encoder.Bias + 0.25 }, LogDeviations = best.LogDeviations + 0.4 };
        }
    }

    static EstimationOptions Options(long paths, long seed = 1) => new() { Paths = paths, Seed = seed };

    [Fact]
    public void Rise_from_the_bound_to_the_likelihood()
    {
        double last = s_model.Bound(At), error = 0, likelihood = s_model.LogLikelihoodAt(At);
        foreach (int samples in new[] { 1, 4, 32, 256 })
        {
            // Rows in turn, so that a mean over whole rounds has no variance from which rows were read: the standard error is an upper bound.
            var e = LinearNetworks.Model.ImportanceLoss(samples).Value(At, s_model.Data, Options(16 * 2048, samples));
            if (samples == 1) Within.FiveErrors(-last, e);
            else Assert.True(-e.Value > last - 5 * (error + e.StandardError!.Value), $"{samples}: {-e.Value}");
            Assert.True(-e.Value <= likelihood + 5 * e.StandardError!.Value);
            (last, error) = (-e.Value, e.StandardError!.Value);
        }
        // Var(w)/(2K·p(x)²) is left: it is below 0.01 at K = 256 for this encoder.
        Assert.InRange(likelihood - last, -5 * error, 0.01 + 5 * error);
        Assert.True(likelihood - s_model.Bound(At) > 0.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Doubly_reparameterised_gradients_are_unbiased_and_vary_less(int samples)
    {
        var plain = LinearNetworks.Model.ImportanceLoss(samples).ValueAndGradient(At, s_model.Data, Options(16 * 4096));
        var better = LinearNetworks.Model.ImportanceLoss(samples, EncoderGradient.DoublyReparameterised).ValueAndGradient(At, s_model.Data, Options(16 * 4096, seed: 2));
        Within.FiveErrors(better, plain);
        Assert.All(better.Certificate.Entries, entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
        double Square(LinearNetworks se) => se.Encoder.Bias.ToArray().Concat(se.LogDeviations.ToArray()).Sum(s => s * s);
        Assert.True(Square(better.GradientStandardError) < 0.8 * Square(plain.GradientStandardError), $"{Square(better.GradientStandardError)} against {Square(plain.GradientStandardError)}");
        // The same values on the same noise.
        var same = LinearNetworks.Model.ImportanceLoss(samples, EncoderGradient.DoublyReparameterised).Value(At, s_model.Data, Options(16 * 4096));
        Assert.Equal(plain.Value, same.Value, 1e-10);
    }

    [Fact]
    public void Settings_out_of_range_are_errors()
    {
        Assert.Equal("PW4021", Assert.Throws<PathwiseException>(() => LinearNetworks.Model.ImportanceLoss(0)).Id);
        Assert.Equal("PW4021", Assert.Throws<PathwiseException>(() => LinearNetworks.Model.Loss(-1)).Id);
    }
}
