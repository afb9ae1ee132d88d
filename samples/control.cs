#:project ../src/Pathwise.Learning/Pathwise.Learning.csproj
#:project ../src/Pathwise.Plots/Pathwise.Plots.csproj

// A pendulum is swung up by two policies a = tanh(μ(s) + σ(s)·ε), learnt by pathwise gradients: by SAC through critics, from few steps; and through the dynamics, in less time. Then the gradient through the dynamics is compared
// with the score function's. It takes about a minute, and draws learning curves, an episode that moves and the variances.
// Run it with: dotnet run -c Release samples/control.cs [folder]

using Pathwise;
using Pathwise.Learning;
using Pathwise.Learning.Control;
using Pathwise.Plots;
using Evaluation = Pathwise.Learning.Control.Evaluation;

string folder = args.Length > 0 ? args[0] : ".";
var model = new Pendulum();

// SAC: small networks are enough for this task. The certificate of its gradient says "pathwise" before anything runs.
var sac = Sac.Train(model, new SacOptions { Steps = 10_000, BatchSize = 128, Hidden = [64, 64], Seed = 1, RecordEvery = 1000, EvaluateEvery = 1000, EvaluationEpisodes = 20 });
Tell("SAC, 10,000 steps", sac.Model.Policy);

// The episodes on which SAC of seed 1 is evaluated while it learns; no training has them.
const long Unseen = 1_000_000_008;

// Through the dynamics: windows of 32 steps, and a critic for what comes after them.
const int Updates = 800, Episodes = 32;
var key = new RandomKey(1);
var method = new ShortHorizon<GaussianPolicy>(model, (policy, observation, noise) => policy.Sample(observation, noise));
var first = new ActorCritic<GaussianPolicy>(
    new(Mlp.Of([3, 64, 64, 2], Activation.Tanh, key["policy"]), [.. model.Actions.Low], [.. model.Actions.High]),
    Mlp.Of([3, 64, 64, 1], Activation.Tanh, key["critic"]));
var options = new TrainingOptions { Steps = Updates, BatchSize = Episodes, Rate = Schedules.Cosine(0.005, Updates), ClipNorm = 1, Seed = 1, RecordEvery = 40 };
var through = Trainer.Of(method.Loss(), options, new Evaluation<ActorCritic<GaussianPolicy>>(at => -Evaluation.MeanReturn(model, at.Policy, 20, Unseen), Every: 40)).Run(first);
Tell($"through the dynamics, {Updates} updates of {Episodes} episodes", through.Model.Policy);

var curves = new Figure("A pendulum is swung up", "steps of the environment", "mean return of 20 episodes, best actions", Scale.Logarithmic) { Legend = Corner.BottomRight };
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
double[] lengths = [2, 5, 10, 20];
foreach (var (name, file, policy) in (ReadOnlySpan<(string, string, GaussianPolicy)>)[("with first weights", "first", first.Policy), ("after training", "trained", through.Model.Policy)])
{
    PolicyGradientComparison[] rows = [.. lengths.Select(length => PolicyGradientComparison.Run(model, policy, (int)length, episodes: 128, replicates: 16))];
    foreach (var row in rows)
        Console.WriteLine($"{name,-18} {row.Steps,2} steps  ratio {row.Ratio,9:G3}  with baseline {row.BaselineRatio,9:G3}  largest difference of means {Math.Max(row.Score.Difference, row.Baseline.Difference):0.0} standard errors");
    var figure = new Figure($"Policy gradients of the pendulum, {name}", "steps of an episode", "variance of the gradient of one episode", Scale.Logarithmic, Scale.Logarithmic) { Legend = Corner.TopLeft };
    figure.TicksAt(lengths);
    figure.Curve("score function", lengths, [.. rows.Select(row => row.Score.Variance)], marks: true);
    figure.Curve("score function, baseline", lengths, [.. rows.Select(row => row.Baseline.Variance)], marks: true);
    figure.Curve("reparameterised", lengths, [.. rows.Select(row => row.Reparameterised.Variance)], marks: true);
    figure.Save(Path.Combine(folder, $"control-gradients-{file}.svg"));
}

void Tell(string name, GaussianPolicy policy)
{
    double[] returns = Evaluation.Returns(model, policy, episodes: 100, seed: 12345);
    Console.WriteLine($"{name}: mean return of 100 episodes {returns.Average():0.0}, worst {returns.Min():0.0}");
}
