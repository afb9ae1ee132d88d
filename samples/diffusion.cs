#:project ../src/Pathwise.Learning/Pathwise.Learning.csproj
#:project ../src/Pathwise.Plots/Pathwise.Plots.csproj

// From z = μ + σε to a diffusion model of eight normal laws around a circle, in the steps of docs/diffusion.md.
// Run it with: dotnet run -c Release samples/diffusion.cs [folder for the figure]

using Pathwise;
using Pathwise.Calculus;
using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Learning.Diffusion;
using Pathwise.Plots;

string folder = args.Length > 0 ? args[0] : ".";
var data = Toys.EightGaussians;
var single = new EstimationOptions { Paths = 10_000, Seed = 1, Precision = Precision.F32 };

// 1. Noise is added by z = μ + σε, and is an input.
var process = new VariancePreserving();
foreach (double t in new[] { 0.01, 0.25, 0.5, 1 })
    Console.WriteLine($"t = {t,-4}  x = {(double)process.Alpha(t):0.0000} x₀ + {Math.Sqrt((double)process.Variance(t)):0.0000} ε");

// 2. A network guesses the noise. Every weight has a pathwise gradient: nothing is solved.
var model = ScoreNetwork.Model(process, Prediction.Noise);
var loss = DenoisingLoss.Of(model, data.Sample);
var start = ScoreNetwork.Of(size: 2, hidden: [128, 128, 128], new RandomKey(1));
Console.WriteLine($"{loss.Certificate(start).Entries.Count(entry => entry.Verdict == Verdict.Pathwise)} arrays of weights, all pathwise: {loss.Certificate(start).IsSound}");

// 3. Training, and the loss above its floor.
const int Steps = 2500;
var trained = Trainer.Of(loss, new TrainingOptions { Steps = Steps, BatchSize = 512, Rate = Schedules.WarmUp(100, Schedules.Cosine(5e-3, Steps - 100)), ClipNorm = 1, Average = new MovingAverage(0.995), RecordEvery = 500 }).Run(start);
foreach (var record in trained.History) Console.WriteLine($"step {record.Step,5}  loss {record.Loss:0.0000}");
var check = DiffusionCheck.Run(model, trained.Model, GaussianMixture.Of(data), options: single with { Paths = 100_000 });
Console.WriteLine($"loss {check.Loss.Value:0.0000}, no network is below {check.Floor.Value:0.0000}; the difference is {check.Excess.Value:0.0000} ± {check.Excess.StandardError:0.0000}");

// 4. From noise to data, by the probability flow and by the reverse equation.
var distance = new SlicedWasserstein(2, new RandomKey(5));
var rows = data.Rows(10_000, seed: 2);
Console.WriteLine($"sliced W₂ of two samples of the data {distance.Between(data.Rows(10_000, seed: 3), rows):0.000}");
DataArray? shown = null;
foreach (var (name, sampler) in new (string, DiffusionSampler)[]
{
    ("DPM-Solver++, 20 steps", new DpmSolver(NoiseGrids.LogSnr(process, 20))),
    ("Heun, 40 steps", new ProbabilityFlow(NoiseGrids.Quadratic(process, 40), RungeKutta.Heun)),
    ("reverse equation, 300 steps", new ReverseSampler(NoiseGrids.Quadratic(process, 300))),
})
{
    var samples = Simulation.Of((ScoreNetwork network, Noise noise) => sampler.Sample(model.At(network), 2, noise)).Run(trained.Model, single);
    shown ??= samples;
    Console.WriteLine($"sliced W₂ of samples and data {distance.Between(samples, rows):0.000}  ({name})");
}

// 5. How likely the data are to the model, and to themselves.
var likelihood = new FlowLikelihood(NoiseGrids.Quadratic(process, 60));
var nats = Expectation.Of((ScoreNetwork network, Noise noise) => -likelihood.LogDensity(model.At(network), data.Sample(noise))).Value(trained.Model, single with { Paths = 2000 });
Console.WriteLine($"−log p {nats.Value:0.000} ± {nats.StandardError:0.000} nats; the entropy of the data is {data.Entropy:0.000}");

// 6. A gradient through the sampler: a reward of samples that lie to the right.
var ddim = new Ddim(NoiseGrids.Quadratic(process, 25)) { Memory = TapeMemory.Checkpointed };
var penalty = Expectation.Of((ScoreNetwork network, Noise noise) => -ddim.Sample(model.At(network), 2, noise)[0]);
var moved = Trainer.Of(penalty, new TrainingOptions { Steps = 40, BatchSize = 256, Rate = Schedules.Constant(1e-4), RecordEvery = 20 }).Run(trained.Model);
Console.WriteLine($"mean of x among samples: {-penalty.Value(trained.Model, single).Value:0.00}, after {moved.Steps} steps on it as a reward {-penalty.Value(moved.Model, single).Value:0.00}");

var figure = new HeatMaps("Eight normal laws, and a diffusion model of them");
double[] Column(DataArray of, int i) => [.. Enumerable.Range(0, of.Shape[0]).Select(k => of[2 * k + i])];
figure.Histogram("data", Column(rows, 0), Column(rows, 1), -3, 3, -3, 3);
figure.Histogram("samples", Column(shown!, 0), Column(shown!, 1), -3, 3, -3, 3);
figure.Save(Path.Combine(folder, "diffusion.svg"));
