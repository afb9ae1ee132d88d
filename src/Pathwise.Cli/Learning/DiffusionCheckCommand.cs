using System.CommandLine;
using System.Globalization;
using Pathwise.Learning.Diffusion;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise diffusion check: a trained score against the closed form, and the loss against its floor.</summary>
internal static class DiffusionCheckCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model (.safetensors)." };
        var data = NamedData.DataOption("what it was trained on");
        var paths = TypedOption.Whole("--paths", "The number of noisy points (100000).", "N", 2, 10_000_000);
        var tolerance = TypedOption.Real("--tolerance", "How much the mean squared error of the noise may be above the least there is (0.05).", "X");
        var seed = TypedOption.Whole("--seed", "The seed (0).", "K");
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("check", "Compare the score of a trained model with the closed form, and its loss with its floor; fail if the loss is below it, which shows a slip, or too far above.") { model, data, paths, tolerance, seed, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (network, settings, trainedOn) = DiffusionFile.Read(file);
            var from = DiffusionData.Of(NamedData.Read(parsed.GetValue(data) ?? trainedOn, null));
            if (from.Known is not { } law) throw new PathwiseException("PW3009", $"a check of a model of {from.Name}, whose law has no closed form here", "check a model of eight-gaussians; compare others by samples and likelihoods");
            double most = parsed.GetValue(tolerance) ?? 0.05;
            if (!(most > 0)) throw new PathwiseException("PW3001", string.Create(CultureInfo.InvariantCulture, $"--tolerance {most}"), "give a positive number");
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? 100_000, Seed = parsed.GetValue(seed) ?? 0, Precision = Precision.F32 };
            var check = Progress.During(!parsed.GetValue(json), watch => DiffusionCheck.Run(settings.Model, network, law, new LossOptions { Weighting = Weighting.Noise, Times = TimeLaw.Uniform(1e-3) }, watch.During(options)));
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
            passed,
            tolerance,
            loss = Of(check.Loss),
            floor = Of(check.Floor),
            above_floor = Of(check.LossAboveFloor),
            excess = Of(check.Excess),
            score = check.Levels.Select(level => new { from = level.From, to = level.To, error = level.Error, size = level.Size }),
        });
    }

    static void Show(DiffusionData data, EstimationOptions options, DiffusionCheck check, double tolerance, bool passed)
    {
        var scores = new Table().Border(TableBorder.Rounded).AddColumn("t").AddColumns([.. new[] { "σ·(score − exact)", "σ·exact" }.Select(name => new TableColumn(name).RightAligned())]);
        foreach (var level in check.Levels) scores.AddRow(string.Create(CultureInfo.InvariantCulture, $"{level.From:0.0##} to {level.To:0.0##}"), Text(level.Error), Text(level.Size));
        AnsiConsole.Write(scores);
        var losses = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumns([.. new[] { "mean", "± se" }.Select(name => new TableColumn(name).RightAligned())]);
        foreach (var (name, e) in new[] { ("loss", check.Loss), ("its floor", check.Floor), ("loss − floor", check.LossAboveFloor), ("error of the predictions", check.Excess) })
            losses.AddRow(name, Text(e.Value), e.StandardError is { } error ? Text(error) : "");
        AnsiConsole.Write(losses);
        string verdict = passed ? "The model agrees with the closed form" : check.IsBelowFloor ? "The loss is BELOW its floor: there is a leak or a slip" : "The model is NOT the closed form";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict} (tolerance {tolerance}). Root mean squares and mean squared errors of the noise, {options.Paths:N0} noisy points of {data.Name}, seed {options.Seed}."));
    }

    static string Text(double x) => x.ToString("F4", CultureInfo.InvariantCulture);
}
