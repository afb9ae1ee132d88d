using Pathwise.Calculus;
using Pathwise.Learning.Diffusion;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Diffusion;

/// <summary>Classes, guidance and inpainting against closed forms and recursions of linear maps.</summary>
public class GuidanceTests
{
    static readonly VariancePreserving s_vp = new();

    static readonly GaussianMixture s_all = new([0.5, 0.5], [[1], [-1]], [0.5, 0.5]);
    static readonly GaussianMixture[] s_each = [GaussianMixture.Normal([1], 0.5), GaussianMixture.Normal([-1], 0.5), s_all];

    static DiffusionModel<Real> Known(Prediction kind) => new(s_vp, kind, 2, (none, x, t, label) =>
    {
        Real Of(int k) => s_each[k].Predict(kind, s_vp.At(t), x);
        return none + Where(label == 0, Of(0)[0], Where(label == 1, Of(1)[0], Of(2)[0])) * Filled(1, 1);
    });

    [Fact]
    public void Guidance_mixes_scores()
    {
        foreach (var kind in (Prediction[])[Prediction.Noise, Prediction.Score, Prediction.Data, Prediction.Velocity])
        {
            var model = Known(kind);
            Real x = new double[] { 0.3 };
            double Score(Denoiser of) => (double)of.Score(x, 0.4)[0];
            double Exact(int k) => (double)s_each[k].Denoiser(s_vp).Score(x, 0.4)[0];
            Assert.Equal(Exact(2), Score(model.At(0.0)), 1e-11);
            Assert.Equal(Exact(0), Score(model.At(0.0, 0)), 1e-11);
            Assert.Equal(Exact(1), Score(model.Guided(0.0, 1, 0)), 1e-11);
            Assert.Equal(3.5 * Exact(1) - 2.5 * Exact(2), Score(model.Guided(0.0, 1, 2.5)), 1e-10);
        }
    }

    [Fact]
    public void Samples_of_a_class()
    {
        var model = Known(Prediction.Noise);
        var sampler = new DpmSolver(NoiseGrids.LogSnr(s_vp, 40, 1e-3));
        const int Paths = 4000;
        double[] Of(Func<Real, Denoiser> denoiser) => Simulation.Of((Real none, Noise noise) => sampler.Sample(denoiser(none), 1, noise)).Run(0.0, new() { Paths = Paths, Seed = 2 }).ToArray();
        double[] first = Of(p => model.At(p, 0)), guided = Of(p => model.Guided(p, 0, 2));
        Assert.Equal(1, first.Average(), 5 * 0.5 / Math.Sqrt(Paths) + 0.005);
        Assert.Equal(0.5, Math.Sqrt(first.Average(x => (x - 1) * (x - 1))), 0.03);
        // What tells the classes apart is exaggerated.
        Assert.True(guided.Average() > first.Average() + 0.05);
        Assert.True(guided.Count(x => x < 0) < first.Count(x => x < 0) / 2);
        // A class for each path: the label is data.
        double[] mixed = Simulation.Of((Real none, Real label, Noise noise) => sampler.Sample(model.At(none, label), 1, noise)).Run(0.0, [0.0, 1.0], new() { Paths = Paths, Seed = 2 }).ToArray();
        Assert.Equal([.. first.Where((_, k) => k % 2 == 0)], mixed.Where((_, k) => k % 2 == 0).ToArray());
        Assert.Equal(-1, mixed.Where((_, k) => k % 2 == 1).Average(), 5 * 0.5 / Math.Sqrt(Paths / 2.0) + 0.005);
    }

    [Fact]
    public void A_network_of_classes()
    {
        var network = ScoreNetwork.Of(4, [16, 16], new RandomKey(3), classes: 5, classFeatures: 6);
        var model = ScoreNetwork.Model(s_vp, Prediction.Noise, 5);
        Real x = Plain.Numbers(new Shape(2, 2));
        double[] Say(Denoiser of) => of.Predict(x, 0.3).ToArray();
        Assert.Equal(new Shape(2, 2), model.At(network, 2).Predict(x, 0.3).Shape);
        Assert.NotEqual(Say(model.At(network, 2)), Say(model.At(network, 3)));
        Assert.Equal(Say(model.At(network)), Say(model.At(network, 5)));
        Assert.Equal(Say(model.At(network)), network.Apply(x, 0.3).ToArray());
        Plain.Agrees(network, x, (n, y) => n.Apply(y, 0.3, 2), network.Apply(x, 0.3, 2).ToArray());
        Assert.Equal("PW4034", Assert.Throws<PathwiseException>(() => ScoreNetwork.Of(4, [8], new RandomKey(1)).Apply(x, 0.3, 0)).Id);
        Assert.Equal("PW4034", Assert.Throws<PathwiseException>(() => ScoreNetwork.Model(s_vp, Prediction.Noise).Guided(network, 1, 1)).Id);
        Assert.Equal("PW4034", Assert.Throws<PathwiseException>(() => model.At(network, new double[] { 1, 2 })).Id);
        Assert.Equal("PW4032", Assert.Throws<PathwiseException>(() => ScoreNetwork.Model(s_vp, Prediction.Noise, 0)).Id);
    }

