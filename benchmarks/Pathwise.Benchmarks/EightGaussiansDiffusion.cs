using System.Diagnostics;
using System.Globalization;
using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Learning.Diffusion;

namespace Pathwise.Benchmarks;

/// <summary>
/// A diffusion model of eight normal laws around a circle: 10,000 steps of a network of 3 × 128 on batches of 512, on one thread; then how far its loss is above the floor, how far its samples are from the data, and how likely it finds them.
/// </summary>
static class EightGaussiansDiffusion
{
    public static void Run(int steps)
    {
        var data = Toys.EightGaussians;
        var process = new VariancePreserving();
        var model = ScoreNetwork.Model(process, Prediction.Noise);
        var clock = Stopwatch.StartNew();
        var trained = Trainer.Of(DenoisingLoss.Of(model, data.Sample), new TrainingOptions
        {
            Steps = steps, BatchSize = 512, Threads = 1, RecordEvery = Math.Max(1, steps / 5),
            Rate = Schedules.WarmUp(100, Schedules.Cosine(5e-3, Math.Max(1, steps - 100))), Average = new MovingAverage(0.999), ClipNorm = 1,
        }).Run(ScoreNetwork.Of(2, [128, 128, 128], new RandomKey(1)));
        Print($"{steps} steps on one thread: {clock.Elapsed.TotalSeconds:0.0} s (at most 25). Losses {string.Join(", ", trained.History.Select(record => record.Loss.ToString("0.0000", CultureInfo.InvariantCulture)))}.");

        var options = new EstimationOptions { Paths = 10_000, Precision = Precision.F32 };
        var check = DiffusionCheck.Run(model, trained.Model, GaussianMixture.Of(data), options: options with { Paths = 400_000, Seed = 1 });
        Print($"Loss {check.Loss.Value:0.00000}, floor {check.Floor.Value:0.00000}, difference {check.LossAboveFloor.Value:0.00000} ± {check.LossAboveFloor.StandardError:0.00000} (by the predictions' difference {check.Excess.Value:0.00000}).");

        var distance = new SlicedWasserstein(2, new RandomKey(5));
        foreach (var (name, sampler) in new (string, DiffusionSampler)[]
        {
            ("probability flow, RK4, 50 steps", new ProbabilityFlow(NoiseGrids.Quadratic(process, 50), RungeKutta.Classical)),
            ("DPM-Solver++, 20 steps", new DpmSolver(NoiseGrids.LogSnr(process, 20))),
        })
        {
            var simulation = Simulation.Of((ScoreNetwork network, Noise noise) => sampler.Sample(model.At(network), 2, noise));
            double[] distances = [.. Enumerable.Range(0, 10).Select(k => distance.Between(simulation.Run(trained.Model, options with { Seed = k }), data.Rows(10_000, seed: 100 + k)))];
            Print($"Sliced W₂ to the data over 10 pairs of samples: {distances.Average():0.0000}, from {distances.Min():0.000} to {distances.Max():0.000} (mean at most .06): {name}.");
        }
        double[] own = [.. Enumerable.Range(0, 10).Select(k => distance.Between(data.Rows(10_000, seed: 200 + k), data.Rows(10_000, seed: 100 + k)))];
        Print($"The same between two samples of the data: {own.Average():0.0000}.");

        foreach (double least in new[] { 1e-3, 1e-4 })
        {
            var likelihood = new FlowLikelihood(NoiseGrids.Quadratic(process, 100, least));
            var nats = Expectation.Of((ScoreNetwork network, Noise noise) => -likelihood.LogDensity(model.At(network), data.Sample(noise))).Value(trained.Model, options with { Seed = 300 });
            Print($"−log p of the data, from t = {least}: {nats.Value:0.0000} ± {nats.StandardError:0.0000} nats; their entropy is {data.Entropy:0.0000} (within .05).");
        }
    }

    static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
