using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using Pathwise.Estimation;
using Pathwise.Learning;
using Pathwise.Learning.Control;

namespace Pathwise.Cli;

/// <summary>pathwise control: policies that learn in environments.</summary>
internal static class ControlCommand
{
    static readonly Option<string> s_environment = TypedOption.OneOf("--environment", "The environment to learn in.", ControlFile.Environments);
    static readonly Option<long?> s_steps = TypedOption.Whole("--steps", "Steps of the environment (20000).", "N", 1);
    static readonly Option<long?> s_random = TypedOption.Whole("--random-steps", "Steps at the beginning with uniform actions (1000; reinforce: none).", "N", 0);
    static readonly Option<long?> s_batch = TypedOption.Whole("--batch", "Experiences of an update (256; reinforce: 2048).", "N", 1, 1 << 20);
    static readonly Option<double?> s_rate = TypedOption.Real("--rate", "The learning rate (0.001).", "X");
    static readonly Option<double?> s_discount = TypedOption.Real("--discount", "What a reward is worth if it comes a step later (0.99).", "G");
    static readonly Option<long?> s_ahead = TypedOption.Whole("--steps-ahead", "Steps whose rewards critics learn from (1).", "N", 1, 1000);
    static readonly Option<string?> s_hidden = new("--hidden") { Description = "The sizes of the networks' hidden layers (256,256; reinforce: 64,64).", HelpName = "N,N" };
    static readonly Option<long?> s_every = TypedOption.Whole("--evaluate", "Steps from one evaluation of ten episodes to the next (a tenth of all).", "N", 1);
    static readonly Option<long?> s_seed = TypedOption.Whole("--seed", "The seed (0); the same seed gives the same bits.", "K");
    static readonly Option<long?> s_threads = TypedOption.Whole("--threads", "The number of threads (one per processor). Never changes the answer.", "T", 0, 4096);
    static readonly Option<string?> s_checkpoint = new("--checkpoint") { Description = "Keep all that learning remembers in a file (.safetensors); where it exists, learning goes on from it.", HelpName = "FILE" };
    static readonly Option<string?> s_output = new("--output", "-o") { Description = "Draw the learning curve into a file, .svg or .png.", HelpName = "FILE" };
    static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object and nothing else." };
    static readonly Argument<string> s_model = new("model") { Description = "The file to write the policy to (.safetensors)." };

    public static Command Create() => new("control", "Policies that learn in environments: reinforcement learning by pathwise gradients, and by the score function as the contrast.")
    {
        new Command("train", "Learn a policy and write it to a file.")
        {
            Method("sac", "Soft actor–critic: a stochastic policy climbs value and entropy by the pathwise gradient.", (environment, options, parsed) =>
            {
                var trained = Sac.Train(environment, (SacOptions)Common(new SacOptions(), options, parsed));
                return (trained.Model.Policy, trained.History);
            }),
            Method("td3", "Twin delayed policy gradient: a deterministic policy climbs the value.", (environment, options, parsed) =>
            {
                var trained = Td3.Train(environment, (Td3Options)Common(new Td3Options(), options, parsed));
                return (trained.Model.Policy, trained.History);
            }),
            Method("reinforce", "The score function's gradient with a baseline.", (environment, options, parsed) =>
            {
                var trained = Reinforce.Train(environment, (ReinforceOptions)Common(new ReinforceOptions(), options, parsed));
                return (trained.Model.Policy, trained.History);
            }),
        },
    };

    static Command Method(string name, string description, Func<EnvironmentModel, Watch, ParseResult, (IPolicy Policy, IReadOnlyList<ControlRecord> History)> train)
    {
        var command = new Command(name, description) { s_model, s_environment, s_steps, s_random, s_batch, s_rate, s_discount, s_ahead, s_hidden, s_every, s_seed, s_threads, s_checkpoint, s_output, s_json };
        command.SetAction(parsed =>
        {
            var environment = ControlFile.Environment(parsed.GetValue(s_environment)!);
            var clock = Stopwatch.StartNew();
            var (policy, history) = Progress.During(!parsed.GetValue(s_json), watch => train(environment, watch, parsed),
                parsed.GetValue(s_checkpoint) is null ? "with --checkpoint FILE what was learnt is kept, and the same command goes on from there" : "the same command goes on from the checkpoint");
            string file = parsed.GetValue(s_model)!;
            ControlFile.Write(file, policy, environment);
            var report = new ControlReport(name, environment.Name, file, parsed.GetValue(s_seed) ?? 0, history, clock.Elapsed.TotalSeconds);
            if (parsed.GetValue(s_output) is { } figure) report.Draw(figure);
            if (parsed.GetValue(s_json)) report.Print(); else report.Show();
            return ExitCode.Done;
        });
        return command;
    }

    static ControlOptions Common(ControlOptions options, Watch watch, ParseResult parsed)
    {
        long steps = parsed.GetValue(s_steps) ?? options.Steps, every = parsed.GetValue(s_every) ?? Math.Max(1, steps / 10);
        return options with
        {
            Steps = steps,
            RandomSteps = parsed.GetValue(s_random) ?? options.RandomSteps,
            BatchSize = (int)(parsed.GetValue(s_batch) ?? options.BatchSize),
            Rate = Schedules.Constant(parsed.GetValue(s_rate) ?? 1e-3),
            Discount = parsed.GetValue(s_discount) ?? options.Discount,
            StepsAhead = (int)(parsed.GetValue(s_ahead) ?? options.StepsAhead),
            Hidden = parsed.GetValue(s_hidden) is { } sizes ? Sizes(sizes) : options.Hidden,
            RecordEvery = every,
            EvaluateEvery = every,
            Seed = parsed.GetValue(s_seed) ?? 0,
            Threads = (int)(parsed.GetValue(s_threads) ?? 0),
            Checkpoint = parsed.GetValue(s_checkpoint),
            Progress = new Told(watch),
            Cancellation = watch.Stop,
        };
    }

    static int[] Sizes(string text)
    {
        int[] sizes = [.. text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size is >= 1 and <= 4096 ? size : 0)];
        return Array.TrueForAll(sizes, size => size > 0) ? sizes : throw new PathwiseException("PW3001", $"--hidden {text}", "give the sizes of hidden layers as whole numbers with commas between them, as in 256,256");
    }

    sealed class Told(Watch watch) : IProgress<ControlProgress>
    {
        public void Report(ControlProgress value) => watch.At((double)value.Step / value.Steps,
            () => string.Create(CultureInfo.InvariantCulture, $"step {value.Step:N0} of {value.Steps:N0}, episode {value.Episodes:N0}{(value.Return is { } last ? $", last return {last:F1}" : "")}{(value.Evaluated is { } evaluated ? $", evaluated {evaluated:F1}" : "")}"));
    }
}
