using System.CommandLine;
using System.Globalization;
using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Learning.Flows;
using Pathwise.Plots;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Pathwise.Cli;

/// <summary>pathwise flow evaluate: how likely a flow finds data, and whether its map is the bijection it says it is.</summary>
internal static class FlowEvaluateCommand
{
    const int CheckedPoints = 100, Drawn = 20_000;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The flow (.safetensors)." };
        var data = NamedData.DataOption("what it was trained on");
        var paths = TypedOption.Whole("--paths", "The number of draws of a law (100000).", "N", 2);
        var seed = TypedOption.Whole("--seed", "The seed (0).", "K");
        var output = new Option<string?>("--output", "-o") { Description = "Draw the density beside a histogram of the data, of the plane, into a file, .svg or .png.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("evaluate", "The mean of −log p of a trained flow over data (test rows, or draws of a law), beside the entropy where it is known, and checks of its map.") { model, data, NamedData.TargetOption, paths, seed, output, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (flow, settings, trainedOn) = FlowFile.Read(file);
            var from = FlowData.Of(NamedData.Read(parsed.GetValue(data) ?? trainedOn, parsed.GetValue(NamedData.TargetOption)));
            if (from.Dimension != settings.Dimension) throw new PathwiseException("PW3009", $"data of {from.Dimension} numbers for a flow of {settings.Dimension}", "name data like those it was trained on (--data)");
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? 100_000, Seed = parsed.GetValue(seed) ?? 0, Precision = Precision.F32 };
            var (nats, check) = Progress.During(!parsed.GetValue(json), watch => (from.NegativeLogLikelihood(flow, settings.Width, watch.During(options)), flow.Map.Check(from.Points(CheckedPoints, options.Seed))));
            if (parsed.GetValue(output) is { } figure) Draw(figure, flow, from);
            var answer = new Answer(file, from, nats, check, options);
            if (parsed.GetValue(json)) answer.Print(); else answer.Show();
            return ExitCode.Done;
        });
        return command;
    }

    sealed record Answer(string File, FlowData Data, Estimate Nats, FlowCheck Check, EstimationOptions Options)
    {
        /// <summary>In bits for each number; of whole numbers that noise makes continuous, an upper bound of what coding them takes.</summary>
        double Bits => Nats.Value / Data.Dimension / Math.Log(2);

        public void Print() => Json.Write(new
        {
            model = File,
            data = Data.Name,
            paths = Nats.Paths,
            seed = Options.Seed,
            nats = new { mean = Nats.Value, se = Nats.StandardError },
            bits_per_dimension = Bits,
            entropy = Data.Entropy,
            check = new { round_trip = Check.RoundTrip, log_determinant = Check.LogDeterminant, inverse_log_determinant = Check.InverseLogDeterminant, points = CheckedPoints },
        });

        public void Show()
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumns([.. new[] { "value", "± se" }.Select(name => new TableColumn(name).RightAligned())]);
            table.AddRow("−log p, nats", Text(Nats.Value), Nats.StandardError is { } error ? Text(error) : "");
            table.AddRow("bits a coordinate", Text(Bits), "");
            if (Data.Entropy is { } entropy) table.AddRow("entropy, nats", Text(entropy), "").AddRow("above the entropy", Text(Nats.Value - entropy), "");
            table.AddRow("largest |T⁻¹(T(z)) − z|", Check.RoundTrip.ToString("0.0e+0", CultureInfo.InvariantCulture), "");
            table.AddRow("largest error of log |det|", Math.Max(Check.LogDeterminant, Check.InverseLogDeterminant).ToString("0.0e+0", CultureInfo.InvariantCulture), "");
            AnsiConsole.Write(table);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Nats.Paths:N0} {(Data.Law is null ? "test rows" : "draws")} of {Data.Name}, seed {Options.Seed}."));
        }

        static string Text(double x) => x.ToString("F4", CultureInfo.InvariantCulture);
    }

    static void Draw(string file, Flow flow, FlowData data)
    {
        if (data.Dimension != 2) throw new PathwiseException("PW3009", $"{file}: a density of {data.Dimension} coordinates", "draw flows of the plane, or draws (pathwise flow sample)");
        double[] points = [.. data.Points(Drawn, 1).SelectMany(point => point.ToArray())], x = [.. points.Where((_, k) => k % 2 == 0)], y = [.. points.Where((_, k) => k % 2 == 1)];
        var (left, right, bottom, top) = Square(x, y);
        const int Cells = 120;
        Real[] grid = [.. Enumerable.Range(0, Cells * Cells).Select(e => (Real)new[] { left + (right - left) * (e % Cells + 0.5) / Cells, bottom + (top - bottom) * (e / Cells + 0.5) / Cells })];
        var density = Simulation.Of((Flow flow, Real at, Noise _) => Functions.Exp(flow.LogDensity(at))).Run(flow, grid, new EstimationOptions { Paths = grid.Length, Precision = Precision.F32 });
        var values = new double[Cells, Cells];
        for (int e = 0; e < grid.Length; e++) values[e / Cells, e % Cells] = density[e];
        var maps = new HeatMaps($"A flow of {data.Name}");
        maps.Histogram("data", x, y, left, right, bottom, top);
        maps.Panel("density", values, left, right, bottom, top);
        maps.Save(file);
    }

    /// <summary>A square around nearly all of some points, its ends at multiples of one half.</summary>
    internal static (double Left, double Right, double Bottom, double Top) Square(double[] x, double[] y)
    {
        static (double Low, double High) Ends(double[] values)
        {
            double[] sorted = [.. values.Order()];
            return (sorted[(int)(0.002 * (sorted.Length - 1))], sorted[(int)(0.998 * (sorted.Length - 1))]);
        }
        var ((left, right), (bottom, top)) = (Ends(x), Ends(y));
        double half = Math.Max(0.5, Math.Ceiling(1.1 * Math.Max(right - left, top - bottom)) / 2), middleX = Math.Round(left + right) / 2, middleY = Math.Round(bottom + top) / 2;
        return (middleX - half, middleX + half, middleY - half, middleY + half);
    }
}
