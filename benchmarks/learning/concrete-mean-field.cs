#:project ../../src/Pathwise.Learning/Pathwise.Learning.csproj

// Mean-field variational inference on the concrete data, 20 splits of 90/10, 50 hidden units (ORACLES: 7.19/−3.39 in Hernández-Lobato and Adams 2015; wanted here: RMSE at most 5.7 MPa, log-likelihood at least −3.2, 3 minutes).
// Run it with: dotnet run -c Release benchmarks/learning/concrete-mean-field.cs [splits] [steps] [rate] [deviation] [prior deviation]

using System.Diagnostics;
using System.Globalization;
using Pathwise;
using Pathwise.Distributions;
using Pathwise.Learning;
using Pathwise.Learning.BayesianNetworks;
using Pathwise.Learning.Data;

double Argument(int i, double otherwise) => args.Length > i ? double.Parse(args[i], CultureInfo.InvariantCulture) : otherwise;
int splits = (int)Argument(0, 20), steps = (int)Argument(1, 10_000);
double rate = Argument(2, 0.01), deviation = Argument(3, 0.05), prior = Argument(4, 1);

var model = new BayesianModel<Network>(
    (at, x, noise) => new GaussianLikelihood(at.Weights.Apply(x, noise), Functions.Exp(at.LogNoise)),
    (at, noise) => at.Weights.Divergence(new Normal(0, prior), noise));
var concrete = Datasets.Concrete();
var clock = Stopwatch.StartNew();
var results = new (double Error, double LogLikelihood, double Coverage)[splits];
Parallel.For(0, splits, split =>
{
    var (training, test) = concrete.Split(0.9, seed: split);
    Standardisation x = training.FeatureScale(), y = training.TargetScale();
    var rows = training.Standardised(x, y).Examples.Select(row => new Example(row.Features, Functions.Reshape(row.Target, 1))).ToArray();
    var held = test.Standardised(x, y).Examples.Select(row => new Example(row.Features, Functions.Reshape(row.Target, 1))).ToArray();
    var start = new Network(BayesianMlp.Of([8, 50, 1], Activation.Relu, deviation, new RandomKey(split)), Math.Log(0.5));
    var trained = Trainer.Of(model.Loss(rows.Length), rows, new TrainingOptions { Steps = steps, BatchSize = 128, Rate = Schedules.Cosine(rate, steps), Seed = split, Threads = 1, RecordEvery = 1000 }).Run(start);
    var predicted = model.Regress(trained.Model, held, draws: 200);
    results[split] = (predicted.RootMeanSquareError * y.Deviations[0], predicted.LogLikelihood - Math.Log(y.Deviations[0]), predicted.Coverage(0.9));
    if (split == 0) Console.WriteLine($"split 0: noise {Math.Exp((double)trained.Model.LogNoise):0.000}, losses {string.Join(" ", trained.History.Select(r => r.Loss.ToString("0.000", CultureInfo.InvariantCulture)))}");
});
(double Mean, double Error) Of(Func<(double Error, double LogLikelihood, double Coverage), double> part)
{
    double mean = results.Average(part);
    return (mean, Math.Sqrt(results.Average(r => (part(r) - mean) * (part(r) - mean)) / Math.Max(1, splits - 1)));
}
var (error, log, coverage) = (Of(r => r.Error), Of(r => r.LogLikelihood), Of(r => r.Coverage));
Console.WriteLine($"{splits} splits in {clock.Elapsed.TotalSeconds:0.0} s: RMSE {error.Mean:0.00} ± {error.Error:0.00} MPa, log-likelihood {log.Mean:0.000} ± {log.Error:0.000}, 90 % intervals cover {100 * coverage.Mean:0.0} %");

record Network(BayesianMlp Weights, Real LogNoise);
