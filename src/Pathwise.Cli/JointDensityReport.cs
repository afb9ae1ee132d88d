using System.Globalization;
using Pathwise.Calculus;
using Pathwise.Estimation;
using Pathwise.Plots;
using Spectre.Console;
using Boundary = Pathwise.Calculus.Boundary;

namespace Pathwise.Cli;

/// <summary>The joint density of a model's two states at the end beside its paths: moments, and both as pictures.</summary>
internal static class JointDensityReport
{
    public static void Run(Language.Model model, ParameterValues parameters, int cells, EstimationOptions options, string? file, bool json)
    {
        var sde = model.Sde;
        var axis = new Axis(cells, Boundary.Natural(), Boundary.Natural());
        var density = Progress.During(!json, watch => PlaneFokkerPlanck.Solve(sde.Ito, parameters, PlaneInitialLaw.Point(sde.Initial[0], sde.Initial[1]), axis, axis, sde.Grid.Start, [sde.Grid.End], cells, watch))[^1];
        var program = model.ProgramOf(sde.States[0], sde.Paths[0].Terminal);
        double[][] sample = Progress.During(!json, watch => PathSample.Run(program, "terminal", () => [.. sde.Paths.Select(path => path.Terminal.Node)], options, watch));
        var law = new Moments(density, sample, [.. new[] { density.MarginalX, density.MarginalY }.Select((marginal, s) => DensityCommand.Histogram([.. sample[s].Order()], marginal).Distance)]);
        if (file is not null) Draw(model, density, sample, file);
        if (json) Print(model, options, parameters, law); else Show(model, parameters, law);
    }

    /// <summary>What is compared: of each state the mean and the variance, and the covariance.</summary>
    sealed record Moments(JointDensity Density, double[][] Sample, double[] Distances)
    {
        public double[] Means { get; } = [Density.Mean.X, Density.Mean.Y];
        public (double XX, double XY, double YY) Covariance { get; } = Density.Covariance;
        public double[] Variances => [Covariance.XX, Covariance.YY];
        public (double Mean, double Variance)[] OfPaths { get; } = [.. Sample.Select(SimulateCommand.Moments)];
        public int Paths => Sample[0].Length;

        public double CovarianceOfPaths
        {
            get
            {
                var (x, y) = (OfPaths[0].Mean, OfPaths[1].Mean);
                return Sample[0].Zip(Sample[1], (a, b) => (a - x) * (b - y)).Sum() / Math.Max(1, Paths - 1);
            }
        }
    }

    static void Draw(Language.Model model, JointDensity density, double[][] sample, string file)
    {
        double[] Ends(int s)
        {
            double[] own = [.. sample[s].Order()];
            double low = own[(int)(0.0005 * own.Length)], high = own[(int)(0.9995 * (own.Length - 1))], margin = high > low ? 0.05 * (high - low) : 0.5;
            return [low - margin, high + margin];
        }
        double[] x = Ends(0), y = Ends(1);
        string[] names = model.Sde.States;
        var figure = new HeatMaps($"{model.Name}: density of {names[0]} (across) and {names[1]} (up) at t = {model.Sde.Grid.End.ToString(CultureInfo.InvariantCulture)}");
        figure.Function("Fokker–Planck equation", (a, b) => Nearest(density.X, a) is { } i && Nearest(density.Y, b) is { } j ? density[i, j] : 0, x[0], x[1], y[0], y[1]);
        figure.Histogram("histogram of paths", sample[0], sample[1], x[0], x[1], y[0], y[1], 60);
        figure.Save(file);

        static int? Nearest(IReadOnlyList<double> centres, double at)
        {
            double h = centres[1] - centres[0], place = Math.Round((at - centres[0]) / h);
            return place >= 0 && place < centres.Count ? (int)place : null;
        }
    }

    static void Print(Language.Model model, EstimationOptions options, ParameterValues parameters, Moments law) => Json.Write(new
    {
        model = model.File,
        states = model.Sde.States,
        time = law.Density.Time,
        mass = law.Density.Mass,
        mean = law.Means,
        covariance = new[] { [law.Variances[0], law.Covariance.XY], new[] { law.Covariance.XY, law.Variances[1] } },
        x = law.Density.X,
        y = law.Density.Y,
        // A row for every y.
        density = Enumerable.Range(0, law.Density.Y.Count).Select(j => Enumerable.Range(0, law.Density.X.Count).Select(i => law.Density[i, j])),
        derivatives = parameters.Names.ToDictionary(name => name, name => new { mean = new[] { law.Density.ExpectationDerivative(name, (x, _) => x), law.Density.ExpectationDerivative(name, (_, y) => y) } }, StringComparer.Ordinal),
        paths = law.Paths,
        seed = options.Seed,
        sample = new { mean = law.OfPaths.Select(own => own.Mean), covariance = new[] { [law.OfPaths[0].Variance, law.CovarianceOfPaths], new[] { law.CovarianceOfPaths, law.OfPaths[1].Variance } } },
        kolmogorov_smirnov = law.Distances,
    });

    static void Show(Language.Model model, ParameterValues parameters, Moments law)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumn(new TableColumn("Fokker–Planck").RightAligned()).AddColumn(new TableColumn("paths").RightAligned());
        string[] names = model.Sde.States;
        double[] errors = [.. law.OfPaths.Select(own => Math.Sqrt(own.Variance / law.Paths))];
        for (int s = 0; s < 2; s++)
            table.AddRow($"mean of {Markup.Escape(names[s])}", EstimateCommand.Number(law.Means[s], errors[s]), EstimateCommand.Number(law.OfPaths[s].Mean, errors[s]) + " ± " + errors[s].ToString("G2", CultureInfo.InvariantCulture));
        for (int s = 0; s < 2; s++)
            table.AddRow($"standard deviation of {Markup.Escape(names[s])}", EstimateCommand.Number(Math.Sqrt(law.Variances[s]), errors[s]), EstimateCommand.Number(Math.Sqrt(law.OfPaths[s].Variance), errors[s]));
        // Of a normal law the error of a correlation is (1 − ρ²)/√paths.
        double of = law.CovarianceOfPaths / Math.Sqrt(law.OfPaths[0].Variance * law.OfPaths[1].Variance), error = (1 - of * of) / Math.Sqrt(law.Paths);
        table.AddRow("correlation", EstimateCommand.Number(law.Covariance.XY / Math.Sqrt(law.Variances[0] * law.Variances[1]), error), EstimateCommand.Number(of, error));
        foreach (string name in parameters.Names)
            for (int s = 0; s < 2; s++)
            {
                bool isX = s == 0;
                table.AddRow(Markup.Escape($"∂/∂{name} of the mean of {names[s]}"), law.Density.ExpectationDerivative(name, (x, y) => isX ? x : y).ToString("G6", CultureInfo.InvariantCulture), "");
            }
        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"At t = {law.Density.Time}, of {law.Paths:N0} paths. Mass {law.Density.Mass:F12}. Largest differences of the distribution functions × √paths: {law.Distances[0]:F2} of {names[0]}, {law.Distances[1]:F2} of {names[1]} (beyond 1.95 once in a thousand)."));
    }
}
