using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using Pathwise.Estimation;
using Pathwise.Learning;
using Pathwise.Learning.Control;
using Pathwise.Plots;
using Spectre.Console;
using Evaluation = Pathwise.Learning.Control.Evaluation;

namespace Pathwise.Cli;

/// <summary>pathwise control train: a policy, learnt by one of four methods.</summary>
internal static class ControlTrainCommand
{
    /// <summary>The seed of evaluations, which no training has.</summary>
    const long EvaluationSeed = 987_654_321;

    public static Command Create()
    {
        var method = new Argument<string>("method") { Description = "sac, td3 or reinforce, which learn by acting; or svg, through the dynamics (short-horizon actor–critic)." };
        method.AcceptOnlyFromAmong(ControlSettings.Methods);
        var model = new Argument<string>("model") { Description = "The file to write the policy to (.safetensors)." };
        var environment = TypedOption.OneOf("--environment", "Where to act (pendulum).", ControlSettings.Environments);
        var steps = TypedOption.Whole("--steps", "Steps of the environment (20000); of svg, updates (600).", "N", 1);
        var hidden = new Option<string?>("--hidden") { Description = "The sizes of the networks' hidden layers (256,256; of svg and reinforce 64,64).", HelpName = "N,N" };
        var batch = TypedOption.Whole("--batch", "Experiences of an update (256; of reinforce 2048); of svg, episodes side by side (64).", "N", 1, 1 << 20);
        var rate = TypedOption.Real("--rate", "The learning rate (0.001; of svg 0.01 at the start, falling to 0 as half a cosine does).", "X");
        var discount = TypedOption.Real("--discount", "What a reward is worth if it comes a step later (0.99).", "X");
        var window = TypedOption.Whole("--window", "Of svg: the steps that a gradient goes through (20).", "H", 1, 100_000);
        var episodes = TypedOption.Whole("--episodes", "Episodes of the evaluation at the end (100).", "N", 1, 100_000);
        var seed = TypedOption.Whole("--seed", "The seed (0); the same seed gives the same bits.", "K");
        var threads = TypedOption.Whole("--threads", "The number of threads (one per processor). Never changes the answer.", "T", 0, 4096);
        var checkpoint = new Option<string?>("--checkpoint") { Description = "Keep all that learning remembers in a file (.safetensors); where it exists, learning goes on from it.", HelpName = "FILE" };
        var output = new Option<string?>("--output", "-o") { Description = "Draw the return as it grows into a file, .svg or .png.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("train", "Learn a policy and write it to a file.") { method, model, environment, steps, hidden, batch, rate, discount, window, episodes, seed, threads, checkpoint, output, json };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(method)!;
            bool isThrough = name == "svg";
            if (!isThrough && parsed.GetValue(window) is not null) throw new PathwiseException("PW3001", "--window of a method that does not go through the dynamics", "leave it out, or train by svg");
            var settings = new ControlSettings(name, parsed.GetValue(environment) ?? "pendulum", HiddenSizes.Read(parsed.GetValue(hidden) ?? (name is "sac" or "td3" ? "256,256" : "64,64"), "64,64"));
            var asked = new Asked(parsed.GetValue(steps) ?? (isThrough ? 600 : 20_000), (int)(parsed.GetValue(batch) ?? (isThrough ? 64 : name == "reinforce" ? 2048 : 256)), parsed.GetValue(rate) ?? (isThrough ? 0.01 : 1e-3),
                parsed.GetValue(discount) ?? 0.99, (int)(parsed.GetValue(window) ?? 20), parsed.GetValue(seed) ?? 0, (int)(parsed.GetValue(threads) ?? 0), parsed.GetValue(checkpoint));
            var clock = Stopwatch.StartNew();
            var (policy, history) = Progress.During(!parsed.GetValue(json), watch => Train(settings, asked, watch, parsed.GetValue(model)!),
                asked.Checkpoint is null ? "with --checkpoint FILE what was learnt is kept, and the same command goes on from there" : "the same command goes on from the checkpoint");
            double seconds = clock.Elapsed.TotalSeconds;
            double[] returns = Evaluation.Returns(settings.Model, policy, (int)(parsed.GetValue(episodes) ?? 100), EvaluationSeed);
            var (mean, error) = (returns.Average(), returns.Length > 1 ? Math.Sqrt(returns.Sum(r => Math.Pow(r - returns.Average(), 2)) / (returns.Length - 1) / returns.Length) : (double?)null);
            // The regulator's optimum is known, for a gain that may change from step to step.
            double? best = settings.Model is LinearQuadratic { TimeLimit: { } limit } regulator ? -regulator.Problem.Optimal(limit).Cost : null;
            if (parsed.GetValue(output) is { } file) Draw(file, settings, history, best);
            if (parsed.GetValue(json))
                Json.Write(new
                {
                    model = parsed.GetValue(model), method = name, environment = settings.Environment, steps = asked.Steps, seed = asked.Seed, @return = new { mean, se = error, episodes = returns.Length }, optimum = best,
                    history = history.Select(r => new { step = r.Step, episodes = r.Episodes, @return = r.Return, evaluated = r.Evaluated }), seconds = new { train = seconds },
                });
            else Show(parsed.GetValue(model)!, settings, asked, history, seconds, mean, error, returns.Length, best);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>How to learn.</summary>
    sealed record Asked(long Steps, int Batch, double Rate, double Discount, int Window, long Seed, int Threads, string? Checkpoint);

    static (IPolicy Policy, IReadOnlyList<ControlRecord> History) Train(ControlSettings settings, Asked asked, Watch watch, string file)
    {
        var model = settings.Model;
        T Kept<T>(T policy)
        {
            ControlFile.Write(file, policy, settings);
            return policy;
        }
        TOptions With<TOptions>(TOptions options) where TOptions : ControlOptions => options with
        {
            Steps = asked.Steps, BatchSize = asked.Batch, Rate = Schedules.Constant(asked.Rate), Discount = asked.Discount, Hidden = settings.Hidden, Seed = asked.Seed, Threads = asked.Threads, Checkpoint = asked.Checkpoint,
            RecordEvery = Math.Max(1, asked.Steps / 20), Progress = new Told(watch), Cancellation = watch.Stop,
        };
        switch (settings.Method)
        {
            case "sac": return Sac.Train(model, With(new SacOptions())) is var sac ? (Kept(sac.Model.Policy), sac.History) : default;
            case "td3": return Td3.Train(model, With(new Td3Options())) is var td3 ? (Kept(td3.Model.Policy), td3.History) : default;
            case "reinforce": return Reinforce.Train(model, With(new ReinforceOptions())) is var reinforce ? (Kept(reinforce.Model.Policy), reinforce.History) : default;
        }
        var method = new ShortHorizon<GaussianPolicy>(model, (policy, observation, noise) => policy.Sample(observation, noise)) { Window = asked.Window, Discount = asked.Discount };
        var critic = Mlp.Of([model.Observations.Size, .. settings.Hidden, 1], Activation.Tanh, new RandomKey(asked.Seed)["critic"]);
        long every = Math.Max(1, asked.Steps / 20);
        var evaluation = new Evaluation<ActorCritic<GaussianPolicy>>(at => -Evaluation.MeanReturn(model, at.Policy, 10, EvaluationSeed + 1), every);
        var trained = Trainer.Of(method.Loss(), new TrainingOptions
        {
            Steps = asked.Steps, BatchSize = asked.Batch, Rate = Schedules.Cosine(asked.Rate, asked.Steps), Seed = asked.Seed, Threads = asked.Threads, Checkpoint = asked.Checkpoint, RecordEvery = every,
            Progress = new ToldOfTraining(watch), Cancellation = watch.Stop,
        }, evaluation).Run(new(settings.Gaussian(asked.Seed), critic));
        return (Kept(trained.Model.Policy), [.. trained.History.Select(r => new ControlRecord(r.Step, r.Step * asked.Batch, null, null, r.Loss, null, -r.Evaluated))]);
    }

    static void Show(string file, ControlSettings settings, Asked asked, IReadOnlyList<ControlRecord> history, double seconds, double mean, double? error, int episodes, double? best)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns([.. new[] { "step", "episodes", "return" }.Select(name => new TableColumn(name).RightAligned())]);
        foreach (var record in TrainingReport.Shown(history))
            table.AddRow(record.Step.ToString("N0", CultureInfo.InvariantCulture), record.Episodes.ToString("N0", CultureInfo.InvariantCulture), (record.Evaluated ?? record.Return)?.ToString("F1", CultureInfo.InvariantCulture) ?? "");
        AnsiConsole.Write(table);
        string optimum = best is { } most ? string.Create(CultureInfo.InvariantCulture, $" No control earns more than {most:F3} on the average.") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{settings.Method} in {settings.Environment}: {asked.Steps:N0} steps in {seconds:F1} s. Mean return {mean:F2}{(error is { } e ? $" ± {e:F2}" : "")} over {episodes} episodes of another seed.{optimum} Written to {file}."));
    }

    static void Draw(string file, ControlSettings settings, IReadOnlyList<ControlRecord> history, double? best)
    {
        var figure = new Figure($"{settings.Method} in {settings.Environment}", settings.Method == "svg" ? "updates" : "steps of the environment", "return of an episode") { Legend = Corner.BottomRight };
        var shown = history.Where(record => (record.Evaluated ?? record.Return) is not null).ToArray();
        figure.Curve("return", [.. shown.Select(record => (double)record.Step)], [.. shown.Select(record => (record.Evaluated ?? record.Return)!.Value)], marks: true);
        if (best is { } most && shown.Length > 0) figure.Reference("optimum", [shown[0].Step, shown[^1].Step], [most, most]);
        figure.Save(file);
    }

    sealed class Told(Watch watch) : IProgress<ControlProgress>
    {
        public void Report(ControlProgress value) => watch.At((double)value.Step / value.Steps,
            () => string.Create(CultureInfo.InvariantCulture, $"step {value.Step:N0} of {value.Steps:N0}{(value.Return is { } last ? $", last return {last:F1}" : "")}"));
    }

    sealed class ToldOfTraining(Watch watch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => watch.At((double)value.Step / value.Steps,
            () => string.Create(CultureInfo.InvariantCulture, $"update {value.Step:N0} of {value.Steps:N0}{(value.Evaluated is { } evaluated ? $", return {-evaluated:F1}" : "")}"));
    }
}
