using Pathwise.Learning.Diffusion;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Diffusion;

/// <summary>Divergences against Jacobians, likelihoods against densities in closed form, gradients of likelihoods against differences.</summary>
public class LikelihoodTests
{
    static readonly VariancePreserving s_vp = new();

    static Real[] Points(int count, int size) => [.. Enumerable.Range(0, count).Select(k => Plain.Numbers(size, 13 * k))];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Divergence_of_a_network(int size)
    {
        var network = Mlp.Of([size, 9, size], Activation.Tanh, new RandomKey(3));
        foreach (var x in Points(3, size))
        {
            double trace = 0;
            for (int i = 0; i < size; i++)
            {
                double Moved(double by)
                {
                    double[] moved = x.ToArray();
                    moved[i] += by;
                    return network.Apply(moved).ToArray()[i];
                }
                trace += (Moved(1e-5) - Moved(-1e-5)) / 2e-5;
            }
            var (value, divergence) = Divergence.Exact(network.Apply, x);
            Assert.Equal(network.Apply(x).ToArray(), value.ToArray());
            Assert.Equal(trace, (double)divergence, 1e-8);
            // In the middle of a program, for points that are computed, and of another shape.
            double inside = Expectation.Of((Real none, Noise _) => Divergence.Exact(y => Reshape(network.Apply(Reshape(y, size)), y.Shape), Reshape(x + none, new Shape(size, 1))).Divergence).Value(0.0, paths: 2).Value;
            Assert.Equal(trace, inside, 1e-8);
        }
    }

    /// <summary>Of a linear function the estimate has mean tr A and variance 2Σᵢ≠ⱼ Sᵢⱼ².</summary>
    [Fact]
    public void Hutchinsons_estimate()
    {
        Real a = Plain.Numbers(new Shape(5, 5));
        double[] entries = a.ToArray();
        double trace = Enumerable.Range(0, 5).Sum(i => entries[6 * i]), variance = 0;
        for (int i = 0; i < 5; i++) for (int j = 0; j < 5; j++) if (i != j) variance += Math.Pow(entries[5 * i + j] + entries[5 * j + i], 2) / 2;
        const int Paths = 50_000;
        double[] estimates = Simulation.Of((Real none, Noise noise) => Divergence.Along(x => MatMul(a, x), none + Plain.Numbers(5), Divergence.Signs(noise, 5)).Divergence).Run(0.0, new() { Paths = Paths, Seed = 1 }).ToArray();
        Assert.Equal(trace, estimates.Average(), 5 * Math.Sqrt(variance / Paths));
        double[] squares = [.. estimates.Select(e => (e - trace) * (e - trace))];
        double spread = Math.Sqrt(squares.Average(s => (s - variance) * (s - variance)) / Paths);
        Assert.Equal(variance, squares.Average(), 5 * spread);
        Assert.Equal("PW4033", Assert.Throws<PathwiseException>(() => Divergence.Exact(x => Sum(x), Plain.Numbers(2))).Id);
    }

    static double[] LogDensities(FlowLikelihood likelihood, Denoiser denoiser, Real[] points, Precision precision, bool random = false) =>
        Simulation.Of((Real none, Real x, Noise noise) => none + likelihood.LogDensity(denoiser, x, random ? noise : null)).Run(0.0, points, new() { Paths = points.Length, Precision = precision, Seed = 3 }).ToArray();

    /// <summary>The oracle: RK4 on 200 steps in single precision, from the data themselves.</summary>
    [Fact]
    public void A_mixtures_likelihood_is_its_density()
    {
        var law = GaussianMixture.Of(Toys.EightGaussians);
        var rows = Toys.EightGaussians.Rows(200, seed: 4);
        Real[] points = [.. rows.ToArray().Chunk(2).Select(p => (Real)p)];
        double[] exact = Toys.EightGaussians.LogDensity(rows.ToReal()).ToArray();
        double[] found = LogDensities(new(NoiseGrids.Uniform(s_vp, 200, 0)), law.Denoiser(s_vp), points, Precision.F32);
        for (int k = 0; k < 200; k++) Assert.Equal(exact[k], found[k], 3.5e-4);
        // Nearly all of that is the prior's, whose variance is not that of x_T: with the law of x_T itself there is none of it.
        double[] ends = Simulation.Of((Real none, Real x, Noise _) => new FlowLikelihood(NoiseGrids.Uniform(s_vp, 200, 0)).Transport(law.Denoiser(s_vp), x) is var (latent, change) ? none + change + law.LogDensity(s_vp.At(1), latent) : default)
            .Run(0.0, points, new() { Paths = 200 }).ToArray();
        for (int k = 0; k < 200; k++) Assert.Equal(exact[k], ends[k], 2e-5);
    }

