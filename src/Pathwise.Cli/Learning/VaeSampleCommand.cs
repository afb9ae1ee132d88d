using System.CommandLine;
using System.Globalization;
using Pathwise.Learning.Autoencoders;
using Pathwise.Learning.Data;
using Pathwise.Plots;

namespace Pathwise.Cli;

/// <summary>pathwise vae sample: what the decoder makes of latents of the prior, or of those of test rows.</summary>
internal static class VaeSampleCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The autoencoder (.safetensors)." };
        var from = TypedOption.OneOf("--from", "Where latents are drawn from: the prior, or the posteriors of test rows in turn, which makes reconstructions (prior).", "prior", "posterior");
        var data = NamedData.DataOption("what it was trained on");
        var paths = TypedOption.Whole("--paths", "The number of draws (40).", "N", 1, 1 << 20);
        var seed = TypedOption.Whole("--seed", "The seed (0); draw k of a seed is the same whatever the number of draws.", "K");
        var draws = new Option<bool>("--draws") { Description = "Draw rows from what the decoder gives, instead of taking its means." };
        var output = new Option<string[]>("--output", "-o") { Description = "Write the rows to .csv or .npy, or draw images to .svg or .png. May be repeated.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("sample", "Rows that a trained autoencoder makes up, or makes again.") { model, from, data, NamedData.TargetOption, paths, seed, draws, output, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (networks, settings, trainedOn, _) = VaeFile.Read(file);
            var source = parsed.GetValue(from) == "prior" ? LatentSource.Prior : LatentSource.Posterior;
            IReadOnlyList<Real> rows = source == LatentSource.Prior ? [new double[settings.Dimension]]
                : settings.Rows(NamedData.Read(parsed.GetValue(data) ?? trainedOn, parsed.GetValue(NamedData.TargetOption)).Split().Test);
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? 40, Seed = parsed.GetValue(seed) ?? 0, Precision = Precision.F32 };
            if ((double)options.Paths * settings.Dimension > Shape.MaximumCount) throw new PathwiseException("PW3009", string.Create(CultureInfo.InvariantCulture, $"{options.Paths} draws of {settings.Dimension} numbers"), "take fewer");
            double[] made = settings.Model().Samples(source, means: !parsed.GetValue(draws)).Run(networks, rows, options).ToArray();
            var scale = new Standardisation(settings.Means, settings.Deviations);
            for (int k = 0; k < options.Paths; k++) scale.Undo(made.AsSpan(k * settings.Dimension, settings.Dimension));
            var table = new DataArray(new((int)options.Paths, settings.Dimension), Array.ConvertAll(made, x => (float)x));
            foreach (string name in parsed.GetValue(output) ?? [])
                switch (Path.GetExtension(name).ToUpperInvariant())
                {
                    case ".NPY": Npy.Write(name, table.Reshaped(new([table.Shape[0], .. settings.Shape]))); break;
                    case ".CSV": SampleTable.Write(name, table); break;
                    default: Draw(name, made, settings, source); break;
                }
            if (parsed.GetValue(json)) Json.Write(new { model = file, from = parsed.GetValue(from), paths = options.Paths, seed = options.Seed, mean = made.Average(), min = made.Min(), max = made.Max() });
            else Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Paths:N0} rows from the {parsed.GetValue(from)}, seed {options.Seed}: numbers from {made.Min():G4} to {made.Max():G4}, mean {made.Average():G4}."));
            return ExitCode.Done;
        });
        return command;
    }

    static void Draw(string file, double[] made, VaeSettings settings, LatentSource source)
    {
        if (settings.Shape is not [int height, int width]) throw new PathwiseException("PW3009", $"{file}: a figure of rows that are no images", "write rows to .csv or .npy");
        bool pixels = settings.Decoder == "bernoulli";
        double black = pixels ? 0 : made.Min(), white = pixels ? settings.Deviations[0] : made.Max();
        var grid = new ImageGrid(source == LatentSource.Prior ? "made from the prior" : "made from the latents of test rows", columns: 10, black, white > black ? white : black + 1);
        for (int k = 0; k < Math.Min(100, made.Length / settings.Dimension); k++) grid.Add(made[(k * settings.Dimension)..((k + 1) * settings.Dimension)], height, width);
        grid.Save(file);
    }
}
