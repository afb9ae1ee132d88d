using System.CommandLine;
using System.Globalization;
using Pathwise.Learning.Data;
using Pathwise.Plots;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Pathwise.Cli;

/// <summary>pathwise bayes evaluate: how well a network predicts test rows, and whether it knows how well.</summary>
internal static class BayesEvaluateCommand
{
    /// <summary>Bins of equal width that classes' probabilities are put into.</summary>
    const int Bins = 10;

    static readonly double[] s_levels = [.. Enumerable.Range(1, 19).Select(i => 0.05 * i)];

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The network (.safetensors)." };
        var data = NamedData.DataOption("what it was trained on");
        var draws = TypedOption.Whole("--draws", "The draws of the weights for each row (200).", "N", 1, 100_000);
        var seed = TypedOption.Whole("--seed", "The seed (0).", "K");
        var output = new Option<string?>("--output", "-o") { Description = "Draw how often intervals cover beside how often they should, or, of classes, how often predictions are right beside how sure they are, into a file, .svg or .png.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("evaluate", "The error, the log-likelihood and the calibration of predictions of test rows.") { model, data, NamedData.TargetOption, draws, seed, output, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (networks, settings, trainedOn, target) = BayesFile.Read(file);
            string name = parsed.GetValue(data) ?? trainedOn;
            var (_, test) = NamedData.Read(name, parsed.GetValue(NamedData.TargetOption) ?? target).Split();
            var rows = settings.Rows(test);
            var asked = new Question(file, name, settings, networks, rows, (int)(parsed.GetValue(draws) ?? 200), parsed.GetValue(seed) ?? 0, parsed.GetValue(output), parsed.GetValue(json));
            if (settings.Classes > 0) OfClasses(asked); else OfNumbers(asked);
            return ExitCode.Done;
        });
        return command;
    }

    sealed record Question(string File, string Data, BayesSettings Settings, BayesNetworks Networks, IReadOnlyList<Example> Rows, int Draws, long Seed, string? Figure, bool Json);

    static void OfNumbers(Question asked)
    {
        var predicted = asked.Settings.Regress(asked.Networks, asked.Rows, asked.Draws, asked.Seed);
        // In the units of the targets.
        double[] scales = asked.Settings.TargetDeviations;
        double error = Math.Sqrt(Enumerable.Range(0, predicted.Rows).Average(n => predicted.Squares(n).Select((square, i) => square * scales[i] * scales[i]).Average()));
        double log = predicted.LogLikelihood - scales.Sum(s => Math.Log(s));
        double[] coverage = [.. s_levels.Select(predicted.Coverage)];
        if (asked.Figure is { } figure) Draw(figure, $"calibration on {asked.Data}", "probability of the interval", "share of targets in it", s_levels, coverage);
        if (asked.Json)
            Json.Write(new { model = asked.File, data = asked.Data, method = asked.Settings.Method, rows = predicted.Rows, draws = asked.Draws, seed = asked.Seed, rmse = error, log_likelihood = log, calibration_error = predicted.CalibrationError, coverage = s_levels.Zip(coverage, (level, share) => new { level, share }) });
        else
            Show(asked, ("root mean square error", error), ("log-likelihood, nats a row", log), ("50 % intervals cover", predicted.Coverage(0.5)), ("90 % intervals cover", predicted.Coverage(0.9)), ("calibration error", predicted.CalibrationError));
    }

    static void OfClasses(Question asked)
    {
        var predicted = asked.Settings.Classify(asked.Networks, asked.Rows, asked.Draws, asked.Seed);
        var bins = predicted.Reliability(Bins);
        double confidence = Enumerable.Range(0, predicted.Rows).Average(n => predicted.Probabilities(n).Max());
        if (asked.Figure is { } figure) Draw(figure, $"calibration on {asked.Data}", "probability of the predicted class", "share that is right", [.. bins.Select(bin => bin.Confidence)], [.. bins.Select(bin => bin.Accuracy)],
            [.. bins.Select(bin => Math.Sqrt(bin.Confidence * (1 - bin.Confidence) / bin.Count))]);
        if (asked.Json)
            Json.Write(new { model = asked.File, data = asked.Data, method = asked.Settings.Method, rows = predicted.Rows, draws = asked.Draws, seed = asked.Seed, accuracy = predicted.Accuracy, confidence, log_likelihood = predicted.LogLikelihood, calibration_error = predicted.CalibrationError(Bins), reliability = bins.Select(bin => new { rows = bin.Count, confidence = bin.Confidence, accuracy = bin.Accuracy }) });
        else
            Show(asked, ("share that is right", predicted.Accuracy), ("mean probability of the predicted class", confidence), ("log-likelihood, nats a row", predicted.LogLikelihood), ("calibration error", predicted.CalibrationError(Bins)));
    }

    static void Show(Question asked, params (string What, double Value)[] rows)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumn(new TableColumn("value").RightAligned());
        foreach (var (what, value) in rows) table.AddRow(what, value.ToString("F4", CultureInfo.InvariantCulture));
        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{asked.Rows.Count:N0} test rows of {asked.Data} by {asked.Settings.Method}, seed {asked.Seed}."));
    }

    static void Draw(string file, string title, string across, string up, double[] probabilities, double[] shares, double[]? errors = null)
    {
        var figure = new Figure(title, across, up) { Legend = Corner.BottomRight, FromZero = true };
        figure.Reference("calibrated", [0, 1], [0, 1]);
        if (errors is null) figure.Curve("predictions", probabilities, shares, marks: true);
        else
        {
            double[] Ends(int sign) => [.. probabilities.Zip(errors, (p, e) => Math.Clamp(p + 2 * sign * e, 0, 1))];
            figure.Band("± 2 standard errors, if calibrated", probabilities, Ends(-1), Ends(1));
            figure.Curve("predictions", probabilities, shares, marks: true);
        }
        figure.Save(file);
    }
}
