using Pathwise.Estimation;
using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Tests.Estimation;

/// <summary>Estimates with scrambled Sobol points: their errors, their paths, and what they refuse.</summary>
public class SobolTests
{
    record Law(Real Mu, Real Sigma);

    static readonly Expectation<Real> s_smooth = Expectation.Of((Real a, Noise noise) => Exp(a * Sum(noise.Normal(5))));

    static EstimationOptions Sobol(long paths, long seed = 0) => new() { Paths = paths, Seed = seed, Noise = NoiseKind.Sobol };

    /// <summary>E e^(a·Σzᵢ) = e^(5a²/2) over five normals, with the variance e^(5a²)(e^(5a²) − 1).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_smooth_function_of_five_draws(long seed)
    {
        const double a = 0.3;
        double exact = Math.Exp(2.5 * a * a), deviation = exact * Math.Sqrt(Math.Exp(5 * a * a) - 1);
        var e = s_smooth.ValueAndGradient(a, Sobol(65_536, seed));
        Assert.Equal(65_536, e.Paths);
        Assert.True(e.StandardError <= 0.1 * deviation / Math.Sqrt(e.Paths), $"standard error {e.StandardError}");
        Assert.True(Math.Abs(e.Value - exact) <= 5 * e.StandardError, $"{e.Value} ± {e.StandardError} is not {exact}");
        Assert.True(Math.Abs((double)e.Gradient - 5 * a * exact) <= 5 * (double)e.GradientStandardError, $"{e.Gradient} ± {e.GradientStandardError} is not {5 * a * exact}");
    }

