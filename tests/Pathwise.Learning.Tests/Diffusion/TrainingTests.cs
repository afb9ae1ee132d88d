using Pathwise.Learning.Diffusion;

namespace Pathwise.Learning.Tests.Diffusion;

/// <summary>Small models trained for seconds on data whose law is known: compared with the closed form, above the loss's floor, and sampled.</summary>
public class TrainingTests
{
    static readonly GaussianMixture s_law = GaussianMixture.Of(Toys.EightGaussians);

    static Trained<ScoreNetwork> Train(DiffusionModel<ScoreNetwork> model, LossOptions loss, int steps) => Trainer.Of(DenoisingLoss.Of(model, Toys.EightGaussians.Sample, loss), new TrainingOptions
    {
        Steps = steps,
        BatchSize = 256,
        Rate = Schedules.WarmUp(50, Schedules.Cosine(4e-3, steps - 50)),
        Average = new MovingAverage(0.99),
    }).Run(ScoreNetwork.Of(2, [64, 64, 64], new RandomKey(1)));

    static double Distance(DiffusionModel<ScoreNetwork> model, ScoreNetwork network, DiffusionSampler sampler)
    {
        const int Paths = 5000;
        var samples = Simulation.Of((ScoreNetwork network, Noise noise) => sampler.Sample(model.At(network), 2, noise)).Run(network, new() { Paths = Paths, Seed = 11, Precision = Precision.F32 });
        return new SlicedWasserstein(2, new RandomKey(5)).Between(samples, Toys.EightGaussians.Rows(Paths, seed: 12));
    }

    [Fact]
    public void Eight_gaussians_by_their_noise()
    {
        var process = new VariancePreserving();
        var model = ScoreNetwork.Model(process, Prediction.Noise);
        var start = ScoreNetwork.Of(2, [64, 64, 64], new RandomKey(1));
        var trained = Train(model, new(), 1500);
        var options = new EstimationOptions { Paths = 40_000, Seed = 9, Precision = Precision.F32 };
        DiffusionCheck before = DiffusionCheck.Run(model, start, s_law, options: options), after = DiffusionCheck.Run(model, trained.Model, s_law, options: options);
        // Both estimates of what the loss is above its floor agree, and it is above it.
        foreach (var check in (DiffusionCheck[])[before, after])
        {
            Assert.False(check.IsBelowFloor);
            Assert.True(check.LossAboveFloor.Value > 0);
            Assert.Equal(check.Excess.Value, check.LossAboveFloor.Value, 5 * check.LossAboveFloor.StandardError!.Value);
        }
        Assert.True(after.Excess.Value < 0.05 * before.Excess.Value, $"{before.Excess.Value} {after.Excess.Value} {after.Floor.Value}");
        double untrained = Distance(model, start, new DpmSolver(NoiseGrids.LogSnr(process, 20))), distance = Distance(model, trained.Model, new DpmSolver(NoiseGrids.LogSnr(process, 20)));
        Assert.True(distance < 0.25 && distance < 0.3 * untrained, $"{untrained} {distance}");
    }

    [Fact]
    public void Eight_gaussians_by_flow_matching()
    {
        var process = new LinearPath();
        var model = ScoreNetwork.Model(process, Prediction.Flow);
        var trained = Train(model, new() { Times = TimeLaw.Uniform(0) }, 1500);
        double distance = Distance(model, trained.Model, new ProbabilityFlow(NoiseGrids.Uniform(process, 30, 0), RungeKutta.Heun));
        Assert.True(distance < 0.25, $"{distance}");
    }

    [Fact]
    public void Eight_gaussians_preconditioned()
    {
        var process = new KarrasProcess(20);
        var model = ScoreNetwork.Model(process, Prediction.Edm(1.43));
        var trained = Train(model, new() { Times = TimeLaw.LogNormal(-0.6, 1.2) }, 1500);
        double distance = Distance(model, trained.Model, new ProbabilityFlow(NoiseGrids.Karras(process, 30, 0.01), RungeKutta.Heun));
        Assert.True(distance < 0.25, $"{distance}");
    }
}
