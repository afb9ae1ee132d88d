using Pathwise.Learning.Diffusion;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Diffusion;

/// <summary>Predictions of each kind against each other, against the definition, and against differences of the log-density.</summary>
public class PredictionTests
{
    static readonly Prediction[] s_kinds = [Prediction.Noise, Prediction.Score, Prediction.Data, Prediction.Velocity, Prediction.Flow, Prediction.Edm(0.7)];

    static readonly GaussianMixture s_mixture = new([0.3, 0.7], [[1, -0.5], [-0.8, 0.4]], [0.3, 0.6]);

    [Fact]
    public void Every_kind_from_every_kind()
    {
        double[] x0 = [0.4, -1.2], noise = [1.1, 0.3];
        foreach (string name in ProcessTests.Names)
        {
            var process = ProcessTests.Process(name);
            foreach (double t in new[] { 0.05, 0.5, 0.9 })
            {
                var level = process.At(t);
                var x = level.Alpha * (Real)x0 + level.Sigma * (Real)noise;
                foreach (var from in s_kinds)
                    foreach (var to in s_kinds)
                    {
                        // Given x, what y says of a single x₀ and ε is exact, so conversion gives that of the other kind.
                        double[] expected = to.Target(level, x0, noise).ToArray(), got = from.Convert(from.Target(level, x0, noise), to, x, level).ToArray();
                        for (int i = 0; i < 2; i++) Assert.Equal(expected[i], got[i], 1e-10 * (1 + Math.Abs(expected[i]) + 1 / (double)level.Variance));
                    }
            }
        }
    }

    [Fact]
    public void Targets_are_what_the_papers_say()
    {
        var level = new VariancePreserving().At(0.3);
        double a = (double)level.Alpha, s = (double)level.Sigma, x0 = 0.4, e = -1.3, data = 0.7;
        double Of(Prediction kind) => (double)kind.Target(level, x0, e);
        Assert.Equal(e, Of(Prediction.Noise));
        Assert.Equal(x0, Of(Prediction.Data));
        Assert.Equal(-e / s, Of(Prediction.Score), 1e-14);
        Assert.Equal(a * e - s * x0, Of(Prediction.Velocity), 1e-14);
        double beta = 0.1 + 19.9 * 0.3;
        Assert.Equal(-0.5 * beta * a * x0 + 0.5 * beta * a * a / s * e, Of(Prediction.Flow), 1e-13);
        Assert.Equal(e - x0, (double)Prediction.Flow.Target(new LinearPath().At(0.3), x0, e), 1e-14);
        // Karras et al., table 1, with ρ = σ/α and x/α: F = (x₀ − c_skip x/α)/c_out.
        double ratio = s / a, skip = data * data / (ratio * ratio + data * data), output = ratio * data / Math.Sqrt(ratio * ratio + data * data);
        Assert.Equal((x0 - skip * (x0 + ratio * e)) / output, Of(Prediction.Edm(data)), 1e-13);
    }

    /// <summary>A preconditioned network is given what has variance 1, and asked for what has.</summary>
    [Fact]
    public void Preconditioning()
    {
        var process = new KarrasProcess();
        (double, double) asked = default;
        var denoiser = new Denoiser(process, Prediction.Edm(0.5), (x, t) => { asked = ((double)x, (double)t); return x; });
        double sigma = 2.5, x = 1.7, input = x / Math.Sqrt(sigma * sigma + 0.25);
        double data = (double)denoiser.Data(x, sigma);
        Assert.Equal(input, asked.Item1, 1e-14);
        Assert.Equal(0.25 * Math.Log(sigma), asked.Item2, 1e-14);
        Assert.Equal(0.25 / (sigma * sigma + 0.25) * x + sigma * 0.5 / Math.Sqrt(sigma * sigma + 0.25) * input, data, 1e-14);
        var target = Expectation.Of((Real none, Noise noise) =>
        {
            var y = Prediction.Edm(0.5).Target(process.At(sigma), 0.5 * noise.Normal(), noise.Normal());
            return none + y * y;
        }).Value(0.0, paths: 20_000);
        Assert.Equal(1, target.Value, 5 * Math.Sqrt(2.0 / 20_000));
    }

