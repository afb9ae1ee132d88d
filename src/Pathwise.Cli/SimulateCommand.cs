using System.CommandLine;
using System.Globalization;
using Pathwise.Estimation;
using Pathwise.Graphs;
using Pathwise.Ops;
using Pathwise.Plots;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise simulate: paths of a model's states, as a table of quantiles, as CSV or Parquet, or as a figure.</summary>
internal static class SimulateCommand
{
    static readonly double[] s_quantiles = [0.05, 0.25, 0.5, 0.75, 0.95];

    const int MostNumbers = 1 << 27, Drawn = 12;

    public static Command Create()
    {
        var model = new ModelOptions();
        var paths = TypedOption.Whole("--paths", "The number of paths (1000).", "N");
        var times = TypedOption.Whole("--times", "At how many times after the start the states are shown (100, or every step where there are fewer).", "K", least: 1);
        var output = new Option<string[]>("--output", "-o") { Description = "Write all paths to .csv or .parquet, or draw quantile bands and some paths to .svg or .png. May be repeated.", HelpName = "FILE" };
        var state = new Option<string?>("--state") { Description = "The state that is drawn (the first).", HelpName = "NAME" };
        var command = new Command("simulate", "Simulate a model's equations: quantiles of each state over time, paths as CSV or Parquet, or a figure.") { paths, times, output, state };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            var sde = read.Sde;
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? 1000, Seed = parsed.GetValue(model.Seed) ?? 0 };
            int[] indices = Indices(sde.Grid.Steps, parsed.GetValue(times) ?? 100);
            if ((double)options.Paths * indices.Length * sde.States.Length > MostNumbers)
                throw new PathwiseException("PW3009", $"{options.Paths} paths at {indices.Length} times", "take fewer paths, or fewer times (--times)");
            string shown = parsed.GetValue(state) ?? sde.States[0];
            if (!sde.States.Contains(shown, StringComparer.Ordinal)) throw new PathwiseException("PW3004", $"the model has no state '{shown}'", $"its states are {string.Join(", ", sde.States)}");

            // Rows: the states one after the other, each at all times.
            var program = read.ProgramOf(sde.States[0], sde.Paths[0].Terminal);
            double[][] rows = Progress.During(!parsed.GetValue(model.Json), watch => PathSample.Run(program, "states", () => [.. sde.Paths.Select(path => States(path, indices))], options, watch));
            double[] at = [.. indices.Select(n => sde.Grid[n])];
            foreach (string file in parsed.GetValue(output) ?? [])
                switch (Path.GetExtension(file).ToLowerInvariant())
                {
                    case ".csv": PathTable.WriteCsv(file, sde.States, at, rows); break;
                    case ".parquet": PathTable.WriteParquet(file, sde.States, at, rows); break;
                    default: Draw(read, shown, at, rows, file); break;
                }
            if (parsed.GetValue(model.Json)) Print(read, options, at, rows); else Show(sde.States, at, rows, options);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>0, N, and about so many indices between them, equally spaced where that can be.</summary>
    static int[] Indices(int steps, long times)
    {
        int count = (int)Math.Min(times, steps);
        return [.. Enumerable.Range(0, count + 1).Select(k => (int)((long)steps * k / count)).Distinct()];
    }

    /// <summary>A path's states at some indices of its grid.</summary>
    static Node States(Calculus.SdePath path, int[] indices)
    {
        var parts = new List<Real> { Functions.Reshape(path.Initial, new Shape(1)) };
        for (int k = 1; k < indices.Length;)
        {
            // Runs of one stride are one slice.
            int stride = indices[k] - indices[k - 1], end = k;
            while (end + 1 < indices.Length && indices[end + 1] - indices[end] == stride) end++;
            parts.Add(Functions.Slice(path.States, 0, indices[k] - 1, end - k + 1, stride));
            k = end + 1;
        }
        return Functions.Concat(0, [.. parts]).Node;
    }

    static void Draw(Language.Model model, string state, double[] at, double[][] rows, string file)
    {
        double[][] own = [.. rows.Skip(Array.IndexOf(model.Sde.States, state) * at.Length).Take(at.Length)];
        double[][] bands = [.. own.Select(Quantiles)];
        var figure = new Figure($"{model.Name}: {state}, quantiles of {own[0].Length.ToString("N0", CultureInfo.InvariantCulture)} paths", "t", state) { Legend = Corner.TopLeft };
        figure.Band("5 % to 95 %", at, [.. bands.Select(q => q[0])], [.. bands.Select(q => q[4])], 0.15);
        figure.Band("25 % to 75 %", at, [.. bands.Select(q => q[1])], [.. bands.Select(q => q[3])], 0.3);
        for (int p = 0; p < Math.Min(Drawn, own[0].Length); p++) figure.Path(at, [.. own.Select(row => row[p])]);
        figure.Curve("median", at, [.. bands.Select(q => q[2])]);
        figure.Save(file);
    }

    static double[] Quantiles(double[] sample)
    {
        double[] sorted = [.. sample.Order()];
        return [.. s_quantiles.Select(u =>
        {
            double place = u * (sorted.Length - 1);
            int below = (int)place;
            return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
        })];
    }

    internal static (double Mean, double Variance) Moments(double[] sample)
    {
        double mean = sample.Average();
        return (mean, sample.Sum(x => (x - mean) * (x - mean)) / Math.Max(1, sample.Length - 1));
    }

    static void Print(Language.Model model, EstimationOptions options, double[] at, double[][] rows) => Json.Write(new
    {
        model = model.File,
        paths = rows[0].Length,
        seed = options.Seed,
        times = at,
        states = model.Sde.States.Select((name, s) =>
        {
            double[][] own = [.. rows.Skip(s * at.Length).Take(at.Length)], bands = [.. own.Select(Quantiles)];
            return new
            {
                name,
                mean = own.Select(row => Moments(row).Mean),
                sd = own.Select(row => Math.Sqrt(Moments(row).Variance)),
                quantiles = s_quantiles.Index().ToDictionary(q => q.Item.ToString(CultureInfo.InvariantCulture), q => bands.Select(band => band[q.Index]), StringComparer.Ordinal),
            };
        }),
    });

    static void Show(string[] states, double[] at, double[][] rows, EstimationOptions options)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumns([.. new[] { "t", "mean", "sd", "5 %", "25 %", "median", "75 %", "95 %" }.Select(name => new TableColumn(name).RightAligned().NoWrap())]);
        int[] shown = Indices(at.Length - 1, 10);
        for (int s = 0; s < states.Length; s++)
            foreach (int k in shown)
            {
                double[] own = rows[s * at.Length + k];
                var (mean, variance) = Moments(own);
                table.AddRow([k == 0 ? Markup.Escape(states[s]) : "", Short(at[k]), Short(mean), Short(Math.Sqrt(variance)), .. Quantiles(own).Select(Short)]);
            }
        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows[0].Length:N0} paths, seed {options.Seed}."));
    }

    static string Short(double x) => x.ToString("G4", CultureInfo.InvariantCulture);
}
