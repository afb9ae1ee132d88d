using Pathwise.Learning.Diffusion;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Diffusion;

/// <summary>Laws whose scores are known: against differences of their densities, densities against quadrature, means given x against draws, floors against quadrature.</summary>
public class KnownLawTests
{
    static readonly VariancePreserving s_vp = new();

    static double[][] Points(int count, int size, int from = 0) => [.. Enumerable.Range(0, count).Select(j => Plain.Numbers(size, from + 7 * j).ToArray())];

    static KnownLaw Law(string name) => name switch
    {
        "many" => new GaussianMixture([.. Enumerable.Range(1, 40).Select(k => k / 820.0)], Points(40, 2), [.. Enumerable.Range(0, 40).Select(k => 0.1 + 0.01 * k)]),
        "rows" => new EmpiricalLaw(Points(60, 2), 2),
        "cubes" => new UniformCubes(Points(9, 2), 0.3, 2),
        "eight" => KnownLaw.Of(Toys.EightGaussians),
        "checkerboard" => KnownLaw.Of(Toys.Checkerboard),
        "moons" => KnownLaw.Of(Toys.TwoMoons),
        _ => KnownLaw.Of(Toys.Spirals),
    };

    public static TheoryData<string> Names { get; } = ["many", "rows", "cubes", "eight", "checkerboard", "moons", "spirals"];

    static double[] Values(Func<Real, Real> f, Real[] points) => Simulation.Of((Real none, Real x, Noise _) => none + f(x)).Run(0.0, points, new() { Paths = points.Length }).ToArray();

