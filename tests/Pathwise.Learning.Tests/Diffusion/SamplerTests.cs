using Pathwise.Calculus;
using Pathwise.Learning.Diffusion;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Diffusion;

/// <summary>Samplers against flow maps and moments in closed form, orders of convergence, one another, and differences of their samples in parameters.</summary>
public class SamplerTests
{
    static readonly VariancePreserving s_vp = new();

    /// <summary>Where x₁ goes, sample by sample, in double precision.</summary>
    static double[] Samples(DiffusionSampler sampler, Denoiser denoiser, double[] start) =>
        Simulation.Of((Real none, Real x, Noise noise) => none + sampler.From(denoiser, Reshape(x, 1), noise)).Run(0.0, [.. start.Select(x => (Real)x)], new() { Paths = start.Length }).ToArray();

    static double[] Drawn(DiffusionSampler sampler, Denoiser denoiser, int size, int paths, long seed = 1) =>
        Simulation.Of((Real none, Noise noise) => none + sampler.Sample(denoiser, size, noise)).Run(0.0, new() { Paths = paths, Seed = seed }).ToArray();

    /// <summary>Normal data: the flow from t to s is x ↦ α_s m + √(v_s/v_t)(x − α_t m).</summary>
    static double Exact(DiffusionProcess process, double m, double s, double x, double from, double to)
    {
        (double A, double V) At(double t) => (double)process.Alpha(t) is var a ? (a, a * a * s * s + (double)process.Variance(t)) : default;
        var (a0, v0) = At(from);
        var (a1, v1) = At(to);
        return a1 * m + Math.Sqrt(v1 / v0) * (x - a0 * m);
    }

    /// <summary>Euler's deviations of the paper's own example: from deviation 1, s = 2, to t = 0.</summary>
    [Fact]
    public void Euler_in_figures()
    {
        var law = GaussianMixture.Normal([0], 2).Denoiser(s_vp);
        foreach (var (steps, deviation) in new[] { (100, 1.99098), (1000, 1.99898) })
            Assert.Equal(deviation, Samples(new ProbabilityFlow(NoiseGrids.Uniform(s_vp, steps, 0), RungeKutta.Euler), law, [1])[0], 5e-6);
        Assert.Equal(1.99987, Exact(s_vp, 0, 2, 1, 1, 0), 5e-6);
        // Without the ½ the flow of data of variance 1 would end at deviation .00657.
        Assert.Equal(1, Samples(new ProbabilityFlow(NoiseGrids.Uniform(s_vp, 100, 0), RungeKutta.Classical), GaussianMixture.Normal([0], 1).Denoiser(s_vp), [1])[0], 1e-9);
    }

    public static TheoryData<string, int, bool> Orders => new() { { "euler", 1, false }, { "heun", 2, false }, { "rk4", 4, false }, { "ddim", 1, true }, { "dpm", 2, true } };

    static GridSampler Sampler(string name, TimeGrid grid) => name switch
    {
        "euler" => new ProbabilityFlow(grid, RungeKutta.Euler),
        "heun" => new ProbabilityFlow(grid, RungeKutta.Heun),
        "rk4" => new ProbabilityFlow(grid, RungeKutta.Classical),
        "dopri" => new ProbabilityFlow(grid, RungeKutta.DormandPrince),
        "bs" => new ProbabilityFlow(grid, RungeKutta.BogackiShampine),
        "ddim" => new Ddim(grid),
        "dpm" => new DpmSolver(grid),
        "reverse" => new ReverseSampler(grid),
        "pc" => new PredictorCorrector(grid),
        _ => new Ddim(grid, 1),
    };

