using System.CommandLine;
using System.Globalization;
using Pathwise.Estimation;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise audit: the gradient against another unbiased estimator and against differences of the mean.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var run = new RunOptions("The number of paths of each run (100000).");
        var command = new Command("audit", "Compare the gradient with another unbiased estimator and with differences of the mean; fail if they disagree.");
        run.AddTo(command);
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            var options = run.Of(parsed, 100_000, parsed.GetValue(model.Seed) ?? 0);
            bool json = parsed.GetValue(model.Json);
            var audit = Progress.During(!json, options, running => Auditor.Run(read.Program, run.Wanted(parsed, read.Program), running));
            if (json) Print(read, options, audit); else Show(audit);
            return audit.Passed ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    static void Print(Language.Model model, EstimationOptions options, GradientAudit audit) => Json.Write(new
    {
        model = model.File,
        paths = audit.Paths,
        seed = options.Seed,
        estimator = audit.Estimator,
        other = audit.OtherEstimator,
        passed = audit.Passed,
        gradient = audit.Derivatives.Select(d => new
        {
            param = d.Parameter,
            mean = d.Mean,
            se = d.StandardError,
            other = d.Other is null ? null : new { mean = d.Other, se = d.OtherStandardError },
            difference = d.Difference is null ? null : new { mean = d.Difference, se = d.DifferenceStandardError },
            z = d.Z,
            passed = d.Z <= GradientAudit.MostStandardErrors,
        }),
    });

    static void Show(GradientAudit audit)
    {
        static TableColumn Right(string name) => new TableColumn(Markup.Escape(name)).RightAligned();
        var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumn(Right(audit.Estimator));
        if (audit.OtherEstimator is { } other) table.AddColumn(Right(other));
        table.AddColumn(Right("differences")).AddColumn(Right("z")).AddColumn("");
        foreach (var d in audit.Derivatives)
        {
            List<string> cells = [$"∂/∂{d.Parameter}", Cell(d.Mean, d.StandardError)];
            if (audit.OtherEstimator is not null) cells.Add(Cell(d.Other, d.OtherStandardError));
            table.AddRow([.. cells.Append(Cell(d.Difference, d.DifferenceStandardError)).Append(d.Z.ToString("F1", CultureInfo.InvariantCulture)).Append(d.Z <= GradientAudit.MostStandardErrors ? "agrees" : "DISAGREES").Select(Markup.Escape)]);
        }
        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{audit.Paths:N0} paths each. z: the larger disagreement in standard errors; more than {GradientAudit.MostStandardErrors} is a failure."));
        if (!audit.Passed) Console.Error.WriteLine("error PW0064: the gradient disagrees with other estimates of it: see the certificate's warnings, and audit with more paths");
    }

    static string Cell(double? mean, double? error) => mean is null ? "-" : $"{EstimateCommand.Number(mean.Value, error)} ± {(error ?? 0).ToString("G2", CultureInfo.InvariantCulture)}";
}
