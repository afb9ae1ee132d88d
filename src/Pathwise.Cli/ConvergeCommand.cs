using System.CommandLine;
using System.Globalization;
using Pathwise.Calculus;
using Pathwise.Estimation;
using Pathwise.Plots;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise converge: measured strong and weak orders of a model's scheme.</summary>
internal static class ConvergeCommand
{
    const int MostSteps = 1 << 20;

    public static Command Create()
    {
        var model = new ModelOptions();
        var paths = TypedOption.Whole("--paths", "The number of paths at each number of steps (20000).", "N");
        var steps = TypedOption.Whole("--steps", "The first number of steps (8).", "N", 1, MostSteps);
        var levels = TypedOption.Whole("--levels", "How many numbers of steps, each twice the one before (5).", "L", 2, 16);
        var output = new Option<string?>("--output", "-o") { Description = "Draw the differences into a file, .svg or .png.", HelpName = "FILE" };
        var command = new Command("converge", "Measure the strong and weak orders of a model's scheme, by halving steps along the same noise.") { paths, steps, levels, output };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            using var at = Place.At(read.Sde.Place);
            var scheme = read.Sde.Scheme;
            int first = (int)(parsed.GetValue(steps) ?? 8), count = (int)(parsed.GetValue(levels) ?? 5);
            if ((long)first << count > MostSteps) throw new PathwiseException("PW3009", $"{count} levels from {first} steps", "give fewer levels (--levels) or steps (--steps): a million steps at most on the finest level");
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? 20_000, Seed = parsed.GetValue(model.Seed) ?? 0 };
            var convergence = Progress.During(!parsed.GetValue(model.Json), watch => Convergence.Run(n =>
            {
                var along = read.Along(2 * n, 1, 2);
                Real squared = 0;
                foreach (var (fine, coarse) in along[0].Sdes.Zip(along[1].Sdes))
                    foreach (var (a, b) in fine.Paths.Zip(coarse.Paths)) squared += (a.Terminal - b.Terminal) * (a.Terminal - b.Terminal);
                return (read.ProgramOf("squared", squared), read.ProgramOf("difference", along[0].Result - along[1].Result));
            }, first, count, options, watch));
            if (parsed.GetValue(output) is { } file) Draw(read, convergence, file);
            if (parsed.GetValue(model.Json)) Print(read, options, scheme, convergence); else Show(read, scheme, convergence);
            return ExitCode.Done;
        });
        return command;
    }

    static void Draw(Language.Model model, Convergence c, string file)
    {
        var figure = new Figure($"{model.Name}: convergence of scheme {model.Sde.Scheme.Name}", "steps", "change when steps are halved", Scale.Logarithmic, Scale.Logarithmic);
        double[] n = [.. c.Rows.Select(row => (double)row.Steps)];
        figure.TicksAt(n);
        if (!Jumps(model)) figure.Points($"strong, order {Text(c.Strong)}", n, [.. c.Rows.Select(row => row.Strong)], [.. c.Rows.Select(row => 1.96 * row.StrongError)]);
        figure.Points($"weak ({model.Program.ResultName}), order {Text(c.Weak)}", n, [.. c.Rows.Select(row => Math.Abs(row.Weak))], [.. c.Rows.Select(row => 1.96 * row.WeakError)]);
        if (!Jumps(model)) Line(c.Strong, row => row.Strong);
        Line(c.Weak, row => Math.Abs(row.Weak));
        figure.Save(file);

        void Line(MeasuredOrder order, Func<ConvergenceRow, double> size)
        {
            if (order.Order is { } slope) figure.Reference("", n, [.. n.Select(steps => size(c.Rows[0]) * Math.Pow(steps / n[0], -slope))]);
        }
    }

    static void Print(Language.Model model, EstimationOptions options, Scheme scheme, Convergence c) => Json.Write(new
    {
        model = model.File,
        scheme = scheme.Name,
        paths = c.Paths,
        seed = options.Seed,
        // Jumps are drawn anew on each grid, so that paths of two grids are not close.
        strong = Jumps(model) ? null : new { order = c.Strong.Order, half_width = c.Strong.HalfWidth, stated = Finite(scheme.StrongOrder) },
        weak = new { order = c.Weak.Order, half_width = c.Weak.HalfWidth, stated = Finite(scheme.WeakOrder) },
        rows = c.Rows.Select(row => new { steps = row.Steps, strong = row.Strong, strong_se = row.StrongError, weak = row.Weak, weak_se = row.WeakError }),
    });

    static bool Jumps(Language.Model model) => model.Sdes.Any(sde => sde.System.Jumps.Count > 0);

    static double? Finite(double x) => double.IsFinite(x) ? x : null;

    static void Show(Language.Model model, Scheme scheme, Convergence c)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns([.. new[] { "steps", "√(E|X₂ₙ − Xₙ|²)", $"E {model.Program.ResultName}₂ₙ − E {model.Program.ResultName}ₙ" }.Select(name => new TableColumn(Markup.Escape(name)).RightAligned())]);
        foreach (var row in c.Rows)
            table.AddRow(row.Steps.ToString("N0", CultureInfo.InvariantCulture), $"{Short(row.Strong)} ± {Error(row.StrongError)}", $"{Short(row.Weak)} ± {Error(row.WeakError)}");
        table.AddRow("order", Jumps(model) ? "none" : Text(c.Strong), Text(c.Weak));
        AnsiConsole.Write(table);
        string stated = double.IsInfinity(scheme.StrongOrder) ? "which is exact" : string.Create(CultureInfo.InvariantCulture, $"of strong order {scheme.StrongOrder} and weak order {scheme.WeakOrder}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Scheme {scheme.Name}, {stated}; {c.Paths:N0} paths in each row. Orders with 95 % confidence intervals."));
        if (Jumps(model)) Console.WriteLine("Jumps are drawn anew on each grid: paths of two grids are not close, and only the weak order means anything.");
    }

    static string Text(MeasuredOrder order) => order.Order is { } slope ? string.Create(CultureInfo.InvariantCulture, $"{slope:F2} ± {order.HalfWidth:F2}") : "not visible";

    static string Short(double x) => x.ToString("G4", CultureInfo.InvariantCulture);

    static string Error(double x) => x.ToString("G2", CultureInfo.InvariantCulture);
}
