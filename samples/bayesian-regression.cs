#:project ../src/Pathwise.Learning/Pathwise.Learning.csproj

// A perceptron with normal weights learns a sine from 60 noisy points that leave a gap. Between points that it has seen it is sure; in the gap, and beyond the ends, it is less so.
// Run it with: dotnet run -c Release samples/bayesian-regression.cs

using Pathwise;
using Pathwise.Distributions;
using Pathwise.Learning;
using Pathwise.Learning.BayesianNetworks;
using Pathwise.Learning.Data;

var key = new RandomKey(3);
double[] u = key["x"].Uniform(60).ToArray(), e = key["e"].Normal(60).ToArray();
Example[] points = [.. u.Select(v => v < 0.5 ? 4 * v - 2 : 4 * v - 1).Select((x, n) => new Example(new double[] { x }, Math.Sin(2 * x) + 0.1 * e[n]))];

var model = new BayesianModel<Network>(
    (at, x, noise) => new GaussianLikelihood(at.Weights.Apply(x, noise)[0], Functions.Exp(at.LogNoise)),
    (at, noise) => at.Weights.Divergence(new Normal(0, 1), noise));

// The divergence from the prior is charged a hundredth at first, so that units are not pruned before they have learnt anything.
var at = new Network(BayesianMlp.Of([1, 50, 1], Activation.Tanh, 0.02, key["network"]), Math.Log(0.3));
foreach (var (temperature, steps) in new[] { (0.01, 3000), (1.0, 3000) })
    at = Trainer.Of(model.Loss(points.Length, temperature), points, new TrainingOptions { Steps = steps, BatchSize = 60, Rate = Schedules.Cosine(0.01, steps), Seed = 1 }).Run(at).Model;

Console.WriteLine($"noise: 0.1, learnt {Math.Exp((double)at.LogNoise):0.000}");
Example[] asked = [.. new[] { -3, -1.5, -0.5, 0, 0.5, 1.5, 2.5, 4 }.Select(x => new Example(new double[] { x }, Math.Sin(2 * x)))];
var predicted = model.Regress(at, asked, draws: 1000);
for (int n = 0; n < asked.Length; n++)
    Console.WriteLine($"at {asked[n].Features.ToArray()[0],4:0.0}  sine {(double)asked[n].Target,6:0.00}  predicted {predicted.Mean(n)[0],6:0.00} ± {Math.Sqrt(predicted.Variance(n)[0]):0.00}, of which the network {Math.Sqrt(predicted.NetworkVariance(n)[0]):0.00}");

record Network(BayesianMlp Weights, Real LogNoise);
