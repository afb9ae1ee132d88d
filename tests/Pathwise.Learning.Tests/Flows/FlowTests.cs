using Pathwise.Learning.Data;
using Pathwise.Learning.Flows;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Flows;

public class FlowTests
{
    static readonly EstimationOptions s_many = new() { Paths = 100_000, Seed = 3 };

    /// <summary>KL(N(m, e^{2s}) ‖ N(0, 1)) = Σ ½(e^{2s} + m² − 1) − s, whose derivatives are m and e^{2s} − 1.</summary>
    [Fact]
    public void The_reverse_divergence_of_a_normal_law()
    {
        var flow = new Flow(new ActNorm(new double[] { 0.3, -0.4 }, new double[] { 0.5, -1 }));
        var e = FlowLosses.ReverseDivergence(x => new StandardNormal(2).LogDensity(x)).ValueAndGradient(flow, s_many);
        double[] s = [0.3, -0.4], m = [0.5, -1];
        Assert.Equal(s.Zip(m, (s, m) => 0.5 * (Math.Exp(2 * s) + m * m - 1) - s).Sum(), e.Value, 5 * e.StandardError!.Value);
        var (gradient, error) = ((ActNorm)e.Gradient.Map, (ActNorm)e.GradientStandardError.Map);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(m[i], gradient.Shift.ToArray()[i], 5 * error.Shift.ToArray()[i]);
            Assert.Equal(Math.Exp(2 * s[i]) - 1, gradient.LogScale.ToArray()[i], 5 * error.LogScale.ToArray()[i]);
        }
    }

    /// <summary>The same law by another base: N(m, e^{2s}) is the identity's image of it.</summary>
    [Fact]
    public void A_learnt_base()
    {
        double[] m = [0.5, -1], s = [0.3, -0.4], x = [0.9, 0.2];
        Flow a = new(new ActNorm(s, m)), b = new(new DiagonalNormal(m, s), Permutation.Reversed(2));
        Assert.Equal((double)a.LogDensity(new[] { x[1], x[0] }), (double)b.LogDensity(x), 1e-13);
        Assert.Equal((double)a.LogDensity(x), (double)new DiagonalNormal(m, s).LogDensity(x), 1e-13);
        var e = Expectation.Of((Flow flow, Noise noise) => flow.Sample(noise)[0]).ValueAndGradient(b, s_many);
        Assert.Equal(m[1], e.Value, 5 * e.StandardError!.Value);
        Assert.Equal([0.0, 1], ((DiagonalNormal)e.Gradient.Base).Mean.ToArray());
    }

    /// <summary>What a draw says of its own density is what the density says of it, and E 1 = E p/q is 1.</summary>
    [Fact]
    public void Draws_know_their_density()
    {
        var flow = BijectionCatalogue.Moved(Flow.NeuralSpline(3, 3, [8], new RandomKey(5)));
        var difference = Expectation.Of((Flow flow, Noise noise) =>
        {
            var (x, own) = flow.SampleWithLogDensity(noise);
            return Abs(own - flow.LogDensity(x));
        }).Value(flow, s_many);
        Assert.InRange(difference.Value, 0, 1e-10);
        // Under a wide normal law q, E p(x)/q(x) is the integral of p.
        var wide = new DiagonalNormal(new double[3], new double[] { 0.4, 0.4, 0.4 });
        var mass = Expectation.Of((Flow flow, Noise noise) =>
        {
            var x = wide.Sample(noise);
            return Exp(flow.LogDensity(x) - wide.LogDensity(x));
        }).Value(BijectionCatalogue.Scaled(flow, 0.5), s_many);
        Assert.Equal(1, mass.Value, 5 * mass.StandardError!.Value);
    }

    [Fact]
    public void The_last_map_may_take_care_of_units()
    {
        var data = new Dataset(Toys.Spirals.Rows(500, seed: 2)).FeatureScale();
        var flow = new Flow(ActNorm.Fitting(data));
        double[] x = [1.3, -0.2], z = [.. x];
        data.Apply(z);
        Assert.Equal(z, flow.Map.Inverse(x).Value.ToArray(), (a, b) => Math.Abs(a - b) < 1e-13);
    }

    /// <summary>A correlated normal law is in the family of linear maps: the reverse divergence is trained to 0.</summary>
    [Fact]
    public void Variational_inference_finds_a_normal_law()
    {
        // π ∝ exp(−½(x₁² − 1.6 x₁x₂ + x₂²)/0.36): variances 1, correlation 0.8.
        Real Target(Real x) => -0.5 / 0.36 * (x[0] * x[0] - 1.6 * x[0] * x[1] + x[1] * x[1]) - Math.Log(2 * Math.PI * 0.6);
        var loss = FlowLosses.ReverseDivergence(Target);
        var trained = Trainer.Of(loss, new TrainingOptions { Steps = 600, BatchSize = 128, Rate = Schedules.Cosine(0.03, 600), Threads = 1 }).Run(new Flow(LuLinear.Of(2)));
        Assert.Equal(0, loss.Value(trained.Model, s_many).Value, 2e-3);
        // Sticking to the law: at the optimum every draw has log q = log π, so the bound has no variance.
        Assert.InRange(loss.Value(trained.Model, s_many).StandardError!.Value, 0, 1e-3);
    }

    /// <summary>The whole figure, within 0.05 nats, is in the benchmarks; a quarter of its steps comes within 0.1.</summary>
    [Fact]
    public void Splines_learn_eight_gaussians()
    {
        const int Steps = 700;
        var loss = FlowLosses.CrossEntropy(Toys.EightGaussians.Sample);
        var trained = Trainer.Of(loss, new TrainingOptions { Steps = Steps, BatchSize = 256, Rate = Schedules.Cosine(8e-3, Steps), ClipNorm = 5 }).Run(Flow.NeuralSpline(2, 4, [32, 32], new RandomKey(3)));
        var e = loss.Value(trained.Model, new EstimationOptions { Paths = 100_000, Seed = 1, Precision = Precision.F32 });
        double above = e.Value - Toys.EightGaussians.Entropy;
        TestContext.Current.TestOutputHelper?.WriteLine($"{above:0.000} nats above the entropy");
        Assert.InRange(above, -5 * e.StandardError!.Value, 0.1);
    }

    [Theory]
    [InlineData("nvp")]
    [InlineData("maf")]
    [InlineData("iaf")]
    [InlineData("continuous")]
    public void Every_kind_learns_two_moons(string kind)
    {
        var key = new RandomKey(3);
        var start = kind switch
        {
            "nvp" => Flow.RealNvp(2, 6, [32], key),
            "maf" => Flow.MaskedAutoregressive(2, 4, [32], key),
            "iaf" => Flow.InverseAutoregressive(2, 4, [32], key),
            _ => new Flow(new ContinuousFlow(MlpField.Of(2, [32], key), 6)),
        };
        var loss = FlowLosses.CrossEntropy(Toys.TwoMoons.Sample);
        double before = loss.Value(start, new EstimationOptions { Paths = 10_000 }).Value;
        var trained = Trainer.Of(loss, new TrainingOptions { Steps = 300, BatchSize = 128, Rate = Schedules.Cosine(1e-2, 300), ClipNorm = 5 }).Run(start);
        double after = loss.Value(trained.Model, new EstimationOptions { Paths = 10_000 }).Value;
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {before:0.000} to {after:0.000}");
        // Arcs of length 2π in all with normal noise across them: an entropy of about log 2π + ½ log 2πe·0.01 = 0.954.
        Assert.InRange(after, 0.95, before - 0.5);
    }
}
