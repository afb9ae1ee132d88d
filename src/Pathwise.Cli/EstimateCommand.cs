using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Pathwise.Estimation;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise estimate: the expectation, its gradient, their standard errors.</summary>
internal static class EstimateCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var run = new RunOptions("The number of paths (100000; with --target-se the most to be run, 1e9).");
        var target = TypedOption.Real("--target-se", "Stop when the value's standard error is at most this.", "X");
        var command = new Command("estimate", "Estimate the expectation, its gradient, and their standard errors.") { target };
        run.AddTo(command);
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            long start = Stopwatch.GetTimestamp();
            var read = model.Read(parsed);
            var trace = Stopwatch.GetElapsedTime(start);
            var options = run.Of(parsed, parsed.GetValue(target) is null ? 100_000 : 1_000_000_000, parsed.GetValue(model.Seed) ?? 0) with { TargetStandardError = parsed.GetValue(target) };
            var wanted = run.Wanted(parsed, read.Program);
            bool json = parsed.GetValue(model.Json);
            GradientEstimate estimate;
            try { estimate = Progress.During(!json, options, running => GradientEstimator.Run(read.Program, wanted, running, complete: false)); }
            catch (NonFiniteException e) { throw e.With($"replay that path: {ReplayCommand.Line(read.File, parsed.GetValue(model.Set) ?? [], e.Path, e.RunPaths, options)}"); }
            if (json) Print(read, options, estimate, trace); else Show(read, estimate, trace);
            return estimate.Gradient.Any(entry => entry.Mean is null) ? ExitCode.Refused : ExitCode.Done;
        });
        return command;
    }

    static void Print(Language.Model model, EstimationOptions options, GradientEstimate estimate, TimeSpan trace) => Json.Write(new
    {
        model = model.File,
        paths = estimate.Paths,
        seed = options.Seed,
        precision = options.Precision == Precision.F64 ? "f64" : "f32",
        value = new { name = model.Program.ResultName, mean = estimate.Value, se = estimate.StandardError },
        gradient = estimate.Gradient.Select(entry => new
        {
            param = entry.Name,
            mean = entry.Mean?[0],
            se = entry.StandardError?[0],
            estimator = entry.Estimator,
            verdict = entry.Certificate.Verdict.Word(),
        }),
        seconds = new
        {
            compile = (trace + estimate.Phases.Certificate + estimate.Phases.Derivative + estimate.Phases.Emission + estimate.Phases.MachineCode).TotalSeconds,
            run = estimate.Phases.Run.TotalSeconds,
        },
    });

    static void Show(Language.Model model, GradientEstimate estimate, TimeSpan trace)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumn(new TableColumn("mean").RightAligned()).AddColumn(new TableColumn("± se").RightAligned()).AddColumn("estimator");
        table.AddRow(Cell(model.Program.ResultName), Number(estimate.Value, estimate.StandardError), Error(estimate.StandardError), "");
        foreach (var entry in estimate.Gradient)
            table.AddRow(Cell($"∂/∂{entry.Name}"), entry.Mean is null ? "-" : Number(entry.Mean[0], entry.StandardError![0]), Error(entry.StandardError?[0]),
                entry.Mean is null ? Cell($"refused: {entry.Certificate.Verdict.Word()}") : entry.Estimator);
        AnsiConsole.Write(table);
        var phases = estimate.Phases;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{estimate.Paths:N0} paths. Seconds: trace {trace.TotalSeconds:0.000}, certificate {phases.Certificate.TotalSeconds:0.000}, ")
            + string.Create(CultureInfo.InvariantCulture, $"derivative {phases.Derivative.TotalSeconds:0.000}, kernel {phases.Emission.TotalSeconds:0.000}, ")
            + string.Create(CultureInfo.InvariantCulture, $"machine code {phases.MachineCode.TotalSeconds:0.000}, run {phases.Run.TotalSeconds:0.000}"));
        foreach (string line in CertificateText.Sites(estimate.Gradient.Select(entry => entry.Certificate with { Sites = [.. entry.Certificate.Sites.Where(site => entry.Mean is null ? site.Kind != "held" : site.Kind == "unbounded")] })))
            Console.WriteLine(line);
    }

    static string Cell(string text) => Markup.Escape(text);

    /// <summary>As many digits as the error leaves meaningful, and two more; ten at most.</summary>
    internal static string Number(double value, double? error)
    {
        if (value == 0 || error is not > 0) return value.ToString("G10", CultureInfo.InvariantCulture);
        int digits = (int)Math.Ceiling(-Math.Log10(error.Value)) + 1, most = 9 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return digits is >= 0 and <= 15 && Math.Abs(value) < 1e12 ? value.ToString("F" + Math.Clamp(most, 0, digits).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value.ToString("G6", CultureInfo.InvariantCulture);
    }

    static string Error(double? error) => error is null ? "-" : error.Value.ToString("G2", CultureInfo.InvariantCulture);
}
