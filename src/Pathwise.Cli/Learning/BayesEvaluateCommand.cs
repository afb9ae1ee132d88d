using System.CommandLine;
using System.Globalization;
using Pathwise.Learning.BayesianNetworks;
using Pathwise.Plots;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Pathwise.Cli;

/// <summary>pathwise bayes evaluate: how well a network predicts test rows, and whether it knows how well.</summary>
internal static class BayesEvaluateCommand
{
    static readonly double[] s_levels = [.. Enumerable.Range(1, 19).Select(i => 0.05 * i)];

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The network (.safetensors)." };
        var data = NamedData.DataOption("what it was trained on");
        var draws = TypedOption.Whole("--draws", "The draws of the weights for each row (200).", "N", 1, 100_000);
        var seed = TypedOption.Whole("--seed", "The seed (0).", "K");
        var output = new Option<string?>("--output", "-o") { Description = "Draw how often intervals cover, beside how often they should, into a file, .svg or .png.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("evaluate", "The error, the log-likelihood and the calibration of predictions of test rows.") { model, data, NamedData.TargetOption, draws, seed, output, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (networks, settings, trainedOn, target) = BayesFile.Read(file);
            string name = parsed.GetValue(data) ?? trainedOn;
            var (_, test) = VaeFile.Split(NamedData.Read(name, parsed.GetValue(NamedData.TargetOption) ?? target));
            int count = (int)(parsed.GetValue(draws) ?? 200);
            long key = parsed.GetValue(seed) ?? 0;
            var predicted = settings.Predict(networks, settings.Rows(test), count, key);
            // In the units of the targets.
            double[] scales = settings.TargetDeviations;
            double error = Math.Sqrt(Enumerable.Range(0, predicted.Rows).Average(n => predicted.Squares(n).Select((square, i) => square * scales[i] * scales[i]).Average()));
            double log = predicted.LogLikelihood - scales.Sum(s => Math.Log(s));
            double[] coverage = [.. s_levels.Select(predicted.Coverage)];
            if (parsed.GetValue(output) is { } figure) Draw(figure, coverage, name);
            if (parsed.GetValue(json))
                Json.Write(new { model = file, data = name, method = settings.Method, rows = predicted.Rows, draws = count, seed = key, rmse = error, log_likelihood = log, calibration_error = predicted.CalibrationError, coverage = s_levels.Zip(coverage, (level, share) => new { level, share }) });
            else
            {
                var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumn(new TableColumn("value").RightAligned());
                foreach (var (what, value) in new[] { ("root mean square error", error), ("log-likelihood, nats a row", log), ("50 % intervals cover", predicted.Coverage(0.5)), ("90 % intervals cover", predicted.Coverage(0.9)), ("calibration error", predicted.CalibrationError) })
                    table.AddRow(what, value.ToString("F4", CultureInfo.InvariantCulture));
                AnsiConsole.Write(table);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{predicted.Rows:N0} test rows of {name} by {settings.Method}, seed {key}."));
            }
            return ExitCode.Done;
        });
        return command;
    }

    static void Draw(string file, double[] coverage, string data)
    {
        var figure = new Figure($"calibration on {data}", "probability of the interval", "share of targets in it") { Legend = Corner.BottomRight };
        figure.Curve("predictions", s_levels, coverage, marks: true);
        figure.Reference("calibrated", [0, 1], [0, 1]);
        figure.Save(file);
    }
}
