using Pathwise.Distributions;
using Pathwise.Learning.BayesianNetworks;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.BayesianNetworks;

/// <summary>Laws of whole networks, priors, dropout.</summary>
public class PosteriorTests
{
    static readonly RandomKey s_key = new(41);

    static readonly BayesianMlp s_network = BayesianMlp.Of([2, 3, 1], Activation.Tanh, 0.3, s_key["network"]);

    static readonly Example[] s_rows = [.. Enumerable.Range(0, 8).Select(n => new Example(s_key["x"][n].Normal(2), s_key["y"][n].Normal(1)))];

    static MeanField<Mlp> Field => new(
        new([.. s_network.Layers.Select(l => new Linear(l.Weight, l.Bias))], Activation.Tanh),
        new([.. s_network.Layers.Select(l => new Linear(l.WeightLogDeviation, l.BiasLogDeviation))], Activation.Tanh));

    static BayesianModel<BayesianMlp> Model(WeightNoise how, Distribution prior) => new(
        (at, x, noise) => new GaussianLikelihood(at.Apply(x, noise, how), 0.5), (at, noise) => at.Divergence(prior, noise));

    [Theory]
    [InlineData(WeightNoise.Local)]
    [InlineData(WeightNoise.PerPath)]
    [InlineData(WeightNoise.Shared)]
    [InlineData(WeightNoise.Flipout)]
    public void Gradients_are_those_of_the_mean_on_the_same_noise(WeightNoise how) =>
        Slopes.Agree(Model(how, new Normal(0, 1)).Loss(8), s_network, s_rows, paths: 16 * 8);

    /// <summary>Layers of local noise and a network of drawn weights have one expected loss, layer behind layer.</summary>
    [Fact]
    public void A_mean_field_of_any_record_is_the_same_model()
    {
        var field = new BayesianModel<MeanField<Mlp>>((at, x, noise) => new GaussianLikelihood(at.Draw(noise).Apply(x), 0.5), (at, noise) => at.Divergence(new Normal(0, 1), noise));
        var options = new EstimationOptions { Paths = 8 * 8192 };
        var a = Model(WeightNoise.Local, new Normal(0, 1)).Loss(8).ValueAndGradient(s_network, s_rows, options);
        var b = field.Loss(8).ValueAndGradient(Field, s_rows, options);
        Within.FiveErrors(a.Value, b.Value, Math.Sqrt(2) * a.StandardError!.Value, "the loss");
        for (int l = 0; l < 2; l++)
        {
            double[] x = a.Gradient.Layers[l].WeightLogDeviation.ToArray(), s = a.GradientStandardError.Layers[l].WeightLogDeviation.ToArray();
            double[] y = b.Gradient.LogDeviation.Layers[l].Weight.ToArray(), t = b.GradientStandardError.LogDeviation.Layers[l].Weight.ToArray();
            for (int i = 0; i < x.Length; i++) Within.FiveErrors(x[i], y[i], Math.Sqrt(s[i] * s[i] + t[i] * t[i]), $"layer {l}, derivative {i},");
        }
    }

    [Fact]
    public void Draws_as_numbers_have_the_law()
    {
        const int Draws = 4000;
        double[] weights = [.. Enumerable.Range(0, Draws).Select(n => Field.Draw(s_key["draws"][n]).Layers[0].Weight.ToArray()[4])];
        double mean = s_network.Layers[0].Weight.ToArray()[4];
        Within.FiveErrors(mean, weights.Average(), 0.3 / Math.Sqrt(Draws), "the mean");
        Within.FiveErrors(0.09, weights.Average(w => (w - mean) * (w - mean)), 0.09 * Math.Sqrt(2.0 / Draws), "the variance");
        Assert.Equal(Field.Draw(s_key[3]).Layers[1].Bias.ToArray(), Field.Draw(s_key[3]).Layers[1].Bias.ToArray());
    }

    public static TheoryData<string> Laws => ["normal", "laplace", "student_t", "scale_mixture"];

