using System.CommandLine;
using System.Globalization;
using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Learning.Flows;
using Pathwise.Plots;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Pathwise.Cli;

/// <summary>pathwise flow sample: draws of a flow, as numbers or as a figure.</summary>
internal static class FlowSampleCommand
{
    const int MostRows = 16, MostImages = 100;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The flow (.safetensors)." };
        var paths = TypedOption.Whole("--paths", "The number of draws (10000).", "N", 1);
        var seed = TypedOption.Whole("--seed", "The seed (0); draw k of a seed is the same whatever the number of draws.", "K");
        var output = new Option<string[]>("--output", "-o") { Description = "Write the draws to .csv or .npy, or draw them to .svg or .png: points of the plane, or images. May be repeated.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("sample", "Draw from a trained flow.") { model, paths, seed, output, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (flow, settings, data, _) = FlowFile.Read(file);
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? 10_000, Seed = parsed.GetValue(seed) ?? 0, Precision = Precision.F32 };
            if ((double)options.Paths * settings.Dimension > Shape.MaximumCount) throw new PathwiseException("PW3009", $"{options.Paths} draws of {settings.Dimension} numbers", "take fewer");
            var draws = Progress.During(!parsed.GetValue(json), watch => Simulation.Of((Flow flow, Noise noise) => flow.Sample(noise)).Run(flow, watch.During(options)));
            foreach (string name in parsed.GetValue(output) ?? [])
                switch (Path.GetExtension(name).ToUpperInvariant())
                {
                    case ".NPY": Npy.Write(name, draws.Reshaped(new([draws.Shape[0], .. settings.Shape]))); break;
                    case ".CSV": SampleTable.Write(name, draws); break;
                    default: Draw(name, draws, settings, data); break;
                }
            var moments = Enumerable.Range(0, settings.Dimension).Select(i => Moments(draws, i)).ToArray();
            if (parsed.GetValue(json)) Json.Write(new { model = file, paths = options.Paths, seed = options.Seed, mean = moments.Select(m => m.Mean), sd = moments.Select(m => m.Deviation) });
            else Show(moments, options);
            return ExitCode.Done;
        });
        return command;
    }

    static (double Mean, double Deviation) Moments(DataArray draws, int coordinate)
    {
        int n = draws.Shape[0], d = draws.Shape[1];
        double mean = 0, square = 0;
        for (int k = 0; k < n; k++) mean += draws[k * d + coordinate] / n;
        for (int k = 0; k < n; k++) square += Math.Pow(draws[k * d + coordinate] - mean, 2);
        return (mean, Math.Sqrt(square / Math.Max(1, n - 1)));
    }

    static void Draw(string file, DataArray draws, FlowSettings settings, string data)
    {
        if (settings.Dimension == 2)
        {
            double[] x = [.. Enumerable.Range(0, draws.Shape[0]).Select(k => draws[2 * k])], y = [.. Enumerable.Range(0, draws.Shape[0]).Select(k => draws[2 * k + 1])];
            var (left, right, bottom, top) = FlowEvaluateCommand.Square(x, y);
            var maps = new HeatMaps($"{draws.Shape[0].ToString("N0", CultureInfo.InvariantCulture)} draws of a flow: {data}");
            maps.Histogram("draws", x, y, left, right, bottom, top);
            maps.Save(file);
        }
        else if (settings.Shape is [var height, var width])
        {
            double[] pixels = draws.ToArray();
            var (black, white) = (pixels.Min(), pixels.Max());
            var grid = new ImageGrid($"draws of a flow: {data}", columns: 10, black, white > black ? white : black + 1);
            for (int k = 0; k < Math.Min(MostImages, draws.Shape[0]); k++) grid.Add(pixels[(k * height * width)..((k + 1) * height * width)], height, width);
            grid.Save(file);
        }
        else throw new PathwiseException("PW3009", $"{file}: a figure of {settings.Dimension} numbers a draw", "draw flows of the plane or of images; write others to .csv or .npy");
    }

    static void Show((double Mean, double Deviation)[] moments, EstimationOptions options)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumns([.. new[] { "mean", "sd" }.Select(name => new TableColumn(name).RightAligned())]);
        foreach (var (i, (mean, deviation)) in moments.Index().Take(MostRows))
            table.AddRow($"x{(i + 1).ToString(CultureInfo.InvariantCulture)}", mean.ToString("F4", CultureInfo.InvariantCulture), deviation.ToString("F4", CultureInfo.InvariantCulture));
        AnsiConsole.Write(table);
        string more = moments.Length > MostRows ? string.Create(CultureInfo.InvariantCulture, $" The first {MostRows} of {moments.Length} coordinates are shown.") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Paths:N0} draws, seed {options.Seed}.{more}"));
    }
}
