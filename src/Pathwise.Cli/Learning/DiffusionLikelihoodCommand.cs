using System.CommandLine;
using System.Globalization;
using Pathwise.Calculus;
using Pathwise.Learning;
using Pathwise.Learning.Diffusion;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise diffusion likelihood: how likely a model finds data, by the probability flow.</summary>
internal static class DiffusionLikelihoodCommand
{
    /// <summary>Points of more elements have their divergence estimated, unless it is said otherwise.</summary>
    const int MostExact = 16;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model (.safetensors)." };
        var data = NamedData.DataOption("what it was trained on");
        var paths = TypedOption.Whole("--paths", "The number of points (2000; of rows, at most all).", "N", 2);
        var steps = TypedOption.Whole("--steps", "The number of Runge–Kutta steps (100).", "N", 1, TimeGrid.MaximumSteps);
        var probes = TypedOption.Whole("--probes", $"The random directions that the divergence is estimated by; 0 computes it exactly (0; 1 for more than {MostExact} elements).", "N", 0, 1000);
        var least = TypedOption.Real("--least", "The time at which points are taken to be; the density is that of data with the noise of that time (0.001).", "T");
        var seed = TypedOption.Whole("--seed", "The seed (0).", "K");
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("likelihood", "The mean of −log p of a trained diffusion model over data, in nats and in bits for each element, beside the entropy where it is known.") { model, data, NamedData.TargetOption, paths, steps, probes, least, seed, json };
        // What other families call it.
        command.Aliases.Add("evaluate");
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (network, settings, trainedOn, target) = DiffusionFile.Read(file);
            var from = DiffusionData.Of(NamedData.Read(parsed.GetValue(data) ?? trainedOn, parsed.GetValue(NamedData.TargetOption) ?? target));
            int size = settings.PointShape.Count;
            if (from.Shape != settings.PointShape) throw new PathwiseException("PW3009", $"data of shape {from.Shape} for a model of {settings.PointShape}", "name data like those it was trained on (--data)");
            double start = parsed.GetValue(least) ?? 1e-3;
            var likelihood = new FlowLikelihood(NoiseGrids.Quadratic(settings.Law, (int)(parsed.GetValue(steps) ?? 100), start)) { Probes = (int)(parsed.GetValue(probes) ?? (size > MostExact ? 1 : 0)) };
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? 2000, Seed = parsed.GetValue(seed) ?? 0, Precision = Precision.F32 };
            if (from.Rows is not null) options = options with { Paths = Math.Min(options.Paths, from.Count) };
            double scale = settings.Units.LogScale(size);
            Real Nats(DenoisingNetwork network, Real values, Noise noise) => scale - likelihood.LogDensity(settings.Model.At(network), settings.Units.Point(values, noise["data"]), noise["probes"]);
            var nats = Progress.During(!parsed.GetValue(json), watch => from.Law is { } law
                ? Expectation.Of((DenoisingNetwork network, Noise noise) => Nats(network, law.Sample(noise["law"]), noise)).Value(network, watch.During(options))
                : Expectation.Of((DenoisingNetwork network, Real row, Noise noise) => Nats(network, row, noise)).Value(network, from.Rows!.Shuffled(options.Seed).Inputs, watch.During(options)));
            double bits = (double)FlowLikelihood.BitsPerDimension(-nats.Value, size);
            if (parsed.GetValue(json)) Json.Write(new { model = file, data = from.Name, paths = options.Paths, seed = options.Seed, nats = new { mean = nats.Value, se = nats.StandardError }, bits_per_dimension = bits, entropy = from.Entropy, probes = likelihood.Probes });
            else Show(nats, bits, from, options, likelihood);
            return ExitCode.Done;
        });
        return command;
    }

    static void Show(Estimate nats, double bits, DiffusionData data, EstimationOptions options, FlowLikelihood likelihood)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumns([.. new[] { "value", "± se" }.Select(name => new TableColumn(name).RightAligned())]);
        table.AddRow("−log p, nats", Text(nats.Value), nats.StandardError is { } error ? Text(error) : "").AddRow("bits an element", Text(bits), "");
        if (data.Entropy is { } entropy) table.AddRow("entropy, nats", Text(entropy), "").AddRow("above the entropy", Text(nats.Value - entropy), "");
        AnsiConsole.Write(table);
        string divergence = likelihood.Probes == 0 ? "the exact divergence" : string.Create(CultureInfo.InvariantCulture, $"a divergence estimated by {likelihood.Probes} random direction{(likelihood.Probes == 1 ? "" : "s")}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Paths:N0} {(data.Law is null ? "rows" : "draws")} of {data.Name}, seed {options.Seed}, {likelihood.Grid.Steps} steps with {divergence}."));
    }

    static string Text(double x) => x.ToString("F4", CultureInfo.InvariantCulture);
}
