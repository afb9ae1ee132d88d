#:project ../../src/Pathwise.Learning/Pathwise.Learning.csproj

// Mean-field variational inference on the concrete data, 20 splits of 90/10, 50 hidden units: 7.19/-3.39 in Hernandez-Lobato and Adams (ICML 2015), 5.68/-3.15 in Zhang, Sun, Duvenaud and Grosse (ICML 2018).
// Wanted here: RMSE at most 5.7 MPa, log-likelihood at least -3.2, 3 minutes on two cores.
// The divergence is charged a hundredth at first, and in full from then on. From the start in full, units are pruned before they have learnt anything: the bound is then better by a tenth of a nat a row, the error about 6.1 MPa.
// Run it with: dotnet run -c Release benchmarks/learning/concrete-mean-field.cs [splits]

using System.Diagnostics;
using System.Globalization;
using Pathwise;
using Pathwise.Distributions;
using Pathwise.Learning;
using Pathwise.Learning.BayesianNetworks;
using Pathwise.Learning.Data;

int splits = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
var model = new BayesianModel<Network>(
    (at, x, noise) => new GaussianLikelihood(at.Weights.Apply(x, noise)[0], Functions.Exp(at.LogNoise)),
    (at, noise) => at.Weights.Layers.Select((layer, i) => layer.Divergence(new Normal(0, Functions.Exp(at.LogPriors[i])), noise)).Aggregate((a, b) => a + b));
var concrete = Datasets.Concrete();
var clock = Stopwatch.StartNew();
var results = new (double Error, double LogLikelihood, double Coverage)[splits];
Parallel.For(0, splits, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, split =>
{
    var (training, test) = concrete.Split(0.9, seed: split);
    Standardisation x = training.FeatureScale(), y = training.TargetScale();
    IReadOnlyList<Example> rows = [.. training.Standardised(x, y).Examples], held = [.. test.Standardised(x, y).Examples];
    Network Trained(Network from, double temperature, int steps, long seed) => Trainer.Of(model.Loss(rows.Count, temperature), rows,
        new TrainingOptions { Steps = steps, BatchSize = 464, Rate = Schedules.Cosine(0.01, steps), Seed = seed, Threads = 1 }).Run(from).Model;
    var start = new Network(BayesianMlp.Of([8, 50, 1], Activation.Relu, 0.02, new RandomKey(split)), Math.Log(0.5), (double[])[Math.Log(0.5), Math.Log(0.5)]);
    var trained = Trained(Trained(start, 0.01, 3000, 2 * split), 1, 5000, 2 * split + 1);
    var predicted = model.Regress(trained, held, draws: 200);
    results[split] = (predicted.RootMeanSquareError * y.Deviations[0], predicted.LogLikelihood - Math.Log(y.Deviations[0]), predicted.Coverage(0.9));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"split {split,2}: RMSE {results[split].Error:0.00} MPa, log-likelihood {results[split].LogLikelihood:0.000}"));
});
(double Mean, double Error) Of(Func<(double Error, double LogLikelihood, double Coverage), double> part)
{
    double mean = results.Average(part);
    return (mean, Math.Sqrt(results.Average(r => (part(r) - mean) * (part(r) - mean)) / Math.Max(1, splits - 1)));
}
var (error, log, coverage) = (Of(r => r.Error), Of(r => r.LogLikelihood), Of(r => r.Coverage));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{splits} splits in {clock.Elapsed.TotalSeconds:0} s: RMSE {error.Mean:0.00} ± {error.Error:0.00} MPa, log-likelihood {log.Mean:0.000} ± {log.Error:0.000}, 90 % intervals cover {100 * coverage.Mean:0.0} %"));

record Network(BayesianMlp Weights, Real LogNoise, Real LogPriors);