    /// <summary>The divergence from each prior against quadrature: in closed form to rounding, sampled to five errors.</summary>
    [Theory]
    [MemberData(nameof(Laws))]
    public void Divergences_from_priors(string name)
    {
        Distribution prior = name switch { "normal" => new Normal(0, 0.8), "laplace" => new Laplace(0, 0.6), "student_t" => new StudentT(3, 0, 0.7), _ => Priors.ScaleMixture(0.4, 1.2, 0.1) };
        double expected = s_network.Layers.Sum(layer => Sum(layer.Weight, layer.WeightLogDeviation) + Sum(layer.Bias, layer.BiasLogDeviation));
        double Sum(Real mean, Real log) => mean.ToArray().Zip(log.ToArray(), (m, l) => Integral(m, Math.Exp(l))).Sum();
        double Integral(double mean, double deviation)
        {
            const int Cells = 20_000;
            double[] e = [.. Enumerable.Range(0, Cells + 1).Select(i => -10 + 20.0 * i / Cells)];
            double[] log = prior.LogDensity((double[])[.. e.Select(x => mean + deviation * x)]).ToArray();
            return Enumerable.Range(0, Cells + 1).Sum(i => 20.0 / Cells * Math.Exp(-0.5 * e[i] * e[i]) / Math.Sqrt(2 * Math.PI) * (-0.5 * e[i] * e[i] - 0.5 * Math.Log(2 * Math.PI) - Math.Log(deviation) - log[i]));
        }
        var program = Expectation.Of((BayesianMlp at, Noise noise) => at.Divergence(prior, noise));
        var runs = Enumerable.Range(0, 60).Select(r => program.ValueAndGradient(s_network, paths: 16, seed: r)).ToArray();
        double[] values = [.. runs.Select(run => run.Value)];
        double mean = values.Average(), error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (60 * 59));
        if (name is "normal" or "laplace") Assert.Equal(0, error, 1e-12);
        Within.FiveErrors(expected, mean, error + 1e-6, name);
        Assert.All(runs[0].Certificate.Entries, entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
    }

    /// <summary>All eight patterns of three hidden values, weighted by their probabilities.</summary>
    [Fact]
    public void Dropout_is_the_mixture_over_all_patterns()
    {
        var network = Mlp.Of([2, 3, 1], Activation.Tanh, s_key["dropout"]);
        double[] x = [0.4, -1.1], hidden = Tanh(network.Layers[0].Apply(x)).ToArray(), w = network.Layers[1].Weight.ToArray();
        double mean = 0, square = 0;
        for (int pattern = 0; pattern < 8; pattern++)
        {
            double p = 1, y = network.Layers[1].Bias.ToArray()[0];
            for (int h = 0; h < 3; h++)
            {
                bool kept = (pattern >> h & 1) == 1;
                p *= kept ? 0.75 : 0.25;
                if (kept) y += w[h] * hidden[h] / 0.75;
            }
            mean += p * y;
            square += p * y * y;
        }
        var model = new BayesianModel<Mlp>((at, features, noise) => new GaussianLikelihood(new DropoutMlp(at, 0.25).Apply(features, noise), 0.3), (_, _) => 0);
        const int Draws = 20_000;
        var predicted = model.Regress(network, [new(x, new double[1])], Draws, precision: Precision.F64);
        Within.FiveErrors(mean, predicted.Mean(0)[0], Math.Sqrt((square - mean * mean) / Draws), "the mean");
        Assert.Equal(square - mean * mean, predicted.NetworkVariance(0)[0], 0.05 * (square - mean * mean));
        Slopes.Agree(model.Loss(1), network, [new(x, new double[] { 0.2 })], paths: 300);
    }

    [Fact]
    public void Settings_out_of_range_are_errors()
    {
        Assert.Equal("PW4021", Assert.Throws<PathwiseException>(() => DropoutMlp.Dropped(1, 1, null!)).Id);
        Assert.Equal("PW4021", Assert.Throws<PathwiseException>(() => BayesianLinear.Of(2, 1, 0, s_key)).Id);
        Assert.Equal("PW4021", Assert.Throws<PathwiseException>(() => Model(WeightNoise.Local, new Normal(0, 1)).Loss(0)).Id);
        Assert.Equal("PW4021", Assert.Throws<PathwiseException>(() => Priors.ScaleMixture(1, 1, 0.1)).Id);
        Assert.Equal("PW4020", Assert.Throws<PathwiseException>(() => BayesianLinear.Of(2, 1, 0.1, s_key).Apply(new double[3], null!)).Id);
    }
}
