#:project ../../src/Pathwise.Learning/Pathwise.Learning.csproj

// The linear-quadratic regulator by SAC: wanted is a cost at most 2 % above that of the best gains, which is known. Beside each policy runs the stationary gain on the same episodes, whose mean cost is known too, so that 2,000 episodes tell a thousandth.
// Three things decide: controls that are tried far apart (the target entropy), a buffer that forgets the first steps at random, whose costs are hundreds of times the least, and a rate that falls to 0.
// Run it with: dotnet run -c Release benchmarks/learning/regulator-sac.cs [seeds]

using System.Diagnostics;
using System.Globalization;
using Pathwise;
using Pathwise.Learning;
using Pathwise.Learning.Control;
using Evaluation = Pathwise.Learning.Control.Evaluation;

int seeds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
const int Steps = 20_000, Episodes = 2000;
var model = LinearQuadratic.DoubleIntegrator;
double[,] gain = model.Problem.Stationary().Gain;
double least = model.Problem.Optimal(50).Cost, known = model.Problem.Cost(gain, 50);
double[] beside = Evaluation.Returns(model, new LinearPolicy(Real.FromArray(new Shape(1, 2), gain[0, 0], gain[0, 1])), Episodes, seed: 1000);
for (int seed = 0; seed < seeds; seed++)
{
    var clock = Stopwatch.StartNew();
    var options = new SacOptions
    {
        Steps = Steps, RandomSteps = 200, BatchSize = 512, BufferSize = 8000, Hidden = [64, 64], Rate = Schedules.Cosine(3e-3, Steps), RewardScale = 0.1, TargetEntropy = 0, Seed = seed,
    };
    var trained = Sac.Train(model, options);
    double seconds = clock.Elapsed.TotalSeconds;
    double[] more = [.. Evaluation.Returns(model, trained.Model.Policy, Episodes, seed: 1000).Zip(beside, (earned, other) => other - earned)];
    double cost = known + more.Average(), error = Math.Sqrt(more.Sum(x => (x - more.Average()) * (x - more.Average()))) / Episodes;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: cost {cost:0.00}, {100 * (cost / least - 1):0.00} ± {100 * error / least:0.00} % above the least, {seconds:0} s"));
}
