using System.CommandLine;
using System.Globalization;
using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Plots;

namespace Pathwise.Cli;

/// <summary>pathwise bayes sample: draws of what a network predicts for test rows, its own doubt and the noise of targets together.</summary>
internal static class BayesSampleCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The network (.safetensors)." };
        var data = NamedData.DataOption("what it was trained on");
        var paths = TypedOption.Whole("--paths", "The number of draws, of test rows in turn (100 of each row).", "N", 1, 1 << 24);
        var seed = TypedOption.Whole("--seed", "The seed (0); draw k of a seed is the same whatever the number of draws.", "K");
        var output = new Option<string[]>("--output", "-o") { Description = "Write the draws to .csv or .npy (draw k is of row k modulo their number), or draw their means and deviations beside the targets to .svg or .png. May be repeated.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("sample", "Draw targets of test rows from what a trained network predicts.") { model, data, NamedData.TargetOption, paths, seed, output, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (networks, settings, trainedOn, target) = BayesFile.Read(file);
            string name = parsed.GetValue(data) ?? trainedOn;
            var rows = settings.Rows(NamedData.Read(name, parsed.GetValue(NamedData.TargetOption) ?? target).Split().Test);
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? 100L * rows.Count, Seed = parsed.GetValue(seed) ?? 0, Precision = Precision.F32 };
            var draws = Progress.During(!parsed.GetValue(json), watch => settings.Draws(networks, rows, watch.During(options)));
            foreach (string made in parsed.GetValue(output) ?? [])
                switch (Path.GetExtension(made).ToUpperInvariant())
                {
                    case ".NPY": Npy.Write(made, draws); break;
                    case ".CSV": SampleTable.Write(made, draws); break;
                    default: Draw(made, draws, settings, rows, name); break;
                }
            double[] values = draws.ToArray();
            double mean = values.Average(), deviation = Math.Sqrt(values.Average(x => (x - mean) * (x - mean)));
            if (parsed.GetValue(json)) Json.Write(new { model = file, data = name, rows = rows.Count, paths = options.Paths, seed = options.Seed, mean, sd = deviation, min = values.Min(), max = values.Max() });
            else Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Paths:N0} draws for {rows.Count:N0} test rows of {name}, seed {options.Seed}: mean {mean:G4}, sd {deviation:G4}, from {values.Min():G4} to {values.Max():G4}."));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What was drawn for each row, by its mean and deviation, over the row's target.</summary>
    static void Draw(string file, DataArray draws, BayesSettings settings, IReadOnlyList<Example> rows, string data)
    {
        if (draws.Shape[1] != 1 || settings.Classes > 0 || draws.Shape[0] < 2 * rows.Count) throw new PathwiseException("PW3009", $"{file}: a figure of classes, of several targets or of fewer than two draws a row", "draw one number a row, twice at least; write others to .csv or .npy");
        double[] targets = [.. rows.Select(row => settings.InUnits(row.Target.ToArray()[0], 0))];
        var byRow = Enumerable.Range(0, draws.Shape[0]).ToLookup(k => k % rows.Count, k => draws[k]);
        double[] means = [.. targets.Select((_, n) => byRow[n].Average())], errors = [.. targets.Select((_, n) => Math.Sqrt(byRow[n].Average(x => (x - means[n]) * (x - means[n]))))];
        var figure = new Figure($"predictions of {data}", "target", "drawn: mean ± sd") { Legend = Corner.TopLeft };
        // A little longer than the targets, so that no point lies on an edge.
        double margin = 0.03 * (targets.Max() - targets.Min());
        double[] ends = [targets.Min() - margin, targets.Max() + margin];
        figure.Reference("equal", ends, ends);
        figure.Points("test rows", targets, means, errors);
        figure.Save(file);
    }
}