    [Fact]
    public void Closed_form_scores_are_slopes_of_the_log_density()
    {
        foreach (string name in ProcessTests.Names)
        {
            var process = ProcessTests.Process(name);
            foreach (double t in new[] { 0.1, 0.6 })
            {
                double[] x = [0.3, 0.2];
                double LogDensity(int i, double by)
                {
                    double[] moved = [.. x];
                    moved[i] += by;
                    return (double)s_mixture.LogDensity(process.At(t), moved);
                }
                double[] score = s_mixture.Denoiser(process).Score(x, t).ToArray();
                for (int i = 0; i < 2; i++) Assert.Equal((LogDensity(i, 1e-5) - LogDensity(i, -1e-5)) / 2e-5, score[i], 1e-8 * (1 + Math.Abs(score[i])));
                // Of each kind, in closed form and converted from the score.
                foreach (var kind in s_kinds[..^1])
                {
                    double[] direct = s_mixture.Denoiser(process, kind).Predict(x, t).ToArray(), converted = s_mixture.Denoiser(process).As(kind, x, t).ToArray();
                    for (int i = 0; i < 2; i++) Assert.Equal(direct[i], converted[i], 1e-11 * (1 + Math.Abs(direct[i])));
                }
            }
        }
    }

    /// <summary>−½βx − ½β·score, and not without the ½.</summary>
    [Fact]
    public void The_probability_flow_has_a_half()
    {
        var process = new VariancePreserving();
        var law = s_mixture.Denoiser(process);
        double[] x = [0.3, 0.2], score = law.Score(x, 0.4).ToArray(), flow = law.Flow(x, 0.4).ToArray();
        double beta = 0.1 + 19.9 * 0.4;
        for (int i = 0; i < 2; i++) Assert.Equal(-0.5 * beta * x[i] - 0.5 * beta * score[i], flow[i], 1e-12);
    }

    [Fact]
    public void A_mixture_is_sampled_and_integrates()
    {
        const int Cells = 160;
        double step = 10.0 / Cells;
        Real[] points = [.. Enumerable.Range(0, Cells * Cells).Select(c => (Real)new[] { -5 + (c / Cells + 0.5) * step, -5 + (c % Cells + 0.5) * step })];
        double[] densities = Simulation.Of((Real none, Real point, Noise _) => none + Exp(s_mixture.LogDensity(point))).Run(0.0, points, new() { Paths = points.Length }).ToArray();
        Assert.Equal(1, densities.Sum() * step * step, 1e-9);
        const int Paths = 50_000;
        double[] rows = Simulation.Of((Real none, Noise noise) => none + s_mixture.Sample(noise)).Run(0.0, new() { Paths = Paths, Seed = 2 }).ToArray();
        double[] first = [.. Enumerable.Range(0, Paths).Select(k => rows[2 * k])];
        double mean = 0.3 * 1 - 0.7 * 0.8, second = 0.3 * (1 + 0.09) + 0.7 * (0.64 + 0.36);
        Assert.Equal(mean, first.Average(), 5 * Math.Sqrt((second - mean * mean) / Paths));
        Assert.Equal(0.3, first.Count(a => a > 0.1) / (double)Paths, 0.06);
        var toy = GaussianMixture.Of(Toys.EightGaussians);
        Assert.Equal((double)Toys.EightGaussians.LogDensity(new double[] { 0.3, 1.8 }), (double)toy.LogDensity(new double[] { 0.3, 1.8 }), 1e-12);
    }

    [Fact]
    public void Mistakes()
    {
        Assert.Equal("PW4032", Assert.Throws<PathwiseException>(() => Prediction.Edm(0)).Id);
        Assert.Equal("PW4033", Assert.Throws<PathwiseException>(() => new Denoiser(new LinearPath(), Prediction.Flow, (x, t) => t).Predict(new double[] { 1, 2 }, 0.5)).Id);
        Assert.Equal("PW4033", Assert.Throws<PathwiseException>(() => new GaussianMixture([1], [[1], [2]], [1])).Id);
        Assert.Equal("PW4032", Assert.Throws<PathwiseException>(() => new GaussianMixture([0.5], [[1]], [1])).Id);
        Assert.Equal("PW4033", Assert.Throws<PathwiseException>(() => s_mixture.LogDensity(1.0)).Id);
    }
}
