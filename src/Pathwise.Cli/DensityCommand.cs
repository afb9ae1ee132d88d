using System.CommandLine;
using System.Globalization;
using Pathwise.Calculus;
using Pathwise.Estimation;
using Pathwise.Plots;
using Spectre.Console;
using Boundary = Pathwise.Calculus.Boundary;

namespace Pathwise.Cli;

/// <summary>pathwise density: the Fokker–Planck density of a model's state at the end, over a histogram of its paths; of two states, their joint density (see <see cref="JointDensityReport"/>).</summary>
internal static class DensityCommand
{
    const int Bins = 60, MostCellsOfTwo = 2000;

    public static Command Create()
    {
        var model = new ModelOptions();
        var paths = TypedOption.Whole("--paths", "The number of paths of the histogram (100000).", "N");
        var cells = TypedOption.Whole("--cells", "The number of cells of the Fokker–Planck equation (600; of two states 160 along each).", "N", 10, 100_000);
        var output = new Option<string?>("--output", "-o") { Description = "Draw density and histogram into a file, .svg or .png.", HelpName = "FILE" };
        var command = new Command("density", "Solve the Fokker–Planck equation of a model with one state or two, and compare the density at the end with a histogram of paths.") { paths, cells, output };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            var sde = read.Sde;
            bool isJoint = sde.States.Length == 2;
            if (sde.States.Length > 2) throw new PathwiseException("PW3009", $"the density of {sde.States.Length} states", "give a model with one state or two", sde.Place);
            if (sde.System.Drivers == 0) throw new PathwiseException("PW3009", "the density of equations without noise", "give a model whose equations have a term in dW: from a point, all paths of this one are the same", sde.Place);
            int count = (int)(parsed.GetValue(cells) ?? (isJoint ? 160 : 600));
            if (isJoint && count > MostCellsOfTwo) throw new PathwiseException("PW3009", $"{count} cells along each of two states", string.Create(CultureInfo.InvariantCulture, $"give {MostCellsOfTwo} at most"), sde.Place);
            var parameters = new ParameterValues([.. read.Program.Parameters.Select(p => p.Node)], [.. read.Program.Parameters.Select(p => p.Value)]);
            bool json = parsed.GetValue(model.Json);
            if (isJoint)
            {
                JointDensityReport.Run(read, parameters, count, new EstimationOptions { Paths = parsed.GetValue(paths) ?? 100_000, Seed = parsed.GetValue(model.Seed) ?? 0 }, parsed.GetValue(output), json);
                return ExitCode.Done;
            }
            var density = Progress.During(!json, watch => FokkerPlanck.Solve(sde.Ito, parameters, InitialLaw.Point(sde.Initial[0]), new(count, Boundary.Natural(), Boundary.Natural()), sde.Grid.Start, [sde.Grid.End], count, watch)).Terminal;
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? 100_000, Seed = parsed.GetValue(model.Seed) ?? 0 };
            var program = read.ProgramOf(sde.States[0], sde.Paths[0].Terminal);
            double[] sample = Progress.During(!json, watch => PathSample.Run(program, "terminal", () => [program.Result], options, watch))[0];
            Array.Sort(sample);
            var histogram = Histogram(sample, density);
            if (parsed.GetValue(output) is { } file) Draw(read, density, histogram, file);
            if (json) Print(read, options, density, sample, histogram); else Show(read, density, sample, histogram);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Bars between the quantiles 0.0005 and 0.9995, with the share of the density in each.</summary>
    internal static (double[] Edges, double[] Heights, double Distance) Histogram(double[] sample, Density density)
    {
        double low = sample[(int)(0.0005 * sample.Length)], high = sample[(int)(0.9995 * (sample.Length - 1))];
        if (!(high > low)) (low, high) = (low - 0.5, low + 0.5);
        double[] edges = [.. Enumerable.Range(0, Bins + 1).Select(i => low + (high - low) * i / Bins)];
        double[] heights = [.. Enumerable.Range(0, Bins).Select(i => (Below(edges[i + 1]) - Below(edges[i])) / (edges[i + 1] - edges[i]))];
        // Kolmogorov and Smirnov's distance, times √n: beyond 1.95 once in a thousand runs.
        double distance = edges.Max(edge => Math.Abs(Below(edge) - density.Cdf(edge))) * Math.Sqrt(sample.Length);
        return (edges, heights, distance);

        double Below(double x)
        {
            int at = Array.BinarySearch(sample, x);
            return (double)(at < 0 ? ~at : at) / sample.Length;
        }
    }

    static void Draw(Language.Model model, Density density, (double[] Edges, double[] Heights, double Distance) histogram, string file)
    {
        string state = model.Sde.States[0];
        var figure = new Figure($"{model.Name}: density of {state} at t = {model.Sde.Grid.End.ToString(CultureInfo.InvariantCulture)}", state, "density") { FromZero = true };
        figure.Bars("histogram of paths", histogram.Edges, histogram.Heights);
        var inside = density.Centres.Index().Where(c => c.Item >= histogram.Edges[0] && c.Item <= histogram.Edges[^1]).Select(c => c.Index).ToArray();
        figure.Curve("Fokker–Planck equation", [.. inside.Select(i => density.Centres[i])], [.. inside.Select(i => density.Values[i])]);
        figure.Save(file);
    }

    static void Print(Language.Model model, EstimationOptions options, Density density, double[] sample, (double[] Edges, double[] Heights, double Distance) histogram)
    {
        var (mean, variance) = SimulateCommand.Moments(sample);
        Json.Write(new
        {
            model = model.File,
            state = model.Sde.States[0],
            time = density.Time,
            mass = density.Mass,
            mean = density.Mean,
            variance = density.Variance,
            x = density.Centres,
            density = density.Values,
            derivatives = density.Derivatives,
            paths = sample.Length,
            seed = options.Seed,
            sample = new { mean, variance },
            histogram = new { edges = histogram.Edges, heights = histogram.Heights, kolmogorov_smirnov = histogram.Distance },
        });
    }

    static void Show(Language.Model model, Density density, double[] sample, (double[] Edges, double[] Heights, double Distance) histogram)
    {
        string state = model.Sde.States[0];
        var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumn(new TableColumn("Fokker–Planck").RightAligned()).AddColumn(new TableColumn("paths").RightAligned());
        var (mean, variance) = SimulateCommand.Moments(sample);
        double error = Math.Sqrt(variance / sample.Length);
        table.AddRow($"mean of {Markup.Escape(state)}", EstimateCommand.Number(density.Mean, error), EstimateCommand.Number(mean, error) + " ± " + error.ToString("G2", CultureInfo.InvariantCulture));
        table.AddRow("standard deviation", EstimateCommand.Number(Math.Sqrt(density.Variance), error), EstimateCommand.Number(Math.Sqrt(variance), error));
        foreach (double u in new[] { 0.05, 0.25, 0.5, 0.75, 0.95 })
            table.AddRow(string.Create(CultureInfo.InvariantCulture, $"quantile {u}"), EstimateCommand.Number(density.Quantile(u), error), EstimateCommand.Number(sample[(int)(u * (sample.Length - 1))], error));
        foreach (string name in density.Derivatives.Keys) table.AddRow(Markup.Escape($"∂/∂{name} of the mean"), density.ExpectationDerivative(name, x => x).ToString("G6", CultureInfo.InvariantCulture), "");
        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"At t = {density.Time}, of {sample.Length:N0} paths. Mass {density.Mass:F12}. Largest difference of the distribution functions × √paths: {histogram.Distance:F2} (beyond 1.95 once in a thousand)."));
    }
}
