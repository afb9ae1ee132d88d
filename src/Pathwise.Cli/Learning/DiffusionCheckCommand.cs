using System.CommandLine;
using System.Globalization;
using Pathwise.Learning.Diffusion;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise diffusion check: a trained score against that of the law of the data, and the loss against its floor. The law is that which data are drawn from, or that of the rows themselves.</summary>
internal static class DiffusionCheckCommand
{
    /// <summary>Numbers of rows that are compared with noisy points where it is not said how many points there are.</summary>
    const double Work = 1e9;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model (.safetensors)." };
        var data = NamedData.DataOption("what it was trained on");
        var paths = TypedOption.Whole("--paths", "The number of noisy points (100000; of rows, fewer the more there are).", "N", 2, 10_000_000);
        var tolerance = TypedOption.Real("--tolerance", "How much the mean squared error of the noise may be above the least there is (0.05; of rows whose law is not known, any).", "X");
        var seed = TypedOption.Whole("--seed", "The seed (0).", "K");
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("check", "Compare the score of a trained model with that of the law of its data, or of its rows themselves, and its loss with the floor; fail if the loss is below it, which shows a slip, or too far above.") { model, data, NamedData.TargetOption, paths, tolerance, seed, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (network, settings, trainedOn, target) = DiffusionFile.Read(file);
            var from = DiffusionData.Of(NamedData.Read(parsed.GetValue(data) ?? trainedOn, parsed.GetValue(NamedData.TargetOption) ?? target));
            if (from.Shape != settings.PointShape) throw new PathwiseException("PW3009", $"data of shape {from.Shape} for a model of {settings.PointShape}", "name data like those it was trained on (--data)");
            var law = from.Known(settings.Units);
            // Nothing is to be had of rows for a model that has learnt the law behind them: it is above their floor.
            double most = parsed.GetValue(tolerance) ?? (from.Law is null ? double.PositiveInfinity : 0.05);
            if (!(most > 0)) throw new PathwiseException("PW3001", string.Create(CultureInfo.InvariantCulture, $"--tolerance {most}"), "give a positive number");
            long count = from.Law is null ? (long)Math.Clamp(Work / ((double)from.Count * from.Shape.Count), 500, 100_000) : 100_000;
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? count, Seed = parsed.GetValue(seed) ?? 0, Precision = DiffusionData.PrecisionFor(law) };
            var check = Progress.During(!parsed.GetValue(json), watch => DiffusionCheck.Run(settings.Model, network, law, new LossOptions { Weighting = Weighting.Noise, Times = TimeLaw.Uniform(1e-3 * settings.Law.End) }, watch.During(options)));
            bool passed = !check.IsBelowFloor && check.Excess.Value <= most;
            if (parsed.GetValue(json)) Print(file, from, options, check, most, passed); else Show(from, options, check, most, passed);
            return passed ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    static void Print(string file, DiffusionData data, EstimationOptions options, DiffusionCheck check, double tolerance, bool passed)
    {
        static object Of(Estimate e) => new { mean = e.Value, se = e.StandardError };
        Json.Write(new
        {
            model = file,
            data = data.Name,
            paths = options.Paths,
            seed = options.Seed,
            floor_of = data.Law is null ? "rows" : "law",
            passed,
            tolerance = double.IsFinite(tolerance) ? tolerance : (double?)null,
            loss = Of(check.Loss),
            floor = Of(check.Floor),
            above_floor = Of(check.LossAboveFloor),
            excess = Of(check.Excess),
            score = check.Levels.Select(level => new { from = level.From, to = level.To, error = level.Error, size = level.Size }),
        });
    }

    static void Show(DiffusionData data, EstimationOptions options, DiffusionCheck check, double tolerance, bool passed)
    {
        bool isLaw = data.Law is not null;
        string known = isLaw ? "exact" : "rows'";
        var scores = new Table().Border(TableBorder.Rounded).AddColumn("t").AddColumns([.. new[] { $"σ·(score − {known})", $"σ·{known}" }.Select(name => new TableColumn(name).RightAligned())]);
        foreach (var level in check.Levels) scores.AddRow(string.Create(CultureInfo.InvariantCulture, $"{level.From:0.0##} to {level.To:0.0##}"), Text(level.Error), Text(level.Size));
        AnsiConsole.Write(scores);
        var losses = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumns([.. new[] { "mean", "± se" }.Select(name => new TableColumn(name).RightAligned())]);
        foreach (var (name, e) in new[] { ("loss", check.Loss), (isLaw ? "its floor" : "the floor of the rows", check.Floor), ("loss − floor", check.LossAboveFloor), ("error of the predictions", check.Excess) })
            losses.AddRow(name, Text(e.Value), e.StandardError is { } error ? Text(error) : "");
        AnsiConsole.Write(losses);
        string verdict = check.IsBelowFloor ? "The loss is BELOW its floor: there is a leak or a slip" : (passed, isLaw) switch
        {
            (true, true) => "The model agrees with the closed form",
            (false, true) => "The model is NOT the closed form",
            (true, false) => "The loss is not below its floor",
            (false, false) => "The model is NOT the law of the rows",
        };
        string within = double.IsFinite(tolerance) ? string.Create(CultureInfo.InvariantCulture, $" (tolerance {tolerance})") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict}{within}. Root mean squares and mean squared errors of the noise, {options.Paths:N0} noisy points of {data.Name}, seed {options.Seed}."));
        if (!isLaw) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The law behind the rows is not known: the floor is the loss of a model that knows these {data.Count:N0} rows by heart, and makes them again. That of the law is higher."));
    }

    static string Text(double x) => x.ToString("F4", CultureInfo.InvariantCulture);
}