    /// <summary>Of any process and any prediction: what is carried and by how much volumes grow, against the density at both ends.</summary>
    [Fact]
    public void Densities_at_both_ends()
    {
        var law = new GaussianMixture([0.3, 0.7], [[1, -0.5, 0.2], [-0.8, 0.4, 0]], [0.3, 0.6]);
        foreach (var process in (DiffusionProcess[])[s_vp, new SubVariancePreserving(), new VarianceExploding(0.05, 10), new KarrasProcess(5), new LinearPath()])
            foreach (var kind in (Prediction[])[Prediction.Velocity, Prediction.Data])
            {
                double least = 0.02 * process.End;
                var grid = NoiseGrids.Quadratic(process, 200, least);
                var end = process.At(process.End);
                double[] both = Simulation.Of((Real none, Real x, Noise _) => new FlowLikelihood(grid).Transport(law.Denoiser(process, kind), x) is var (latent, change)
                    ? Stack(change + law.LogDensity(end, latent) + none, law.LogDensity(process.At(least), x)) : default).Run(0.0, Points(20, 3), new() { Paths = 20 }).ToArray();
                for (int k = 0; k < 20; k++) Assert.Equal(both[2 * k + 1], both[2 * k], 2e-5 * (1 + Math.Abs(both[2 * k])));
            }
    }

    [Fact]
    public void Probes_estimate_without_bias()
    {
        var law = new GaussianMixture([0.3, 0.7], [[1, -0.5], [-0.8, 0.4]], [0.3, 0.6]);
        var grid = NoiseGrids.Quadratic(s_vp, 40, 1e-3);
        Real x = new double[] { 0.5, -0.1 };
        double exact = (double)Real.FromArray(1, LogDensities(new(grid), law.Denoiser(s_vp), [x], Precision.F64));
        foreach (int probes in new[] { 1, 3 })
        {
            double[] found = LogDensities(new(grid) { Probes = probes }, law.Denoiser(s_vp), [.. Enumerable.Repeat(x, 4000)], Precision.F64, random: true);
            double deviation = Math.Sqrt(found.Average(f => (f - exact) * (f - exact)));
            Assert.Equal(exact, found.Average(), 5 * deviation / Math.Sqrt(4000));
            Assert.True(deviation > 0.01);
        }
    }

    sealed record Law(Real Mean, Real Deviation);

    /// <summary>Data whose law is a parameter: log p's derivatives, by differentiating the flow and its divergence.</summary>
    [Fact]
    public void Gradients_of_the_likelihood()
    {
        var at = new Law(0.7, 0.5);
        Denoiser Of(Law law) => new(s_vp, Prediction.Score, (x, t) => s_vp.At(t) is var level ? (level.Alpha * law.Mean - x) / (level.Alpha * level.Alpha * law.Deviation * law.Deviation + level.Variance) : default);
        foreach (var memory in (Calculus.TapeMemory[])[Calculus.TapeMemory.Full, Calculus.TapeMemory.Checkpointed])
        {
            var e = Expectation.Of((Law law, Noise _) => new FlowLikelihood(NoiseGrids.Uniform(s_vp, 144, 0)) { Memory = memory }.LogDensity(Of(law), new double[] { 1.1 })).ValueAndGradient(at, paths: 2);
            // log N(1.1; .7, .5²), up to the prior's error α² ≈ 4e-5 and α·m·x₁ ≈ .004.
            double z = 0.8;
            Assert.Equal(-0.5 * z * z - Math.Log(0.5) - 0.5 * Math.Log(2 * Math.PI), e.Value, 0.01);
            Assert.Equal(z / 0.5, (double)e.Gradient.Mean, 0.02);
            Assert.Equal((z * z - 1) / 0.5, (double)e.Gradient.Deviation, 0.02);
        }
    }

    [Fact]
    public void Bits_per_dimension()
    {
        // A uniform density on (−1, 1)ᵈ is what eight bits a number cost: log₂ 256.
        var codes = new Dequantisation(256);
        Assert.Equal(8, (double)FlowLikelihood.BitsPerDimension(-64 * Math.Log(2), 64, codes.Step), 1e-12);
        Assert.Equal(1, (double)FlowLikelihood.BitsPerDimension(-64 * Math.Log(2), 64), 1e-12);
        double[] points = Simulation.Of((Real none, Noise noise) => none + codes.Apply(new double[] { 0, 17, 255 }, noise)).Run(0.0, new() { Paths = 1000 }).ToArray();
        double[] undone = codes.Undo(points).ToArray();
        for (int k = 0; k < points.Length; k++)
        {
            Assert.InRange(points[k], -1, 1);
            Assert.Equal(((int[])[0, 17, 255])[k % 3], (int)Math.Floor((points[k] + 1) * 128));
            Assert.Equal((points[k] + 1) * 128 - 0.5, undone[k], 0.5 + 1e-9);
        }
        Assert.Equal([0, 255], codes.Undo(new double[] { -1.2, 1.4 }).ToArray());
    }

    [Fact]
    public void Mistakes()
    {
        var law = GaussianMixture.Normal([0.0], 1).Denoiser(s_vp);
        static void Id(string id, Action act) => Assert.Equal(id, Assert.Throws<PathwiseException>(act).Id);
        Id("PW4032", () => new FlowLikelihood(NoiseGrids.Uniform(s_vp, 5)) { Probes = 1 }.LogDensity(law, new double[] { 1 }));
        Id("PW4032", () => new FlowLikelihood(NoiseGrids.Uniform(s_vp, 5)) { Probes = -1 }.LogDensity(law, new double[] { 1 }));
        Id("PW4032", () => FlowLikelihood.BitsPerDimension(1, 0));
        Id("PW4031", () => new FlowLikelihood(NoiseGrids.Uniform(s_vp, 5, 0)).LogDensity(GaussianMixture.Normal([0.0], 1).Denoiser(s_vp, Prediction.Noise), new double[] { 1 }));
    }
}