    [Theory, MemberData(nameof(Orders))]
    public void Orders_of_convergence(string name, int order, bool alongSnr)
    {
        const double M = 0.7, S = 0.5, Start = 1.3, Least = 0.02;
        foreach (var process in (DiffusionProcess[])[s_vp, new SubVariancePreserving(), new VarianceExploding(0.05, 10)])
        {
            var law = GaussianMixture.Normal([M], S).Denoiser(process);
            double start = Start * process.PriorDeviation;
            double Error(int steps) => Math.Abs(Samples(Sampler(name, alongSnr ? NoiseGrids.LogSnr(process, steps, Least) : NoiseGrids.Uniform(process, steps, Least)), law, [start])[0] - Exact(process, M, S, start, 1, Least));
            double coarse = Error(100), fine = Error(200);
            Assert.Equal(order, Math.Log2(coarse / fine), 0.25);
        }
    }

    /// <summary>All kinds of prediction, all processes and grids: the map of normal data, well resolved.</summary>
    [Fact]
    public void Every_process_prediction_and_grid()
    {
        const double M = 0.7, S = 0.5;
        foreach (var process in (DiffusionProcess[])[s_vp, new SubVariancePreserving(), new VarianceExploding(0.05, 10), new KarrasProcess(10), new LinearPath()])
        {
            double start = 0.8 * process.PriorDeviation, least = 1e-3 * process.End;
            var grids = new List<TimeGrid> { NoiseGrids.Uniform(process, 200, least), NoiseGrids.Quadratic(process, 200, least) };
            if (process is not LinearPath) grids.AddRange([NoiseGrids.LogSnr(process, 200, least), NoiseGrids.Karras(process, 200, least)]);
            foreach (var kind in (Prediction[])[Prediction.Noise, Prediction.Score, Prediction.Data, Prediction.Velocity, Prediction.Flow])
            {
                if (process is LinearPath && (kind == Prediction.Noise || kind == Prediction.Score)) continue;
                var law = GaussianMixture.Normal([M], S).Denoiser(process, kind);
                // Each grid with one prediction, each prediction with one grid.
                foreach (var grid in kind == Prediction.Velocity ? grids : grids[^1..])
                {
                    Assert.Equal((least, process.End, 200), (grid.Start, grid.End, grid.Steps));
                    double exact = Exact(process, M, S, start, process.End, least);
                    foreach (string name in (string[])["rk4", "dpm"])
                    {
                        // Uniform grids are too coarse where noise spans orders of magnitude.
                        double tolerance = grid.IsUniform && process is not LinearPath ? 0.05 : 2e-3;
                        Assert.True(Math.Abs(Samples(Sampler(name, grid), law, [start])[0] - exact) < tolerance, $"{process} {kind} {name} {grid.IsUniform} {Samples(Sampler(name, grid), law, [start])[0]} {exact}");
                    }
                }
                if (process is LinearPath || kind == Prediction.Data) continue;
                Assert.Equal(Exact(process, M, S, start, process.End, least), Samples(new AdaptiveProbabilityFlow(1e-8, 1e-8, least), law, [start])[0], 1e-6);
            }
        }
    }

    [Fact]
    public void One_data_point_is_found_in_one_step()
    {
        var point = GaussianMixture.Normal([0.4], 0);
        foreach (var process in (DiffusionProcess[])[s_vp, new VarianceExploding(0.01, 20), new SubVariancePreserving(), new LinearPath()])
            foreach (double start in new[] { -2, 0.1, 3.0 })
            {
                double least = process is VarianceExploding ? 1e-6 : 0;
                var law = point.Denoiser(process, process is LinearPath ? Prediction.Flow : Prediction.Noise);
                double[] one = Samples(new Ddim(NoiseGrids.Uniform(process, 1, least)), law, [start]), ten = Samples(new Ddim(NoiseGrids.Uniform(process, 10, least)), law, [start]);
                // What is left at the least time is its noise.
                double left = process is VarianceExploding ? 0.01 / 20 * (start - 0.4) : 0;
                Assert.Equal(0.4 + left, one[0], 1e-5);
                Assert.Equal(0.4 + left, ten[0], 1e-5);
                Assert.Equal(0.4 + left, Samples(new DpmSolver(NoiseGrids.Uniform(process, 7, least)), law, [start])[0], 1e-5);
            }
    }

