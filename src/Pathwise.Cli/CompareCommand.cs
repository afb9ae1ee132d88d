using System.CommandLine;
using System.Globalization;
using Pathwise.Estimation;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise compare: every unbiased estimator of the gradient, by variance and cost.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var run = new RunOptions("The number of paths of each estimator's run (20000).");
        var output = new Option<string>("--output") { Description = "Draw variance × cost of each estimator into an SVG file.", HelpName = "FILE" };
        var command = new Command("compare", "Run every unbiased estimator of the gradient for a while: variance × cost per parameter, the library's choice and why.") { output };
        run.AddTo(command);
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            var options = run.Of(parsed, 20_000, parsed.GetValue(model.Seed) ?? 0);
            bool json = parsed.GetValue(model.Json);
            var comparison = Progress.During(!json, options, running => Advisor.Run(read.Program, run.Wanted(parsed, read.Program), running));
            if (parsed.GetValue(output) is { } file) ComparisonFigure.Write(comparison, read.Name, file);
            if (json) Print(read, options, comparison); else Show(comparison);
            return ExitCode.Done;
        });
        return command;
    }

    static void Print(Language.Model model, EstimationOptions options, EstimatorComparison comparison) => Json.Write(new
    {
        model = model.File,
        paths = comparison.Paths,
        seed = options.Seed,
        estimators = comparison.Estimators.Select(e => new
        {
            estimator = e.Estimator,
            chosen = e.IsChosen,
            operations = e.Operations,
            gradient = e.Derivatives.Select(d => new { param = d.Parameter, mean = d.Mean, se = d.StandardError, variance = Finite(d.Variance), work = Finite(d.Work) }),
        }),
        reason = comparison.Reason,
    });

    static double? Finite(double x) => double.IsFinite(x) ? x : null;

    static void Show(EstimatorComparison comparison)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("estimator").NoWrap()).AddColumn("").AddColumn(new TableColumn("mean").RightAligned()).AddColumn(new TableColumn("variance").RightAligned())
            .AddColumn(new TableColumn("operations").RightAligned()).AddColumn(new TableColumn("work").NoWrap().RightAligned());
        foreach (var estimator in comparison.Estimators)
            foreach (var (i, d) in estimator.Derivatives.Index())
            {
                // What a given error costs, beside the library's choice.
                double chosen = comparison.Estimators[0].Derivatives[i].Work;
                table.AddRow(Markup.Escape(i > 0 ? "" : estimator.IsChosen ? $"{estimator.Estimator} ←" : estimator.Estimator), Markup.Escape($"∂/∂{d.Parameter}"),
                    EstimateCommand.Number(d.Mean, d.StandardError), Short(d.Variance), i > 0 ? "" : estimator.Operations.ToString("N0", CultureInfo.InvariantCulture),
                    chosen > 0 && !estimator.IsChosen ? $"{Short(d.Work)} ({(d.Work / chosen).ToString("G2", CultureInfo.InvariantCulture)}×)" : Short(d.Work));
            }
        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{comparison.Paths:N0} paths each. Work is variance × operations of a path: what a given error costs.\n← the library's choice: {comparison.Reason}."));
    }

    static string Short(double x) => x.ToString("G3", CultureInfo.InvariantCulture);
}