    /// <summary>
    /// The error over its standard error has Student's law of 15 degrees of freedom when scramble means are normal: its square has mean 15/13 and
    /// variance 3·15²/(13·11) − (15/13)².
    /// </summary>
    [Fact]
    public void Standard_errors_cover_the_errors()
    {
        const int seeds = 400;
        double exact = Math.Exp(2.5 * 0.09), sum = 0, within = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            var e = s_smooth.Value(0.3, Sobol(512, seed) with { Threads = 1 });
            double t = (e.Value - exact) / e.StandardError!.Value;
            sum += t * t;
            within += Math.Abs(t) < 2.1314495 ? 1 : 0;
        }
        Assert.True(Math.Abs(sum / seeds - 15.0 / 13) <= 5 * Math.Sqrt((3 * 225.0 / 143 - 225.0 / 169) / seeds), $"mean square {sum / seeds}");
        Assert.True(Math.Abs(within / seeds - 0.95) <= 5 * Math.Sqrt(0.95 * 0.05 / seeds), $"coverage {within / seeds} instead of 0.95");
    }

    record Market(Real Spot, Real Rate, Real Volatility);

    /// <summary>Oracle A: the Asian call of the mean of X₁…X₂₅₂, by quadrature.</summary>
    [Fact]
    public void Asian_call_on_252_steps()
    {
        const int steps = 252;
        var asian = Expectation.Of((Market m, Noise noise) =>
        {
            var loop = Loop.Build(steps, false, [m.Spot.Node, Constant.Of(0)], [], (_, carry, _) =>
            {
                var x = carry[0].AsReal() * (1 + m.Rate / steps + m.Volatility * Math.Sqrt(1.0 / steps) * noise["S"].Normal());
                return ([x.Node, (carry[1].AsReal() + x).Node], []);
            });
            return Exp(-m.Rate) * Max(Item.Of(loop, 1).AsReal() / steps - 100, 0);
        });
        Market at = new(100, 0.05, 0.2);
        var e = asian.ValueAndGradient(at, Sobol(16_384));
        void Within(double expected, double actual, double error) => Assert.True(Math.Abs(actual - expected) <= 5 * error, $"{actual} ± {error} is not {expected}");
        Within(5.78156153, e.Value, e.StandardError!.Value);
        Within(0.589343, (double)e.Gradient.Spot, (double)e.GradientStandardError.Spot);
        Within(24.56525, (double)e.Gradient.Rate, (double)e.GradientStandardError.Rate);
        Within(21.75745, (double)e.Gradient.Volatility, (double)e.GradientStandardError.Volatility);
        // A path's standard deviation is about 8.
        Assert.True(e.StandardError < 0.5 * 8 / Math.Sqrt(e.Paths), $"standard error {e.StandardError}");
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(1000, 1024)]
    [InlineData(100_000, 131_072)]
    public void The_number_of_paths_is_rounded_up(long asked, long run)
    {
        Assert.Equal(run, (long)NoisePlan.MostReplicates << NoisePlan.LogPoints(asked));
        Assert.Equal(run, s_smooth.Value(0.1, Sobol(asked)).Paths);
    }

    /// <summary>The estimate is the mean over all paths; the replicates, weighted by their paths, give its error by their spread.</summary>
    [Fact]
    public void Replayed_paths_make_up_the_estimate()
    {
        var program = Expectation.Of((Law p, Noise noise) => p.Mu + p.Sigma * noise.Normal() * noise.Shared.Normal() + noise["u"].Uniform());
        Law at = new(1, 2);
        foreach (var options in new[] { Sobol(64, seed: 3), new() { Paths = 70, Seed = 3 }, new() { Paths = 70, Seed = 3, Antithetic = true }, new() { Paths = 9 } })
        {
            var e = program.Value(at, options);
            long paths = options.Noise == NoiseKind.Sobol ? 64 : options.Paths;
            Assert.Equal(paths, e.Paths);
            // Replicates may differ in size by one unit.
            double[] results = [.. Enumerable.Range(0, (int)paths).Select(k => program.Replay(at, k, options).Result)];
            int unit = options.Antithetic ? 2 : 1, units = (int)paths / unit, replicates = Math.Min(16, units);
            double mean = results.Average();
            double deviations = Enumerable.Range(0, replicates).Select(r => results[(units * r / replicates * unit)..(units * (r + 1) / replicates * unit)])
                .Sum(own => own.Length * Math.Pow(own.Average() - mean, 2));
            Assert.Equal(mean, e.Value, 12);
            Assert.Equal(Math.Sqrt(deviations / (replicates - 1) / paths), e.StandardError!.Value, 12);
        }
    }

    [Fact]
    public void A_path_beyond_the_run_cannot_be_replayed()
    {
        Assert.Equal("PW0024", Assert.Throws<PathwiseException>(() => s_smooth.Replay(0.1, 64, Sobol(64))).Id);
        Assert.Equal(64, s_smooth.Replay(0.1, 64, new EstimationOptions { Paths = 64 }).Path);
    }

    [Fact]
    public void Bits_depend_on_neither_threads_nor_gradients()
    {
        var one = s_smooth.ValueAndGradient(0.3, Sobol(40_000) with { Threads = 1 });
        var three = s_smooth.ValueAndGradient(0.3, Sobol(40_000) with { Threads = 3 });
        Assert.Equal((one.Value, one.StandardError, one.Gradient), (three.Value, three.StandardError, three.Gradient));
        var value = s_smooth.Value(0.3, Sobol(40_000));
        Assert.Equal((one.Value, one.StandardError), (value.Value, value.StandardError));
    }

    /// <summary>A gradient that needs only some of the draws must read them at the same coordinates.</summary>
    [Fact]
    public void Coordinates_are_those_of_the_whole_program()
    {
        var program = Expectation.Of((Real a, Noise noise) => Sum(noise["x"].Normal(3)) + a * noise["y"].Normal());
        var options = Sobol(64);
        var replay = program.Replay(0.5, 37, options);
        double y = replay.Values.Single(v => v.Operation == "normal" && v.Values.Count == 1).Values[0];
        Assert.Equal(y, replay.Derivatives[0].Values[0]);
    }

    [Fact]
    public void A_target_stops_at_the_estimate_of_its_number_of_paths()
    {
        var e = s_smooth.Value(0.3, Sobol(10_000_000) with { TargetStandardError = 1e-4 });
        Assert.True(e.StandardError <= 1e-4);
        Assert.InRange(e.Paths, 32_768, 262_144);
        Assert.Equal(e, s_smooth.Value(0.3, Sobol(e.Paths)));
        Assert.True(s_smooth.Value(0.3, Sobol(e.Paths / 2)).StandardError > 1e-4);
    }

    [Fact]
    public void Antithetic_sobol_is_refused() =>
        Assert.Equal("PW0040", Assert.Throws<PathwiseException>(() => s_smooth.Value(0.3, Sobol(64) with { Antithetic = true })).Id);

    [Fact]
    public void A_program_with_too_many_draws_is_refused_at_the_draw()
    {
        var e = Assert.Throws<PathwiseException>(() => Expectation.Of((Real a, Noise noise) => a * Sum(noise.Normal(30_000))).Value(0.3, Sobol(64)));
        Assert.Equal("PW0041", e.Id);
        Assert.EndsWith("SobolTests.cs", e.Place.File);
    }
}