    /// <summary>DPM-Solver++(2M) as the paper's algorithm 2 has it, written out in numbers.</summary>
    [Fact]
    public void The_multistep_solver_written_out()
    {
        var law = new GaussianMixture([0.4, 0.6], [[1], [-0.8]], [0.3, 0.6]).Denoiser(s_vp);
        var grid = NoiseGrids.Quadratic(s_vp, 6, 0.01);
        double x = 0.9, last = 0, lastH = 0;
        for (int n = 6; n > 0; n--)
        {
            double t = grid[n], s = grid[n - 1], a = (double)s_vp.Alpha(t), b = (double)s_vp.Alpha(s), sigma = Math.Sqrt(1 - a * a), next = Math.Sqrt(1 - b * b);
            double h = Math.Log(b / next) - Math.Log(a / sigma), data = (double)law.Data((double[])[x], t)[0];
            double r = lastH / h, d = n == 6 ? data : (1 + 1 / (2 * r)) * data - 1 / (2 * r) * last;
            x = next / sigma * x - b * (Math.Exp(-h) - 1) * d;
            (last, lastH) = (data, h);
        }
        Assert.Equal(x, Samples(new DpmSolver(grid), law, [0.9])[0], 1e-12);
    }

    /// <summary>Steps of random samplers on normal data are linear, so that mean and variance are known exactly at any number of steps.</summary>
    [Theory]
    [InlineData("reverse")]
    [InlineData("pc")]
    [InlineData("ddpm")]
    public void Random_samplers_have_the_moments_of_their_recursions(string name)
    {
        const double M = 0.7, S = 0.5;
        const int Paths = 40_000, Steps = 30;
        var grid = NoiseGrids.Quadratic(s_vp, Steps, 1e-3);
        double[] x = Drawn(Sampler(name, grid), GaussianMixture.Normal([M, M], S).Denoiser(s_vp, Prediction.Noise), 2, Paths);
        (double m, double v) = (0, 1);
        for (int n = Steps; n > 0; n--)
        {
            double t = grid[n], s = grid[n - 1], h = t - s, beta = 0.1 + 19.9 * t, a = (double)s_vp.Alpha(t), b = (double)s_vp.Alpha(s), noise = 1 - a * a, next = 1 - b * b, vt = a * a * S * S + noise, vs = b * b * S * S + next;
            if (name == "ddpm")
            {
                // E[x₀ | x] and E[ε | x] are linear in x; the law of x_s given both is that of denoising diffusion.
                double drawn = next * (1 - a * a * next / (b * b * noise)), keep = Math.Sqrt(next - drawn);
                double slope = b * a * S * S / vt + keep * Math.Sqrt(noise) / vt;
                (m, v) = (b * M + slope * (m - a * M), slope * slope * v + drawn);
                continue;
            }
            double k = 1 + 0.5 * beta * h - beta * h / vt;
            (m, v) = (k * m + beta * h * a * M / vt, k * k * v + beta * h);
            if (name != "pc") continue;
            double delta = 2 * 0.16 * 0.16 * next, c = 1 - delta / vs;
            (m, v) = (c * m + delta / vs * b * M, c * c * v + 2 * delta);
        }
        Assert.Equal(m, x.Average(), 5 * Math.Sqrt(v / x.Length));
        Assert.Equal(v, x.Average(y => (y - m) * (y - m)), 5 * v * Math.Sqrt(2.0 / x.Length));
        Assert.Equal(M, m, 0.05);
        Assert.Equal(S * S, v, 0.06);
    }

