using System.Diagnostics;
using System.Globalization;
using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Learning.Flows;

namespace Pathwise.Benchmarks;

/// <summary>
/// A neural spline flow of eight normal laws around a circle, on one thread: 4 couplings of splines with 8 bins, networks of 2 × 32, 5,000 steps on batches of 512; how far the mean of −log p is above the entropy, and whether the
/// map is the bijection it says it is.
/// </summary>
static class EightGaussiansFlow
{
    public static void Run(int steps)
    {
        var data = Toys.EightGaussians;
        var loss = FlowLosses.CrossEntropy(data.Sample);
        var clock = Stopwatch.StartNew();
        var trained = Trainer.Of(loss, new TrainingOptions
        {
            Steps = steps, BatchSize = 512, Threads = 1, RecordEvery = Math.Max(1, steps / 5), Rate = Schedules.Cosine(5e-3, steps), ClipNorm = 5, Average = new MovingAverage(0.995),
        }).Run(Flow.NeuralSpline(2, 4, [32, 32], new RandomKey(3)));
        Print($"{steps} steps on one thread: {clock.Elapsed.TotalSeconds:0.0} s. Losses {string.Join(", ", trained.History.Select(record => record.Loss.ToString("0.0000", CultureInfo.InvariantCulture)))}.");

        var nats = loss.Value(trained.Model, new EstimationOptions { Paths = 1_000_000, Seed = 1, Precision = Precision.F32 });
        Print($"−log p of the data: {nats.Value:0.0000} ± {nats.StandardError:0.0000} nats, {nats.Value - data.Entropy:0.0000} above their entropy of {data.Entropy:0.0000} (at most .05).");
        var points = new Dataset(data.Rows(1000, seed: 2)).Inputs;
        foreach (var precision in new[] { Precision.F64, Precision.F32 })
        {
            var check = trained.Model.Map.Check(points, precision);
            Print($"In {precision}: round trip {check.RoundTrip:0.0e+0}, log-determinants against the dense Jacobian {Math.Max(check.LogDeterminant, check.InverseLogDeterminant):0.0e+0}.");
        }
    }

    static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
