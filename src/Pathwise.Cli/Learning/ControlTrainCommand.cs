using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using Pathwise.Learning.Control;
using Pathwise.Plots;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise control train: a policy, learnt by one of four methods.</summary>
internal static class ControlTrainCommand
{
    public static Command Create()
    {
        var method = new Argument<string>("method") { Description = "sac, td3 or reinforce, which learn by acting; or svg, through the dynamics (short-horizon actor–critic)." };
        method.AcceptOnlyFromAmong(ControlSettings.Methods);
        var learning = new LearningOptions("Steps of the environment (20000); of svg, updates (800).", "Experiences of an update (256; in lqr 512; in mountain cars 128; of reinforce 2048); of svg, episodes side by side (32).",
            "The learning rate (0.001; in lqr 0.003 at the start, of svg 0.005, in lqr 0.01: those fall to 0 as half a cosine does).", "Draw the return as it grows into a file, .svg or .png.");
        var environment = TypedOption.OneOf("--environment", "Where to act (pendulum).", ControlSettings.Environments);
        var hidden = new Option<string?>("--hidden") { Description = "The sizes of the networks' hidden layers (256,256; in lqr and mountain cars, of svg and of reinforce 64,64).", HelpName = "N,N" };
        var discount = TypedOption.Real("--discount", "What a reward is worth if it comes a step later (0.99; of svg in lqr 0.995).", "X");
        var window = TypedOption.Whole("--window", "Of svg: the steps that a gradient goes through (32; in lqr and cart-pole 50).", "H", 1, 100_000);
        var random = TypedOption.Whole("--random-steps", "Of sac and td3: steps with random actions before learning begins (1000; in lqr 200; in mountain cars 5000).", "N", 0);
        var hold = TypedOption.Whole("--random-hold", "Of sac and td3: the steps for which a random action is kept (1; in mountain cars 30).", "N", 1, 100_000);
        var ahead = TypedOption.Whole("--steps-ahead", "Of sac and td3: critics learn from the rewards of so many steps (1; of td3 in mountain cars 10).", "N", 1, 100_000);
        var scale = TypedOption.Positive("--reward-scale", "Of all but svg: what rewards are multiplied by before they are learnt from (1; in lqr and mountain-car 0.1).", "X");
        var buffer = TypedOption.Whole("--buffer", "Of all but svg: the most experiences that are kept (100000; in lqr 8000).", "N", 1, 1 << 26);
        var temperature = TypedOption.Positive("--temperature", "Of sac: the weight of the policy's entropy; none: it is found.", "X");
        var entropy = TypedOption.Real("--target-entropy", "Of sac: the entropy that the temperature is found for, in nats of actions within ±1 (minus the number of their components; in lqr 0).", "X");
        var evaluate = TypedOption.Whole("--evaluate", "Evaluate best actions every so many steps, on 10 episodes of another seed (a tenth of the steps).", "N", 1);
        var episodes = TypedOption.Whole("--episodes", "Episodes of the evaluation at the end (100).", "N", 1, 100_000);
        var command = new Command("train", "Learn a policy and write it to a file.") { method, learning.Model, environment, hidden, discount, window, random, hold, ahead, scale, buffer, temperature, entropy, evaluate, episodes };
        foreach (var option in learning.Pace.Concat(learning.Run)) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(method)!, file = parsed.GetValue(learning.Model)!;
            Refuse(parsed, name, "svg", window, learning.Clip);
            Refuse(parsed, name, "sac or td3", random, hold, ahead);
            Refuse(parsed, name, "sac, td3 or reinforce", buffer, scale);
            Refuse(parsed, name, "sac", temperature, entropy);
            if (parsed.GetValue(temperature) is not null && parsed.GetValue(entropy) is not null) throw new PathwiseException("PW3001", "--temperature and --target-entropy together", "give the one or let it be found for the other");
            string task = parsed.GetValue(environment) ?? ControlSettings.Environments[0];
            var unless = ControlChoices.Of(name, task);
            var how = unless with
            {
                Steps = parsed.GetValue(learning.Steps) ?? unless.Steps, Batch = (int)(parsed.GetValue(learning.Batch) ?? unless.Batch), Rate = parsed.GetValue(learning.Rate) ?? unless.Rate, Hidden = parsed.GetValue(hidden) ?? unless.Hidden,
                Discount = parsed.GetValue(discount) ?? unless.Discount, Window = (int)(parsed.GetValue(window) ?? unless.Window), Clip = parsed.GetValue(learning.Clip) ?? unless.Clip,
                RandomSteps = parsed.GetValue(random) ?? unless.RandomSteps, RandomHold = (int)(parsed.GetValue(hold) ?? unless.RandomHold), StepsAhead = (int)(parsed.GetValue(ahead) ?? unless.StepsAhead),
                Buffer = (int)(parsed.GetValue(buffer) ?? unless.Buffer), RewardScale = parsed.GetValue(scale) ?? unless.RewardScale, Temperature = parsed.GetValue(temperature), TargetEntropy = parsed.GetValue(entropy) ?? unless.TargetEntropy,
            };
            var settings = new ControlSettings(name, task, HiddenSizes.Read(how.Hidden, "64,64"));
            var training = new ControlTraining(how, parsed.GetValue(evaluate) ?? Math.Max(1, how.Steps / 10), learning.Seed(parsed), learning.Threads(parsed), learning.Checkpoint(parsed));
            var clock = Stopwatch.StartNew();
            var (policy, history) = learning.During(parsed, watch => training.Run(settings, watch, file));
            double seconds = clock.Elapsed.TotalSeconds;
            var earned = ControlReturn.Of(settings.Model, policy, (int)(parsed.GetValue(episodes) ?? 100), ControlTraining.EvaluationSeed);
            if (parsed.GetValue(learning.Output) is { } figure) Draw(figure, settings, history, earned.Optimum);
            if (parsed.GetValue(learning.Json))
                Json.Write(new
                {
                    model = file, method = name, environment = task, steps = how.Steps, seed = training.Seed, @return = new { mean = earned.Mean, se = earned.Error, episodes = earned.Episodes }, optimum = earned.Optimum, excess = earned.Excess,
                    history = history.Select(r => new { step = r.Step, episodes = r.Episodes, @return = r.Return, evaluated = r.Evaluated }), seconds = new { train = seconds },
                });
            else Show(file, settings, how.Steps, history, seconds, earned);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Options of another method's are not passed over.</summary>
    static void Refuse(ParseResult parsed, string method, string of, params Option[] options)
    {
        if (of.Split(", ").SelectMany(part => part.Split(" or ")).Contains(method, StringComparer.Ordinal)) return;
        foreach (var option in options)
            if (parsed.GetResult(option) is { Implicit: false }) throw new PathwiseException("PW3001", $"{option.Name} of {method}, which has no such thing", $"leave it out, or train by {of}");
    }

    static void Show(string file, ControlSettings settings, long steps, IReadOnlyList<ControlRecord> history, double seconds, ControlReturn earned)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns([.. new[] { "step", "episodes", "return", "evaluated" }.Select(name => new TableColumn(name).RightAligned())]);
        foreach (var record in TrainingReport.Shown(history)) table.AddRow(record.Step.ToString("N0", CultureInfo.InvariantCulture), record.Episodes.ToString("N0", CultureInfo.InvariantCulture), Text(record.Return), Text(record.Evaluated));
        AnsiConsole.Write(table);
        string optimum = earned.Optimum is { } most ? string.Create(CultureInfo.InvariantCulture, $" No control earns more than {most:F3} on the average: the cost is {100 * earned.Excess!.Value:F2} % above the least.") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{settings.Method}: {steps:N0} steps on {settings.Environment} in {seconds:F1} s. Mean return {earned.Mean:F2}{(earned.Error is { } e ? $" ± {e:F2}" : "")} over {earned.Episodes} episodes of another seed.{optimum} Written to {file}."));

        static string Text(double? value) => value?.ToString("F1", CultureInfo.InvariantCulture) ?? "";
    }

    static void Draw(string file, ControlSettings settings, IReadOnlyList<ControlRecord> history, double? best)
    {
        var figure = new Figure($"{settings.Method} in {settings.Environment}", settings.Method == "svg" ? "updates" : "steps of the environment", "return of an episode") { Legend = Corner.BottomRight };
        Curve("while it is learnt", record => record.Return);
        Curve("best actions, another seed", record => record.Evaluated);
        if (best is { } most && history.Count > 0) figure.Reference("optimum", [history[0].Step, history[^1].Step], [most, most]);
        figure.Save(file);

        void Curve(string name, Func<ControlRecord, double?> value)
        {
            var shown = history.Where(record => value(record) is not null).ToArray();
            if (shown.Length > 0) figure.Curve(name, [.. shown.Select(record => (double)record.Step)], [.. shown.Select(record => value(record)!.Value)], marks: true);
        }
    }
}