    /// <summary>Samples are the sampler's own steps of the process's reverse equation: the calculus, given the same noise, arrives where the sampler does.</summary>
    [Fact]
    public void The_reverse_sampler_is_the_reverse_equation()
    {
        var law = new GaussianMixture([0.4, 0.6], [[1], [-0.8]], [0.3, 0.6]).Denoiser(s_vp);
        const int Steps = 50;
        double[] own = Simulation.Of((Real none, Noise noise) => none + new ReverseSampler(TimeGrid.Uniform(0.25, 1, Steps)).From(law, noise["start"].Normal(1), noise["way"])).Run(0.0, new() { Paths = 100, Seed = 3 }).ToArray();
        double[] solved = Simulation.Of((Real none, Noise noise) => none + s_vp.Reverse(law.Score).Solve(noise["start"].Normal(1), TimeGrid.Uniform(0, 0.75, Steps), EulerMaruyama.Scheme, noise["way"]).Terminal).Run(0.0, new() { Paths = 100, Seed = 3 }).ToArray();
        for (int k = 0; k < 100; k++) Assert.Equal(solved[k], own[k], 1e-10);
    }

    /// <summary>The mixture's halves are found with their weights, by every sampler.</summary>
    [Theory]
    [InlineData("rk4")]
    [InlineData("heun")]
    [InlineData("dpm")]
    [InlineData("ddim")]
    [InlineData("ddpm")]
    [InlineData("reverse")]
    [InlineData("pc")]
    public void A_mixture_is_sampled(string name)
    {
        const int Paths = 20_000;
        var law = new GaussianMixture([0.3, 0.7], [[1.5], [-1]], [0.2, 0.4]);
        double[] x = Drawn(Sampler(name, NoiseGrids.Karras(s_vp, 150, 1e-3)), law.Denoiser(s_vp), 1, Paths), upper = [.. x.Where(y => y > 0.6)];
        // Bias of the prior, whose mean is 0 and not αm, and of the steps: well below .02.
        Assert.Equal(0.3, upper.Length / (double)Paths, 5 * Math.Sqrt(0.21 / Paths) + 0.01);
        Assert.Equal(1.5, upper.Average(), 0.02);
        Assert.Equal(0.2, Math.Sqrt(upper.Average(y => (y - upper.Average()) * (y - upper.Average()))), 0.02);
    }

    /// <summary>A batch of N samples is N singles, whatever the sampler, in single precision too.</summary>
    [Fact]
    public void A_sample_depends_on_its_own_noise_alone()
    {
        var law = new GaussianMixture([0.3, 0.7], [[1.5, 0], [-1, 1]], [0.2, 0.4]).Denoiser(s_vp);
        var grid = NoiseGrids.Quadratic(s_vp, 8, 1e-3);
        foreach (var sampler in (DiffusionSampler[])[.. ((string[])["euler", "heun", "rk4", "ddim", "ddpm", "dpm", "reverse", "pc"]).Select(name => Sampler(name, grid)), new AdaptiveProbabilityFlow(1e-3, 1e-3), new PredictorCorrector(grid, Corrections: 3)])
            foreach (var precision in (Precision[])[Precision.F64, Precision.F32])
            {
                var simulation = Simulation.Of((Real none, Noise noise) => none + sampler.Sample(law, 2, noise));
                double[] Run(int paths, long first = 0) => simulation.Run(0.0, new() { Paths = paths, Seed = 5, Precision = precision }, first).ToArray();
                double[] all = Run(70);
                foreach (int k in (int[])[0, 1, 33, 69]) Assert.Equal(all[(2 * k)..(2 * k + 2)], Run(1, k));
            }
    }