    [Theory]
    [MemberData(nameof(Names))]
    public void Scores_are_derivatives_of_densities(string name)
    {
        var law = Law(name);
        const double H = 1e-5;
        Real[] points = [.. Points(12, 2, 3).Select(x => (Real)(double[])[1.5 * x[0], 1.5 * x[1]])];
        foreach (double t in (double[])[0.02, 0.2, 0.6, 1])
        {
            double[] scores = Values(x => law.Predict(Prediction.Score, s_vp.At(t), x), points);
            for (int i = 0; i < 2; i++)
            {
                double[] Moved(double by) => Values(x => Reshape(law.LogDensity(s_vp.At(t), x + (Real)(double[])[i == 0 ? by : 0, i == 1 ? by : 0]), 1), points);
                double[] above = Moved(H), below = Moved(-H);
                for (int n = 0; n < points.Length; n++) Assert.Equal((above[n] - below[n]) / (2 * H), scores[2 * n + i], 1e-5 * (1 + Math.Abs(scores[2 * n + i])));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Densities_integrate(string name)
    {
        var law = Law(name);
        const int Cells = 240;
        const double Half = 6, Step = 2 * Half / Cells;
        Real[] grid = [.. Enumerable.Range(0, Cells * Cells).Select(c => (Real)new[] { -Half + (c / Cells + 0.5) * Step, -Half + (c % Cells + 0.5) * Step })];
        double[] densities = Values(x => Reshape(Exp(law.LogDensity(s_vp.At(0.25), x)), 1), grid);
        Assert.Equal(1, densities.Sum() * Step * Step, 1e-6);
    }

    /// <summary>E[x₀ | x] and p(x) as means over draws of the law: Σ x₀ p(x | x₀)/Σ p(x | x₀), which knows nothing of the closed form.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Means_given_a_point_are_those_of_draws(string name)
    {
        var law = Law(name);
        const int Paths = 40_000;
        double[] draws = Simulation.Of((Real none, Noise noise) => none + law.Sample(noise)).Run(0.0, new() { Paths = Paths, Seed = 4 }).ToArray();
        foreach (double t in (double[])[0.3, 0.7])
        {
            double a = Math.Exp(-0.05 * t - 4.975 * t * t), variance = 1 - a * a;
            foreach (double[] x in (double[][])[[0.3, -0.2], [-0.9, 1.1]])
            {
                double[] weights = [.. Enumerable.Range(0, Paths).Select(k => Math.Exp(-(Math.Pow(x[0] - a * draws[2 * k], 2) + Math.Pow(x[1] - a * draws[2 * k + 1], 2)) / (2 * variance)) / (2 * Math.PI * variance))];
                double density = weights.Average();
                Assert.Equal(density, Math.Exp((double)law.LogDensity(s_vp.At(t), x)), 5 * Math.Sqrt(weights.Average(w => (w - density) * (w - density)) / Paths));
                double[] data = law.Predict(Prediction.Data, s_vp.At(t), x).ToArray(), noise = law.Predict(Prediction.Noise, s_vp.At(t), x).ToArray();
                for (int i = 0; i < 2; i++)
                {
                    double mean = Enumerable.Range(0, Paths).Average(k => weights[k] * draws[2 * k + i]) / density;
                    double spread = Math.Sqrt(Enumerable.Range(0, Paths).Average(k => Math.Pow(weights[k] / density * (draws[2 * k + i] - mean), 2)) / Paths);
                    Assert.Equal(mean, data[i], 5 * spread);
                    Assert.Equal(x[i], a * data[i] + Math.Sqrt(variance) * noise[i], 1e-10);
                }
            }
        }
    }

    /// <summary>The floor of rows on a line, 1 − σ²E|score|² in the mean over times, by quadrature; no other law says as much of them.</summary>
    [Fact]
    public void Floors_of_rows()
    {
        double[] rows = [-1.2, -0.3, 0.1, 0.9, 1.0];
        var law = new EmpiricalLaw([.. rows.Select(row => new[] { row })], 1);
        const double Least = 0.01;
        double Floor(double t)
        {
            double a = Math.Exp(-0.05 * t - 4.975 * t * t), v = 1 - a * a, step = Math.Sqrt(v) / 40, sum = 0;
            for (double x = -1.2 * a - 8 * Math.Sqrt(v); x < a + 8 * Math.Sqrt(v); x += step)
            {
                double p = 0, slope = 0;
                foreach (double row in rows)
                {
                    double d = Math.Exp(-(x - a * row) * (x - a * row) / (2 * v)) / Math.Sqrt(2 * Math.PI * v) / rows.Length;
                    p += d;
                    slope -= d * (x - a * row) / v;
                }
                if (p > 1e-300) sum += slope * slope / p * step;
            }
            return 1 - v * sum;
        }
        const int Times = 2000;
        double floor = Enumerable.Range(0, Times).Average(i => Floor(Least + (1 - Least) * (i + 0.5) / Times));
        var loss = new LossOptions { Times = TimeLaw.Uniform(Least) };
        DiffusionCheck Check(KnownLaw model) => DiffusionCheck.Run(new DiffusionModel<Real>(s_vp, Prediction.Noise, (none, x, t) => none + model.Predict(Prediction.Noise, s_vp.At(t), x)), 0.0, law, loss, new() { Paths = 50_000, Seed = 2 });
        var own = Check(law);
        Assert.Equal(floor, own.Floor.Value, 5 * own.Floor.StandardError!.Value);
        Assert.Equal(0, own.Excess.Value, 1e-20);
        Assert.Equal(own.Loss.Value, own.Floor.Value, 1e-12);
        var smooth = Check(GaussianMixture.Normal([0.1], 0.86));
        Assert.False(smooth.IsBelowFloor);
        Assert.True(smooth.LossAboveFloor.Value > 10 * smooth.LossAboveFloor.StandardError);
        Assert.Equal(smooth.Excess.Value, smooth.LossAboveFloor.Value, 5 * smooth.LossAboveFloor.StandardError!.Value);
    }

    [Fact]
    public void Images_and_one_row()
    {
        double[] image = Plain.Numbers(6).ToArray();
        KnownLaw law = new EmpiricalLaw([image], new(2, 3));
        var x = Plain.Numbers(new Shape(2, 3), 50);
        Assert.Equal(image, law.Predict(Prediction.Data, s_vp.At(0.4), x).ToArray());
        // DDIM is exact in one step where there is one data point.
        double[] made = Simulation.Of((Real none, Noise noise) => none + new Ddim(NoiseGrids.Uniform(s_vp, 1, 1e-6)).Sample(law.Denoiser(s_vp, Prediction.Noise), new(2, 3), noise)).Run(0.0, new() { Paths = 1 }).ToArray();
        for (int i = 0; i < 6; i++) Assert.Equal(image[i], made[i], 0.01);
        var cubes = new UniformCubes([image, Plain.Numbers(6, 20).ToArray()], 0.2, new(2, 3));
        Assert.Equal(new Shape(2, 3), cubes.Predict(Prediction.Flow, s_vp.At(0.4), x).Shape);
        Assert.Equal("PW4033", Assert.Throws<PathwiseException>(() => new EmpiricalLaw([image, [1.0]], 6)).Id);
        Assert.Equal("PW4033", Assert.Throws<PathwiseException>(() => new EmpiricalLaw([], 6)).Id);
        Assert.Equal("PW4032", Assert.Throws<PathwiseException>(() => new UniformCubes([image], 0, 6)).Id);
        Assert.Equal("PW4032", Assert.Throws<PathwiseException>(() => KnownLaw.Of(new TwoMoons(0))).Id);
        Assert.Equal("PW4033", Assert.Throws<PathwiseException>(() => law.LogDensity(s_vp.At(0.4), 1.0)).Id);
    }

    /// <summary>Far from all of them cubes keep their digits, and very narrow ones are points.</summary>
    [Fact]
    public void Tails_of_cubes_and_narrow_cubes()
    {
        double[][] corners = Points(5, 2);
        Real far = new[] { 30.0, -25 };
        double[] score = new UniformCubes(corners, 0.3, 2).Predict(Prediction.Score, s_vp.At(0.02), far).ToArray();
        Assert.All(score, s => Assert.True(double.IsFinite(s)));
        KnownLaw narrow = new UniformCubes(corners, 1e-5, 2), points = new EmpiricalLaw(corners, 2);
        foreach (double t in (double[])[0.05, 0.5, 1])
            foreach (var x in (Real[])[new[] { 0.4, 0.9 }, new[] { -1.0, 2 }])
                Assert.Equal(points.Predict(Prediction.Noise, s_vp.At(t), x).ToArray(), narrow.Predict(Prediction.Noise, s_vp.At(t), x).ToArray(), (p, q) => Math.Abs(p - q) < 1e-3);
    }

    /// <summary>Samples by the probability flow of the law of rows are the rows.</summary>
    [Fact]
    public void The_law_of_rows_makes_the_rows_again()
    {
        double[][] rows = Points(20, 2);
        KnownLaw law = new EmpiricalLaw(rows, 2);
        var sampler = new DpmSolver(NoiseGrids.LogSnr(s_vp, 60, 1e-4));
        double[] made = Simulation.Of((Real none, Noise noise) => none + sampler.Sample(law.Denoiser(s_vp, Prediction.Noise), 2, noise)).Run(0.0, new() { Paths = 200, Seed = 3 }).ToArray();
        for (int k = 0; k < 200; k++) Assert.True(rows.Min(row => Math.Max(Math.Abs(row[0] - made[2 * k]), Math.Abs(row[1] - made[2 * k + 1]))) < 0.02);
    }
}
