#:project ../src/Pathwise.Learning/Pathwise.Learning.csproj
#:project ../src/Pathwise.Plots/Pathwise.Plots.csproj

// A perceptron with normal weights learns a sine from 60 noisy points that leave a gap. Between points that it has seen it is sure; in the gap, and beyond the ends, it is less so.
// Run it with: dotnet run -c Release samples/bayesian-regression.cs [folder]

using Pathwise;
using Pathwise.Distributions;
using Pathwise.Learning;
using Pathwise.Learning.BayesianNetworks;
using Pathwise.Learning.Data;
using Pathwise.Plots;

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

// The same everywhere, as a figure: two standard deviations about the mean, of the network alone and with the noise.
Example[] across = [.. Enumerable.Range(0, 161).Select(i => -3.5 + 0.05 * i).Select(x => new Example(new double[] { x }, Math.Sin(2 * x)))];
var band = model.Regress(at, across, draws: 1000);
double[] xs = [.. across.Select(example => example.Features.ToArray()[0])];
double[] Ends(Func<int, double> deviation, int sign) => [.. xs.Select((_, n) => band.Mean(n)[0] + 2 * sign * deviation(n))];
double OfAll(int n) => Math.Sqrt(band.Variance(n)[0]);
double OfNetwork(int n) => Math.Sqrt(band.NetworkVariance(n)[0]);
var figure = new Figure("A sine by a network with normal weights", "x", "y") { Legend = Corner.TopLeft };
figure.Band("with the noise, ± 2 sd", xs, Ends(OfAll, -1), Ends(OfAll, 1));
figure.Band("the network, ± 2 sd", xs, Ends(OfNetwork, -1), Ends(OfNetwork, 1), 0.35);
figure.Curve("predicted mean", xs, [.. xs.Select((_, n) => band.Mean(n)[0])]);
figure.Reference("sine", xs, [.. xs.Select(x => Math.Sin(2 * x))]);
figure.Points("points", [.. points.Select(point => point.Features.ToArray()[0])], [.. points.Select(point => (double)point.Target)]);
figure.Save(Path.Combine(args.Length > 0 ? args[0] : ".", "bayesian-regression.svg"));

record Network(BayesianMlp Weights, Real LogNoise);
