using Pathwise.Learning.Diffusion;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Diffusion;

/// <summary>The convolutional network: what it says at first, its certificate, its gradient against differences, and that it learns.</summary>
public class UNetTests
{
    static readonly VariancePreserving s_vp = new();

    /// <summary>A network whose weights are all moved off what they start from, zeros too.</summary>
    static ScoreUNet Moved(ScoreUNet network)
    {
        var flat = new FlatParameters<ScoreUNet>(network);
        double[] at = new double[flat.Count];
        flat.Read(network, at);
        for (int i = 0; i < at.Length; i++) at[i] += 0.1 * Plain.Entry(i) - 0.02;
        return flat.Build<double>(at);
    }

    [Fact]
    public void Sizes_and_first_values()
    {
        var network = ScoreUNet.Of(new(8, 8), [8, 16], new RandomKey(1), classes: 3, features: 12);
        var image = Plain.Numbers(new Shape(8, 8));
        Assert.All(network.Apply(image, 0.3).ToArray(), y => Assert.Equal(0, y));
        Assert.Equal(new Shape(8, 8), Moved(network).Apply(image, 0.3, 2).Shape);
        Assert.Equal(new Shape(3, 12, 4), Moved(ScoreUNet.Of(new(3, 12, 4), [4, 6, 8], new RandomKey(1))).Apply(Plain.Numbers(new Shape(3, 12, 4)), 0.1).Shape);
        Assert.Equal(new Shape(5, 7), Moved(ScoreUNet.Of(new(5, 7), [4], new RandomKey(1))).Apply(Plain.Numbers(new Shape(5, 7)), 0.1).Shape);
        // Time, class and every place of the image matter.
        double[] Of(Real x, Real t, Real label) => Moved(network).Apply(x, t, label).ToArray();
        double[] first = Of(image, 0.3, 1);
        Assert.NotEqual(first, Of(image, 0.4, 1));
        Assert.NotEqual(first, Of(image, 0.3, 2));
        double[] other = image.ToArray();
        other[63] += 1;
        Assert.NotEqual(first[0], Of(Real.FromArray(new(8, 8), other), 0.3, 1)[0]);
        Assert.Equal("PW4033", Assert.Throws<PathwiseException>(() => ScoreUNet.Of(new(6, 8), [4, 4, 4], new RandomKey(1))).Id);
        Assert.Equal("PW4033", Assert.Throws<PathwiseException>(() => ScoreUNet.Of(64, [4], new RandomKey(1))).Id);
        Assert.Equal("PW4033", Assert.Throws<PathwiseException>(() => network.Apply(Plain.Numbers(64), 0.3)).Id);
        Assert.Equal("PW4034", Assert.Throws<PathwiseException>(() => ScoreUNet.Of(new(4, 4), [4], new RandomKey(1)).Apply(Plain.Numbers(new Shape(4, 4)), 0.3, 1)).Id);
    }

    /// <summary>Every weight's gradient is sound, and equal to differences of the loss.</summary>
    [Fact]
    public void Gradients()
    {
        var network = Moved(ScoreUNet.Of(new(4, 4), [4, 8], new RandomKey(1), features: 8));
        var loss = DenoisingLoss.Of(DenoisingNetwork.Model<ScoreUNet>(s_vp, Prediction.Velocity), noise => noise.Normal(new Shape(4, 4)));
        Assert.All(loss.Certificate(network).Entries, entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
        var options = new EstimationOptions { Paths = 32, Seed = 3, Threads = 1 };
        var flat = new FlatParameters<ScoreUNet>(network);
        double[] at = new double[flat.Count], gradient = new double[flat.Count];
        flat.Read(network, at);
        flat.Read(loss.ValueAndGradient(network, options).Gradient, gradient);
        for (int i = 0; i < at.Length; i += Math.Max(1, at.Length / 60))
        {
            double Value(double by)
            {
                double[] moved = [.. at];
                moved[i] += by;
                return loss.Value(flat.Build<double>(moved), options).Value;
            }
            Assert.Equal((Value(1e-5) - Value(-1e-5)) / 2e-5, gradient[i], 1e-6 * (1 + Math.Abs(gradient[i])));
        }
    }

    /// <summary>The loss falls within a few steps; samples one by one are those of a batch.</summary>
    [Fact]
    public void Digits_are_learnt()
    {
        var digits = Datasets.Digits();
        var model = DenoisingNetwork.Model<ScoreUNet>(s_vp, Prediction.Edm(0.75), 10);
        var loss = DenoisingLoss.OfExamples(model, prepare: new Dequantisation(17).Apply);
        var trained = Trainer.Of(loss, digits.Examples, new TrainingOptions { Steps = 60, BatchSize = 32, Rate = Schedules.Constant(3e-3), RecordEvery = 10, Threads = 1 }).Run(ScoreUNet.Of(new(8, 8), [8, 16], new RandomKey(1), 10, features: 32));
        Assert.True(trained.History[^1].Loss < 0.75 * trained.History[0].Loss, $"{trained.History[0].Loss} {trained.History[^1].Loss}");
        var sampler = new DpmSolver(NoiseGrids.LogSnr(s_vp, 5));
        var simulation = Simulation.Of((ScoreUNet network, Noise noise) => sampler.Sample(model.At(network, 4), new(8, 8), noise));
        double[] together = simulation.Run(trained.Model, new() { Paths = 5, Seed = 2, Precision = Precision.F32 }).ToArray();
        for (int k = 0; k < 5; k++) Assert.Equal(together[(64 * k)..(64 * k + 64)], simulation.Run(trained.Model, new() { Paths = 1, Seed = 2, Precision = Precision.F32 }, first: k).ToArray());
    }
}
