using Pathwise.Calculus;
using Pathwise.Learning.Diffusion;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Diffusion;

/// <summary>Processes against their own equations: rates against differences, marginals against the moments' equations and against simulation.</summary>
public class ProcessTests
{
    public static TheoryData<string> Names => ["vp", "vp flat", "sub-vp", "ve", "karras", "linear"];

    internal static DiffusionProcess Process(string name) => name switch
    {
        "vp" => new VariancePreserving(),
        "vp flat" => new VariancePreserving(2, 2),
        "sub-vp" => new SubVariancePreserving(),
        "ve" => new VarianceExploding(0.05, 10),
        "karras" => new KarrasProcess(3),
        _ => new LinearPath(),
    };

    static double Alpha(DiffusionProcess p, double t) => (double)p.Alpha(t);
    static double Variance(DiffusionProcess p, double t) => (double)p.Variance(t);

    [Fact]
    public void The_usual_rates()
    {
        var p = new VariancePreserving();
        // B(t) = .1t + 9.95t², α = e^(−B/2), σ² = 1 − α².
        Assert.Equal(0.0065716, Alpha(p, 1), 1e-7);
        foreach (double t in new[] { 1e-5, 0.1, 0.7, 1 })
        {
            double b = 0.1 * t + 9.95 * t * t;
            Assert.Equal(Math.Exp(-b / 2), Alpha(p, t), 1e-15);
            Assert.Equal(1, (Alpha(p, t) * Alpha(p, t) + Variance(p, t)), 1e-15);
            Assert.Equal(-0.5 * (0.1 + 19.9 * t), (double)p.At(t).Drift, 1e-12);
            Assert.Equal(0.1 + 19.9 * t, (double)p.At(t).DiffusionSquared, 1e-11);
            // dx = −½βx dt + √(β(1 − e^(−2B))) dW.
            var sub = new SubVariancePreserving().At(t);
            Assert.Equal((1 - Math.Exp(-b)) * (1 - Math.Exp(-b)), (double)sub.Variance, 1e-15);
            Assert.Equal((0.1 + 19.9 * t) * -Math.Exp(-2 * b) + 0.1 + 19.9 * t, (double)sub.DiffusionSquared, 1e-11);
        }
        var ve = new VarianceExploding(0.01, 50);
        Assert.Equal(0.01 * Math.Pow(5000, 0.3), Math.Sqrt(Variance(ve, 0.3)), 1e-13);
        Assert.Equal(2 * Math.Log(5000) * Variance(ve, 0.3), (double)ve.At(0.3).DiffusionSquared, 1e-12);
    }

    [Theory, MemberData(nameof(Names))]
    public void Rates_are_derivatives(string name)
    {
        var p = Process(name);
        const double H = 1e-5;
        foreach (double part in new[] { 0.03, 0.4, 0.9 })
        {
            double t = part * p.End;
            var level = p.At(t);
            Assert.Equal((Alpha(p, t + H) - Alpha(p, t - H)) / (2 * H), (double)level.AlphaRate, 1e-7);
            Assert.Equal((Variance(p, t + H) - Variance(p, t - H)) / (2 * H), (double)level.VarianceRate, 1e-6);
            Assert.Equal(t, (double)p.TimeOf(Math.Sqrt(Variance(p, t)) / Alpha(p, t)), 1e-12 * p.End);
        }
        // Of an array of times, each.
        double[] times = [0.2, 0.5];
        Assert.Equal([(double)p.At(0.2).VarianceRate, (double)p.At(0.5).VarianceRate], p.At(times).VarianceRate.ToArray());
        Assert.Equal([(double)p.At(0.2).AlphaRate, (double)p.At(0.5).AlphaRate], p.At(times).AlphaRate.ToArray());
    }

    /// <summary>The mean and the variance of dx = fx dt + g dW from (1, V) obey dm = fm dt, dV = (2fV + g²) dt: RK4 on these, with f and g² as the process has them, reaches α and σ².</summary>
    [Theory, MemberData(nameof(Names))]
    public void Marginals_solve_the_equations_of_moments(string name)
    {
        var p = Process(name);
        double start = 0.01 * p.End, end = 0.8 * p.End, m = Alpha(p, start), v = Variance(p, start);
        const int Steps = 400;
        double h = (end - start) / Steps;
        var levels = p.At((Real)(double[])[.. Enumerable.Range(0, 2 * Steps + 1).Select(i => start + i * h / 2)]);
        double[] f = levels.Drift.ToArray(), g2 = levels.DiffusionSquared.ToArray();
        for (int n = 0; n < Steps; n++)
        {
            (double, double) Slope(int at, double m, double v) => (f[at] * m, 2 * f[at] * v + g2[at]);
            var (a1, b1) = Slope(2 * n, m, v);
            var (a2, b2) = Slope(2 * n + 1, m + h / 2 * a1, v + h / 2 * b1);
            var (a3, b3) = Slope(2 * n + 1, m + h / 2 * a2, v + h / 2 * b2);
            var (a4, b4) = Slope(2 * n + 2, m + h * a3, v + h * b3);
            m += h / 6 * (a1 + 2 * a2 + 2 * a3 + a4);
            v += h / 6 * (b1 + 2 * b2 + 2 * b3 + b4);
        }
        Assert.Equal(Alpha(p, end), m, 1e-8);
        Assert.Equal(Variance(p, end), v, 1e-7 * (1 + v));
    }