    [Fact]
    public void Adaptive_steps()
    {
        var law = GaussianMixture.Normal([0.7], 0.5).Denoiser(s_vp);
        double[] starts = [.. Enumerable.Range(0, 40).Select(i => -3 + 0.15 * i)];
        foreach (var method in (RungeKutta[])[RungeKutta.DormandPrince, RungeKutta.BogackiShampine])
        {
            double last = 0;
            foreach (double tolerance in new[] { 1e-3, 1e-5, 1e-7 })
            {
                var sampler = new AdaptiveProbabilityFlow(tolerance, tolerance) { Method = method };
                double[] ends = Simulation.Of((Real none, Real x, Noise noise) => sampler.Solve(law, Reshape(x, 1)) is var (end, taken, tried) ? Concat(0, end + none, Reshape(taken, 1), Reshape(tried, 1)) : default)
                    .Run(0.0, [.. starts.Select(x => (Real)x)], new() { Paths = starts.Length }).ToArray();
                for (int k = 0; k < starts.Length; k++)
                {
                    Assert.Equal(Exact(s_vp, 0.7, 0.5, starts[k], 1, 1e-3), ends[3 * k], 40 * tolerance);
                    Assert.InRange(ends[3 * k + 2], ends[3 * k + 1], 2 * ends[3 * k + 1] + 5);
                }
                double taken = Enumerable.Range(0, starts.Length).Average(k => ends[3 * k + 1]);
                // Steps grow as tolerance^(−1/order): by 2.5 and 4.6 for a hundredth.
                if (last > 0) Assert.InRange(taken / last, method.Order == 5 ? 1.5 : 2.5, method.Order == 5 ? 3.5 : 6);
                last = taken;
            }
        }
        Assert.Equal(0.4, Samples(new AdaptiveProbabilityFlow(1e-6, 1e-6, 0), GaussianMixture.Normal([0.4], 0.5).Denoiser(s_vp), [0.0])[0], 0.01);
        Assert.Throws<NonFiniteException>(() => Samples(new AdaptiveProbabilityFlow(1e-8, 1e-8) { Tries = 5 }, law, [1]));
    }

    sealed record Law(Real Mean, Real Deviation);

    /// <summary>Data whose law is a parameter: the samples' derivatives in it against the flow map's own, for fixed, adaptive and random samplers, with either tape.</summary>
    [Fact]
    public void Gradients_through_samplers()
    {
        var at = new Law(0.7, 0.5);
        Denoiser Of(Law law) => new(s_vp, Prediction.Score, (x, t) => s_vp.At(t) is var level ? (level.Alpha * law.Mean - x) / (level.Alpha * level.Alpha * law.Deviation * law.Deviation + level.Variance) : default);
        var grid = NoiseGrids.Uniform(s_vp, 144, 0);
        // x₀ = m + s(x₁ − αm)/√v₁: reward x₀².
        double a = (double)s_vp.Alpha(1), v = a * a * 0.25 + 1 - a * a, x1 = 1.3, x0 = 0.7 + 0.5 * (x1 - a * 0.7) / Math.Sqrt(v);
        double dm = 1 - 0.5 * a / Math.Sqrt(v), ds = (x1 - a * 0.7) * (1 / Math.Sqrt(v) - 0.25 * a * a / (v * Math.Sqrt(v)));
        foreach (var sampler in (DiffusionSampler[])[new ProbabilityFlow(grid, RungeKutta.Classical), new AdaptiveProbabilityFlow(1e-9, 1e-9, 0)])
        {
            var e = Expectation.Of((Law law, Noise noise) => sampler.From(Of(law), (double[])[x1], noise)[0] is var x ? x * x : default).ValueAndGradient(at, paths: 2);
            Assert.Equal(x0 * x0, e.Value, 1e-6);
            Assert.Equal(2 * x0 * dm, (double)e.Gradient.Mean, 1e-5);
            Assert.Equal(2 * x0 * ds, (double)e.Gradient.Deviation, 1e-5);
            Assert.True(e.Certificate.IsSound);
        }
        foreach (var sampler in (DiffusionSampler[])[new Ddim(grid), new Ddim(grid, 1), new DpmSolver(grid), new ReverseSampler(grid), new PredictorCorrector(grid, 2), new ProbabilityFlow(grid, RungeKutta.Heun)])
        {
            var options = new EstimationOptions { Paths = 64, Seed = 2 };
            Expectation<Law> Reward(TapeMemory memory) => Expectation.Of((Law law, Noise noise) => (sampler with { Memory = memory }).Sample(Of(law), 1, noise)[0] is var x ? x * x : default);
            var reward = Reward(TapeMemory.Full);
            Estimate<Law> e = reward.ValueAndGradient(at, options), kept = Reward(TapeMemory.Checkpointed).ValueAndGradient(at, options);
            Assert.Equal(e.Value, kept.Value);
            Assert.Equal((double)e.Gradient.Mean, (double)kept.Gradient.Mean, 1e-9);
            Assert.Equal((double)e.Gradient.Deviation, (double)kept.Gradient.Deviation, 1e-9);
            Assert.True(e.Certificate.IsSound);
            double Moved(double m, double s) => reward.Value(new Law(0.7 + m, 0.5 + s), options).Value;
            Assert.Equal((Moved(1e-5, 0) - Moved(-1e-5, 0)) / 2e-5, (double)e.Gradient.Mean, 1e-6);
            Assert.Equal((Moved(0, 1e-5) - Moved(0, -1e-5)) / 2e-5, (double)e.Gradient.Deviation, 1e-6);
        }
    }

