#:project ../src/Pathwise.Learning/Pathwise.Learning.csproj
#:project ../src/Pathwise.Plots/Pathwise.Plots.csproj

// A perceptron with normal weights learns a sine from 60 noisy points that leave a gap. Among points that it has seen it is sure, beyond the ends less and less so. In the gap it is too sure: laws of weights that are independent of each other cannot be otherwise
// (Foong, Burt, Li and Turner, On the expressiveness of approximate inference in Bayesian neural networks, NeurIPS 2020). An ensemble of networks is less so.
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

// The divergence from the prior is charged a hundredth at first, so that units are not pruned before they have learnt anything. More units than the points can pay for would be pruned all the same, at last all of them.
var at = new Network(BayesianMlp.Of([1, 20, 1], Activation.Relu, 0.02, key["network"]), Math.Log(0.3));
foreach (var (temperature, steps, rate) in new[] { (0.01, 3000, 0.01), (1.0, 6000, 0.003) })
    at = Trainer.Of(model.Loss(points.Length, temperature), points, new TrainingOptions { Steps = steps, BatchSize = 60, Rate = Schedules.Cosine(rate, steps), Seed = 1 }).Run(at).Model;

// Ten plain networks with noise of their own, each trained alone; a little weight decay.
var plain = new BayesianModel<Member>(
    (member, x, _) => new GaussianLikelihood(member.Weights.Apply(x)[0], Functions.Exp(member.LogNoise)),
    (member, _) => member.Weights.Layers.Select(layer => 0.01 * Functions.Sum(layer.Weight * layer.Weight)).Aggregate((a, b) => a + b));
var members = Enumerable.Range(0, 10).Select(m => Trainer.Of(plain.Loss(points.Length), points, new TrainingOptions { Steps = 1500, BatchSize = 60, Rate = Schedules.Cosine(0.01, 1500), Seed = m })
    .Run(new Member(Mlp.Of([1, 50, 1], Activation.Relu, key["members"][m], Initialisations.HeNormal), Math.Log(0.3))).Model).ToArray();

Console.WriteLine($"noise: 0.1, learnt {Math.Exp((double)at.LogNoise):0.000}");
Example[] asked = [.. new[] { -3, -1.5, -0.5, 0, 0.5, 1.5, 2.5, 4 }.Select(x => new Example(new double[] { x }, Math.Sin(2 * x)))];
var predicted = model.Regress(at, asked, draws: 1000);
var together = Regression.Of([.. members.Select(member => plain.Regress(member, asked, draws: 1))]);
for (int n = 0; n < asked.Length; n++)
    Console.WriteLine($"at {asked[n].Features.ToArray()[0],4:0.0}  sine {(double)asked[n].Target,6:0.00}  predicted {predicted.Mean(n)[0],6:0.00} ± {Math.Sqrt(predicted.Variance(n)[0]):0.00}, of which the network {Math.Sqrt(predicted.NetworkVariance(n)[0]):0.00};  the ensemble {together.Mean(n)[0],6:0.00} ± {Math.Sqrt(together.Variance(n)[0]):0.00}, of which the networks {Math.Sqrt(together.NetworkVariance(n)[0]):0.00}");

// The same everywhere, as figures: two standard deviations about the mean, of the network alone and with the noise.
Example[] across = [.. Enumerable.Range(0, 161).Select(i => -3.5 + 0.05 * i).Select(x => new Example(new double[] { x }, Math.Sin(2 * x)))];
Draw("bayesian-regression.svg", "A sine by a network with normal weights", model.Regress(at, across, draws: 1000));
Draw("bayesian-regression-ensemble.svg", "A sine by an ensemble of ten networks", Regression.Of([.. members.Select(member => plain.Regress(member, across, draws: 1))]));

void Draw(string file, string title, Regression band)
{
    double[] xs = [.. across.Select(example => example.Features.ToArray()[0])];
    double[] Ends(Func<int, double> variance, int sign) => [.. xs.Select((_, n) => band.Mean(n)[0] + 2 * sign * Math.Sqrt(variance(n)))];
    var figure = new Figure(title, "x", "y");
    figure.Band("with the noise, ± 2 sd", xs, Ends(n => band.Variance(n)[0], -1), Ends(n => band.Variance(n)[0], 1));
    figure.Band("the network, ± 2 sd", xs, Ends(n => band.NetworkVariance(n)[0], -1), Ends(n => band.NetworkVariance(n)[0], 1), 0.5);
    figure.Curve("predicted mean", xs, [.. xs.Select((_, n) => band.Mean(n)[0])]);
    figure.Reference("sine", xs, [.. xs.Select(x => Math.Sin(2 * x))]);
    figure.Points("points", [.. points.Select(point => point.Features.ToArray()[0])], [.. points.Select(point => (double)point.Target)]);
    figure.Save(Path.Combine(args.Length > 0 ? args[0] : ".", file));
}

record Network(BayesianMlp Weights, Real LogNoise);

record Member(Mlp Weights, Real LogNoise);
