using System.CommandLine;
using System.Globalization;
using Pathwise.Calculus;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise crosscheck: everything that is derived from a model's equations, compared with its paths.</summary>
internal static class CrossCheckCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var paths = TypedOption.Whole("--paths", "The number of paths (20000).", "N");
        var command = new Command("crosscheck", "Compare a model's paths and pathwise derivatives with Dynkin's formula, the Fokker–Planck equation and the backward equation.") { paths };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            var sde = read.Sde;
            bool json = parsed.GetValue(model.Json);
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? 20_000, Seed = parsed.GetValue(model.Seed) ?? 0 };
            var check = Progress.During(!json, options, running => CrossCheck.Run(sde.System, sde.States, sde.Initial, sde.Grid, sde.Scheme, read.Program.Parameters, running));
            if (json) Print(read, options, check); else Show(check);
            return check.Agrees ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    static void Print(Language.Model model, EstimationOptions options, CrossCheck check) => Json.Write(new
    {
        model = model.File,
        paths = check.NumberOfPaths,
        steps = check.Steps,
        seed = options.Seed,
        agrees = check.Agrees,
        left = check.Left,
        rows = check.Rows.Select(row => new { quantity = row.Quantity, way = row.Way, paths = row.Paths, se = row.StandardError, bias = row.Bias, other = row.Other, other_error = row.OtherError, z = row.Z }),
    });

    static void Show(CrossCheck check)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("").NoWrap()).AddColumn(new TableColumn("by paths").RightAligned().NoWrap()).AddColumn(new TableColumn("otherwise").RightAligned().NoWrap())
            .AddColumn(new TableColumn("by").NoWrap()).AddColumn(new TableColumn("z").RightAligned().NoWrap());
        foreach (var row in check.Rows)
        {
            // As many digits as any of the errors leaves meaningful.
            double error = Math.Max(row.StandardError, Math.Max(row.Bias, row.OtherError));
            table.AddRow(Markup.Escape(row.Quantity), $"{EstimateCommand.Number(row.Paths, error)} ± {row.StandardError.ToString("G2", CultureInfo.InvariantCulture)}", EstimateCommand.Number(row.Other, error), row.Way, row.Z.ToString("F1", CultureInfo.InvariantCulture));
        }
        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{check.NumberOfPaths:N0} paths of {check.Steps:N0} steps. z: the difference in standard errors, with what halving steps and cells says of the errors of scheme and solver; more than {CrossCheck.Bound} is a failure."));
        foreach (string left in check.Left) Console.WriteLine($"Not compared: {left}.");
    }
}
