using System.CommandLine;
using System.Globalization;
using Pathwise.Learning.Control;
using Pathwise.Plots;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise control compare: the reparameterised policy gradient beside the score function's.</summary>
internal static class ControlCompareCommand
{
    static readonly int[] s_horizons = [2, 5, 10, 20, 40];

    public static Command Create()
    {
        var model = new Argument<string?>("model") { Description = "A trained policy to compare the gradients of (.safetensors); none: one with first weights.", Arity = ArgumentArity.ZeroOrOne };
        var environment = TypedOption.OneOf("--environment", "Where a policy with first weights acts (pendulum).", ControlSettings.Environments);
        var episodes = TypedOption.Whole("--episodes", "Episodes of a gradient: a multiple of 4 (256).", "N", 4, 1 << 20);
        var replicates = TypedOption.Whole("--replicates", "Gradients of each kind, whose spread is measured (64).", "N", 8, 100_000);
        var discount = TypedOption.Real("--discount", "What a reward is worth if it comes a step later (0.99).", "X");
        var seed = TypedOption.Whole("--seed", "The seed (0).", "K");
        var threads = TypedOption.Whole("--threads", "The number of threads (one per processor). Never changes the answer.", "T", 0, 4096);
        var output = new Option<string?>("--output", "-o") { Description = "Draw variances by the length of episodes into a file, .svg or .png.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("compare", "The variance of the reparameterised policy gradient, through the dynamics, and of the score function's, on the same states; and whether they agree.")
        {
            model, environment, episodes, replicates, discount, seed, threads, output, json,
        };
        command.SetAction(parsed =>
        {
            var (policy, settings) = Policy(parsed.GetValue(model), parsed.GetValue(environment), parsed.GetValue(seed) ?? 0);
            var rows = Progress.During(!parsed.GetValue(json), watch => s_horizons.Select((steps, i) =>
            {
                watch.At((double)i / s_horizons.Length, () => $"episodes of {steps} steps");
                watch.Stop.ThrowIfCancellationRequested();
                return PolicyGradientComparison.Run(settings.Model, policy, steps, parsed.GetValue(discount) ?? 0.99, (int)(parsed.GetValue(episodes) ?? 256), (int)(parsed.GetValue(replicates) ?? 64), parsed.GetValue(seed) ?? 0,
                    (int)(parsed.GetValue(threads) ?? 0));
            }).ToArray());
            string what = parsed.GetValue(model) is null ? $"a policy with first weights in {settings.Environment}" : $"a policy learnt by {settings.Method} in {settings.Environment}";
            if (parsed.GetValue(output) is { } file) Draw(file, what, rows);
            if (parsed.GetValue(json))
                Json.Write(new
                {
                    environment = settings.Environment,
                    rows = rows.Select(row => new
                    {
                        steps = row.Steps, episodes = row.Episodes, ratio = row.Ratio, baseline_ratio = row.BaselineRatio,
                        estimators = new[] { row.Reparameterised, row.Score, row.Baseline }.Select(e => new { name = e.Name, variance = e.Variance, norm = e.Norm, z = e.Difference }),
                    }),
                });
            else Show(what, rows);
            return ExitCode.Done;
        });
        return command;
    }

    static (GaussianPolicy Policy, ControlSettings Settings) Policy(string? file, string? environment, long seed)
    {
        if (file is null)
        {
            var first = new ControlSettings("svg", environment ?? "pendulum", [64, 64]);
            return (first.Gaussian(seed), first);
        }
        var (policy, settings, _, _) = ControlFile.Read(file);
        return policy is GaussianPolicy gaussian ? (gaussian, settings)
            : throw new PathwiseException("PW3009", $"{file}: the gradients of a policy that draws nothing", "compare those of a policy learnt by sac, svg or reinforce");
    }

    static void Show(string what, PolicyGradientComparison[] rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (string name in (string[])["steps", "variance: reparameterised", "score", "score, baseline", "ratio", "with baseline", "largest z"]) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var row in rows)
            table.AddRow(row.Steps.ToString(CultureInfo.InvariantCulture), Short(row.Reparameterised.Variance), Short(row.Score.Variance), Short(row.Baseline.Variance), Short(row.Ratio), Short(row.BaselineRatio),
                Math.Max(row.Score.Difference, row.Baseline.Difference).ToString("F1", CultureInfo.InvariantCulture));
        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: variances of the gradient of one episode, summed over all parameters; {rows[0].Episodes:N0} episodes of each kind from the same states.\nz: the largest difference of means in its standard errors, over the gradient, its parts and directions at random."));
    }

    static string Short(double x) => x.ToString("G3", CultureInfo.InvariantCulture);

    static void Draw(string file, string what, PolicyGradientComparison[] rows)
    {
        var figure = new Figure($"Policy gradients of {what}", "steps of an episode", "variance of the gradient of one episode", Scale.Logarithmic, Scale.Logarithmic) { Legend = Corner.TopLeft };
        figure.TicksAt([.. rows.Select(row => (double)row.Steps)]);
        double[] steps = [.. rows.Select(row => (double)row.Steps)];
        figure.Curve("score function", steps, [.. rows.Select(row => row.Score.Variance)], marks: true);
        figure.Curve("score function, baseline", steps, [.. rows.Select(row => row.Baseline.Variance)], marks: true);
        figure.Curve("reparameterised", steps, [.. rows.Select(row => row.Reparameterised.Variance)], marks: true);
        figure.Save(file);
    }
}
