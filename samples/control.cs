#:project ../src/Pathwise.Learning/Pathwise.Learning.csproj

// SAC learns to swing a pendulum up. The policy's actions are a = tanh(μ(s) + σ(s)·ε), and its gradient goes through them into the critics: the certificate says "pathwise" before anything runs.
// 4,000 steps are enough to see it learn; 20,000 bring the mean return to about −150. Run it with: dotnet run -c Release samples/control.cs

using Pathwise.Learning;
using Pathwise.Learning.Control;

var model = new Pendulum();
var trained = Sac.Train(model, new SacOptions { Steps = 4000, RandomSteps = 500, BatchSize = 128, Hidden = [64, 64], Seed = 1, Rate = Schedules.Constant(2e-3), RecordEvery = 500 });
foreach (var record in trained.History)
    Console.WriteLine($"step {record.Step,5}  episodes {record.Episodes,3}  return {record.Return,8:0.0}  critic loss {record.CriticLoss,7:0.000}  temperature {record.Temperature:0.000}");

double[] returns = Evaluation.Returns(model, trained.Model.Policy, episodes: 20, seed: 12345);
Console.WriteLine($"mean return of 20 episodes {returns.Average():0.0}, worst {returns.Min():0.0}");

// One episode, by the plain environment.
using var environment = new SimulatedEnvironment(model, seed: 99);
double[] seen = environment.Reset(episode: 0);
for (int t = 0; t < 200; t++)
{
    if (t % 25 == 0) Console.WriteLine($"t {t * 0.05,5:0.00} s  angle {Math.Atan2(seen[1], seen[0]),6:0.00}  speed {seen[2],6:0.00}");
    double[] action = trained.Model.Policy.Act(seen).ToArray();
    seen = environment.Step(action).Observation;
}