    /// <summary>The process's own equation, solved by the calculus: Euler's moments exactly by recursion, the paths' within 5 standard errors of them.</summary>
    [Theory, MemberData(nameof(Names))]
    public void The_equation_simulated(string name)
    {
        var p = Process(name);
        const int Steps = 64, Paths = 20_000;
        var grid = TimeGrid.Uniform(0.1 * p.End, 0.8 * p.End, Steps);
        double m = 1.5, v = 0;
        for (int n = 0; n < Steps; n++)
        {
            double f = (double)p.At(grid[n]).Drift, g2 = (double)p.At(grid[n]).DiffusionSquared;
            (m, v) = (m * (1 + f * grid.Step), v * (1 + f * grid.Step) * (1 + f * grid.Step) + g2 * grid.Step);
        }
        var moments = Simulation.Of((Real start, Noise noise) => p.Forward().Solve(start * Filled(2, 1), grid, EulerMaruyama.Scheme, noise).Terminal).Run(1.5, new() { Paths = Paths, Seed = 3 });
        double[] x = moments.ToArray();
        double mean = x.Average(), variance = x.Average(a => (a - m) * (a - m));
        Assert.Equal(m, mean, 5 * Math.Sqrt(v / x.Length));
        Assert.Equal(v, variance, 5 * v * Math.Sqrt(2.0 / x.Length));
    }

    /// <summary>Reverse equation from the exact law of x_T: the law of the data comes back, up to the error of Euler's steps, which falls with them.</summary>
    [Fact]
    public void The_reverse_equation_simulated()
    {
        var p = new VariancePreserving();
        var law = GaussianMixture.Normal([0.7], 0.5);
        var score = law.Denoiser(p);
        const int Paths = 20_000, Steps = 400;
        double alpha = Alpha(p, 1), deviation = Math.Sqrt(alpha * alpha * 0.25 + Variance(p, 1));
        double[] x = Simulation.Of((Real none, Noise noise) => p.Reverse(score.Score)
            .Solve(none + alpha * 0.7 + deviation * noise["start"].Normal(1), TimeGrid.Uniform(0, 1 - 1e-3, Steps), EulerMaruyama.Scheme, noise["reverse"]).Terminal).Run(0.0, new() { Paths = Paths, Seed = 4 }).ToArray();
        // Linear equations have exact moments under Euler's scheme.
        double m = alpha * 0.7, v = deviation * deviation, h = (1 - 1e-3) / Steps;
        for (int n = 0; n < Steps; n++)
        {
            double t = 1 - n * h, beta = 0.1 + 19.9 * t, a = Alpha(p, t), vt = a * a * 0.25 + Variance(p, t), k = 0.5 * beta - beta / vt;
            (m, v) = (m * (1 + h * k) + h * beta * a * 0.7 / vt, v * (1 + h * k) * (1 + h * k) + beta * h);
        }
        Assert.Equal(m, x.Average(), 5 * Math.Sqrt(v / Paths));
        Assert.Equal(v, x.Average(y => (y - m) * (y - m)), 5 * v * Math.Sqrt(2.0 / Paths));
        Assert.Equal(0.7, m, 0.02);
        Assert.Equal(0.25, v, 0.02);
    }

    [Fact]
    public void Mistakes()
    {
        Assert.Equal("PW4030", Assert.Throws<PathwiseException>(() => new VariancePreserving(0, 1)).Id);
        Assert.Equal("PW4030", Assert.Throws<PathwiseException>(() => new SubVariancePreserving(2, 1)).Id);
        Assert.Equal("PW4030", Assert.Throws<PathwiseException>(() => new VarianceExploding(1, 1)).Id);
        Assert.Equal("PW4030", Assert.Throws<PathwiseException>(() => new KarrasProcess(double.NaN)).Id);
    }
}
