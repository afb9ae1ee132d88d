#:project ../src/Pathwise.Learning/Pathwise.Learning.csproj
#:project ../src/Pathwise.Plots/Pathwise.Plots.csproj

// A pendulum is swung up by two policies a = tanh(μ(s) + σ(s)·ε), learnt by pathwise gradients: by SAC through critics, from few steps; and through the dynamics, in less time. Then the gradient through the dynamics is compared
// with the score function's. It takes less than a minute on two cores, and draws learning curves, an episode that moves and the variances.
// Run it with: dotnet run -c Release samples/control.cs [folder]

using Pathwise;
using Pathwise.Learning;
using Pathwise.Learning.Control;
using Pathwise.Plots;
using Evaluation = Pathwise.Learning.Control.Evaluation;

string folder = args.Length > 0 ? args[0] : ".";
var model = new Pendulum();

// SAC: small networks are enough for this task. The certificate of its gradient says "pathwise" before anything runs.
var sac = Sac.Train(model, new SacOptions { Steps = 10_000, BatchSize = 128, Hidden = [64, 64], Seed = 1, RecordEvery = 500, EvaluateEvery = 500, EvaluationEpisodes = 20 });
Tell("SAC, 10,000 steps", sac.Model.Policy);

// Through the dynamics: windows of 32 steps, and a critic for what comes after them.
const int Updates = 800, Episodes = 32;
var key = new RandomKey(1);
var method = new ShortHorizon<GaussianPolicy>(model, (policy, observation, noise) => policy.Sample(observation, noise));
var first = new ActorCritic<GaussianPolicy>(
    new(Mlp.Of([3, 64, 64, 2], Activation.Tanh, key["policy"]), [.. model.Actions.Low], [.. model.Actions.High]),
    Mlp.Of([3, 64, 64, 1], Activation.Tanh, key["critic"]));
var options = new TrainingOptions { Steps = Updates, BatchSize = Episodes, Rate = Schedules.Cosine(0.005, Updates), ClipNorm = 1, Seed = 1, RecordEvery = 20 };
var through = Trainer.Of(method.Loss(), options, new Evaluation<ActorCritic<GaussianPolicy>>(at => -Evaluation.MeanReturn(model, at.Policy, 20, seed: 54321), Every: 20)).Run(first);
Tell($"through the dynamics, {Updates} updates of {Episodes} episodes", through.Model.Policy);

var curves = new Figure("A pendulum is swung up", "steps of the environment", "mean return of 20 episodes, best actions", Scale.Logarithmic) { Legend = Corner.TopLeft };
var evaluated = sac.History.Where(record => record.Evaluated is not null).ToArray();
curves.Curve("SAC", [.. evaluated.Select(record => (double)record.Step)], [.. evaluated.Select(record => record.Evaluated!.Value)], marks: true);
curves.Curve("through the dynamics", [.. through.History.Select(record => (double)record.Step * Episodes * 200)], [.. through.History.Select(record => -record.Evaluated!.Value)], marks: true);
curves.Save(Path.Combine(folder, "control-learning.svg"));

// One episode, by the plain environment, as a picture that moves.
using var environment = new SimulatedEnvironment(model, seed: 99);
double[] seen = environment.Reset(episode: 1);
var (states, actions) = (new List<double[]> { environment.State }, new List<double[]>());
for (bool isOver = false; !isOver;)
{
    actions.Add(through.Model.Policy.Act(seen).ToArray());
    var outcome = environment.Step(actions[^1]);
    (seen, isOver) = (outcome.Observation, outcome.IsOver);
    states.Add(environment.State);
}
File.WriteAllText(Path.Combine(folder, "control-episode.svg"), EpisodePicture.Of(model, states, actions, "A pendulum that has learnt to stand"));

// The same gradient, through the dynamics and by the score function, with first weights and after training.
int[] lengths = [2, 5, 10, 20, 40];
var figure = new Figure("Policy gradients of the pendulum: score function against reparameterised", "steps of an episode", "ratio of variances", Scale.Logarithmic, Scale.Logarithmic) { Legend = Corner.BottomLeft };
figure.TicksAt([.. lengths.Select(length => (double)length)]);
foreach (var (name, policy) in (ReadOnlySpan<(string, GaussianPolicy)>)[("first weights", first.Policy), ("after training", through.Model.Policy)])
{
    PolicyGradientComparison[] rows = [.. lengths.Select(length => PolicyGradientComparison.Run(model, policy, length, episodes: 256, replicates: 16))];
    foreach (var row in rows)
        Console.WriteLine($"{name,-14} {row.Steps,2} steps  ratio {row.Ratio,9:G3}  with baseline {row.BaselineRatio,9:G3}  largest difference of means {Math.Max(row.Score.Difference, row.Baseline.Difference):0.0} standard errors");
    figure.Curve(name, [.. lengths.Select(length => (double)length)], [.. rows.Select(row => row.Ratio)], marks: true);
    figure.Curve($"{name}, score with baseline", [.. lengths.Select(length => (double)length)], [.. rows.Select(row => row.BaselineRatio)], marks: true);
}
figure.Reference("equal", [2, 40], [1, 1]);
figure.Save(Path.Combine(folder, "control-gradients.svg"));

void Tell(string name, GaussianPolicy policy)
{
    double[] returns = Evaluation.Returns(model, policy, episodes: 100, seed: 12345);
    Console.WriteLine($"{name}: mean return of 100 episodes {returns.Average():0.0}, worst {returns.Min():0.0}");
}