    /// <summary>Two correlated normal numbers, the first known: every step is linear, so mean and variance of the second are known exactly for any number of rounds; and with rounds they approach those given the first.</summary>
    [Fact]
    public void Inpainting_has_the_moments_of_its_recursion()
    {
        const double Rho = 0.8, Value = 1.5;
        const int Steps = 20, Paths = 20_000;
        var grid = NoiseGrids.Quadratic(s_vp, Steps, 0);
        // Eigenvectors of the covariance are sum and difference, with variances 1 ± ρ.
        Real Mean(Real x, NoiseLevel level)
        {
            Real plus = 0.5 * (x[0] + x[1]) * (1 + Rho) / (level.Alpha * level.Alpha * (1 + Rho) + level.Variance), minus = 0.5 * (x[0] - x[1]) * (1 - Rho) / (level.Alpha * level.Alpha * (1 - Rho) + level.Variance);
            return level.Alpha * Stack(plus + minus, plus - minus);
        }
        var denoiser = new Denoiser(s_vp, Prediction.Data, (x, t) => Mean(x, s_vp.At(t)));
        double bias = 0;
        foreach (int rounds in new[] { 1, 2, 12 })
        {
            double[] x = Simulation.Of((Real none, Noise noise) => none + new Inpainting(grid, (double[])[Value, 0], (double[])[1, 0], rounds).Sample(denoiser, 2, noise)).Run(0.0, new() { Paths = Paths, Seed = 6 }).ToArray();
            double[] second = [.. Enumerable.Range(0, Paths).Select(k => x[2 * k + 1])];
            Assert.All(Enumerable.Range(0, Paths), k => Assert.Equal(Value, x[2 * k], 1e-12));

            var (m, c) = (new double[2], new[,] { { 1.0, 0 }, { 0, 1 } });
            for (int n = Steps; n > 0; n--)
            {
                double a = (double)s_vp.Alpha(grid[n]), b = (double)s_vp.Alpha(grid[n - 1]), noise = 1 - a * a, next = 1 - b * b, drawn = next * (1 - a * a * next / (b * b * noise)), keep = Math.Sqrt(Math.Max(next - drawn, 0) / noise);
                // x_s = b·D x + keep·(x − a·D x) with D the matrix of E[x₀ | x].
                double plus = a * (1 + Rho) / (a * a * (1 + Rho) + noise), minus = a * (1 - Rho) / (a * a * (1 - Rho) + noise), d0 = (plus + minus) / 2, d1 = (plus - minus) / 2;
                double g0 = (b - keep * a) * d0 + keep, g1 = (b - keep * a) * d1;
                for (int round = 0; round < rounds; round++)
                {
                    if (round > 0)
                    {
                        double r = a / b, back = noise - r * r * next;
                        (m, c) = ([r * m[0], r * m[1]], new[,] { { r * r * c[0, 0] + back, r * r * c[0, 1] }, { r * r * c[1, 0], r * r * c[1, 1] + back } });
                    }
                    double mean = g1 * m[0] + g0 * m[1], variance = g1 * g1 * c[0, 0] + 2 * g0 * g1 * c[0, 1] + g0 * g0 * c[1, 1] + drawn;
                    (m, c) = ([b * Value, mean], new[,] { { next, 0 }, { 0, variance } });
                }
            }
            Assert.Equal(m[1], second.Average(), 5 * Math.Sqrt(c[1, 1] / Paths));
            Assert.Equal(c[1, 1], second.Average(y => (y - m[1]) * (y - m[1])), 5 * c[1, 1] * Math.Sqrt(2.0 / Paths));
            double off = Math.Abs(m[1] - Rho * Value);
            Assert.True(bias == 0 || off < bias);
            bias = off;
        }
        Assert.True(bias < 0.1);
        Assert.Equal("PW4033", Assert.Throws<PathwiseException>(() => new Inpainting(grid, 1, 1).From(denoiser, new double[] { 1, 2 }, null!)).Id);
        Assert.Equal("PW4032", Assert.Throws<PathwiseException>(() => new Inpainting(grid, 1, 1, 0).From(denoiser, new double[] { 1, 2 }, null!)).Id);
    }
}
