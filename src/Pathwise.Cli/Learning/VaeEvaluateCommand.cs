using System.CommandLine;
using System.Globalization;
using Pathwise.Learning.Autoencoders;
using Pathwise.Plots;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Pathwise.Cli;

/// <summary>pathwise vae evaluate: bounds of the likelihood of test rows, and how latents are used.</summary>
internal static class VaeEvaluateCommand
{
    const int ReportedRows = 2000, MostDrawn = 6;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The autoencoder (.safetensors)." };
        var data = NamedData.DataOption("what it was trained on");
        var samples = TypedOption.Whole("--samples", "The draws of the latents in the tighter bound (50).", "K", 1, 100_000);
        var seed = TypedOption.Whole("--seed", "The seed (0).", "K");
        var output = new Option<string?>("--output", "-o") { Description = "Draw the densities of the aggregate posterior, of the six latents that are farthest from the prior, beside it, into a file, .svg or .png.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("evaluate", "Bounds of the log-likelihood of test rows, the divergence of each latent, active latents, and how far the aggregate posterior is from the prior.")
            { model, data, NamedData.TargetOption, samples, seed, output, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (networks, settings, trainedOn, _) = VaeFile.Read(file);
            string name = parsed.GetValue(data) ?? trainedOn;
            var (_, test) = NamedData.Read(name, parsed.GetValue(NamedData.TargetOption)).Split();
            var rows = settings.Rows(test);
            int count = (int)(parsed.GetValue(samples) ?? 50);
            var options = new EstimationOptions { Paths = rows.Count, Seed = parsed.GetValue(seed) ?? 0, Precision = Precision.F32 };
            var (loss, tighter, report) = Progress.During(!parsed.GetValue(json), watch => (
                settings.Model().Loss().Value(networks, rows, watch.During(options)),
                settings.Model().ImportanceLoss(count).Value(networks, rows, watch.During(options)),
                settings.Model().Report(networks, [.. rows.Take(ReportedRows)], options.Seed, Precision.F32)));
            if (parsed.GetValue(output) is { } figure) Draw(figure, report, name);
            if (parsed.GetValue(json))
                Json.Write(new
                {
                    model = file,
                    data = name,
                    rows = rows.Count,
                    seed = options.Seed,
                    bound = new { mean = -loss.Value, se = loss.StandardError },
                    importance_bound = new { samples = count, mean = -tighter.Value, se = tighter.StandardError },
                    divergences = report.Divergences,
                    active = report.ActiveUnits,
                    aggregate = new { means = report.AggregateMeans, variances = report.AggregateVariances, divergence = new { mean = report.AggregateDivergence, se = report.AggregateDivergenceError }, information = report.Information, rows = Math.Min(ReportedRows, rows.Count) },
                });
            else
            {
                var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumns([.. new[] { "nats", "± se" }.Select(column => new TableColumn(column).RightAligned())]);
                table.AddRow("bound of log p", Text(-loss.Value), Text(loss.StandardError)).AddRow(string.Create(CultureInfo.InvariantCulture, $"with {count} draws"), Text(-tighter.Value), Text(tighter.StandardError));
                table.AddRow("divergence of the latents", Text(report.Divergences.Sum()), "").AddRow("- what they say of the row", Text(report.Information), "").AddRow("- aggregate posterior from prior", Text(report.AggregateDivergence), Text(report.AggregateDivergenceError));
                AnsiConsole.Write(table);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} test rows of {name}, seed {options.Seed}. {report.ActiveUnits} of {settings.Latents} latents are active; their divergences: {string.Join(", ", report.Divergences.Select(d => d.ToString("F2", CultureInfo.InvariantCulture)))}."));
            }
            return ExitCode.Done;
        });
        return command;
    }

    static void Draw(string file, LatentReport report, string data)
    {
        var figure = new Figure($"latents of {data}: aggregate posterior and prior", "z", "density");
        double[] z = [.. Enumerable.Range(0, 161).Select(i => -4 + 0.05 * i)];
        // Those that are farthest from it, by their curves' different colours.
        foreach (int l in Enumerable.Range(0, report.Divergences.Count).OrderByDescending(l => report.MarginalDivergences[l]).Take(MostDrawn).Order()) figure.Curve($"latent {(l + 1).ToString(CultureInfo.InvariantCulture)}", z, [.. z.Select(x => report.MarginalDensity(l, x))]);
        figure.Reference("prior", z, [.. z.Select(x => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI))]);
        figure.Save(file);
    }

    static string Text(double? x) => x?.ToString("F4", CultureInfo.InvariantCulture) ?? "";
}
