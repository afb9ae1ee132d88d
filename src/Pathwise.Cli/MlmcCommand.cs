using System.CommandLine;
using System.Globalization;
using Pathwise.Calculus;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise mlmc: the value and gradient by multilevel Monte Carlo.</summary>
internal static class MlmcCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var target = TypedOption.Real("--target-se", "The root mean square error of the value, bias and noise together (a thousandth of the value).", "X");
        var steps = TypedOption.Whole("--steps", "The steps of level 0 (4); each level has twice as many.", "N", 1, 1 << 16);
        var command = new Command("mlmc", "Estimate the value and its gradient by multilevel Monte Carlo, to a target error, with the measured rates.") { target, steps };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            _ = read.Sde;
            bool json = parsed.GetValue(model.Json);
            int coarsest = (int)(parsed.GetValue(steps) ?? 4);
            var options = new EstimationOptions { Seed = parsed.GetValue(model.Seed) ?? 0 };
            var estimate = Progress.During(!json, watch => MultilevelRun.Of(level =>
            {
                var along = level == 0 ? read.Along(coarsest, 1) : read.Along(coarsest << level, 1, 2);
                return read.ProgramOf(read.Program.ResultName, level == 0 ? along[0].Result : along[0].Result - along[1].Result);
            }, level => coarsest << level, null, parsed.GetValue(target), options, watch));
            if (json) Print(read, options, estimate); else Show(read, estimate);
            return estimate.Gradient.Any(d => d.Mean is null) ? ExitCode.Refused : ExitCode.Done;
        });
        return command;
    }

    static void Print(Language.Model model, EstimationOptions options, MultilevelEstimate e) => Json.Write(new
    {
        model = model.File,
        seed = options.Seed,
        value = new { name = model.Program.ResultName, mean = e.Value, se = e.StandardError, bias = e.Bias },
        gradient = e.Gradient.Select(d => new { param = d.Parameter, mean = d.Mean, se = d.StandardError, estimator = d.Estimator }),
        alpha = e.Alpha,
        beta = e.Beta,
        gamma = e.Gamma,
        saving = e.Saving,
        levels = e.Levels.Select(l => new { level = l.Level, steps = l.Steps, paths = l.Paths, mean = l.Mean, variance = l.Variance, cost = l.Cost }),
    });

    static void Show(Language.Model model, MultilevelEstimate e)
    {
        var answer = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumn(new TableColumn("mean").RightAligned()).AddColumn(new TableColumn("standard error").RightAligned());
        answer.AddRow(Markup.Escape(model.Program.ResultName), EstimateCommand.Number(e.Value, e.StandardError), Short(e.StandardError));
        foreach (var d in e.Gradient) answer.AddRow(Markup.Escape($"∂/∂{d.Parameter}"), d.Mean is { } mean ? EstimateCommand.Number(mean, d.StandardError) : "refused", d.StandardError is { } error ? Short(error) : "-");
        AnsiConsole.Write(answer);
        var levels = new Table().Border(TableBorder.Rounded).AddColumns([.. new[] { "level", "steps", "paths", "mean", "variance", "operations" }.Select(name => new TableColumn(name).RightAligned())]);
        foreach (var l in e.Levels)
            levels.AddRow(Whole(l.Level), Whole(l.Steps), Whole(l.Paths), l.Mean.ToString("G4", CultureInfo.InvariantCulture), l.Variance.ToString("G3", CultureInfo.InvariantCulture), Whole(l.Cost));
        AnsiConsole.Write(levels);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Bias about {e.Bias:G2}. Rates: α {e.Alpha:F2} (mean), β {e.Beta:F2} (variance), γ {e.Gamma:F2} (cost). The finest grid alone takes {e.Saving:G2} times as many operations."));
        if (model.Sdes.Any(sde => sde.System.Jumps.Count > 0)) Console.WriteLine("Jumps are drawn anew on each grid, so that levels differ by whole jumps and their variance does not fall: plain paths take less work here.");
    }

    static string Short(double x) => x.ToString("G2", CultureInfo.InvariantCulture);

    static string Whole(long x) => x.ToString("N0", CultureInfo.InvariantCulture);
}