    [Fact]
    public void Heun_ends_at_no_noise_by_Eulers_step()
    {
        // Noise prediction, whose slope is infinite at σ = 0.
        var process = new KarrasProcess(10);
        var law = GaussianMixture.Normal([0.7], 0.5).Denoiser(process, Prediction.Data);
        var grid = TimeGrid.At([0, .. Enumerable.Range(0, 40).Select(n => NoiseGrids.Karras(process, 39, 0.002)[n])]);
        Assert.Equal(Exact(process, 0.7, 0.5, 6, 10, 0), Samples(new ProbabilityFlow(grid, RungeKutta.Heun), law, [6])[0], 5e-3);
    }

    [Fact]
    public void Mistakes()
    {
        var law = GaussianMixture.Normal([0.0], 1).Denoiser(s_vp);
        static void Id(string id, Action act) => Assert.Equal(id, Assert.Throws<PathwiseException>(act).Id);
        void Trial(string id, DiffusionSampler sampler, Denoiser? of = null) => Id(id, () => Samples(sampler, of ?? law, [1]));
        var grid = NoiseGrids.Uniform(s_vp, 10);
        Trial("PW4031", new ProbabilityFlow(TimeGrid.Uniform(0, 2, 3), RungeKutta.Euler));
        Trial("PW4031", new Ddim(TimeGrid.Uniform(-1, 1, 3)));
        Trial("PW4031", new ReverseSampler(NoiseGrids.Uniform(new LinearPath(), 5)), GaussianMixture.Normal([0.0], 1).Denoiser(new LinearPath(), Prediction.Flow));
        Trial("PW4031", new ProbabilityFlow(NoiseGrids.Uniform(new LinearPath(), 5), RungeKutta.Euler), GaussianMixture.Normal([0.0], 1).Denoiser(new LinearPath(), Prediction.Noise));
        Trial("PW4031", new AdaptiveProbabilityFlow(Least: 1));
        Trial("PW4032", new Ddim(grid, 1.5));
        Trial("PW4032", new PredictorCorrector(grid, -1));
        Trial("PW4032", new PredictorCorrector(grid, 1, 0));
        Trial("PW4032", new AdaptiveProbabilityFlow { Method = RungeKutta.Heun });
        Trial("PW4032", new AdaptiveProbabilityFlow(0, 0));
        Trial("PW4032", new Ddim(grid) { Memory = TapeMemory.Reversible });
        Id("PW4031", () => NoiseGrids.Uniform(s_vp, 5, 1));
        Id("PW4031", () => NoiseGrids.LogSnr(s_vp, 5, 0));
        Id("PW4031", () => NoiseGrids.LogSnr(new LinearPath(), 5));
        Id("PW4032", () => NoiseGrids.Karras(s_vp, 5, rho: 0));
    }
}
