using System.CommandLine;
using System.Globalization;
using Pathwise.Calculus;
using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Learning.Diffusion;
using Pathwise.Plots;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>pathwise diffusion sample: samples of a model, as numbers or as a figure.</summary>
internal static class DiffusionSampleCommand
{
    const int MostRows = 16, MostImages = 100;

    static readonly string[] s_samplers = ["dpm", "ddim", "ddpm", "euler", "heun", "rk4", "adaptive", "reverse", "pc"];

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model (.safetensors)." };
        var paths = TypedOption.Whole("--paths", "The number of samples (10000; of images 100).", "N", 1);
        var sampler = TypedOption.OneOf("--sampler", "DPM-Solver++, DDIM, denoising diffusion, the probability flow by Euler, Heun, RK4 or adaptive steps, the reverse equation, or that with Langevin corrections (dpm).", s_samplers);
        var steps = TypedOption.Whole("--steps", "The number of steps (dpm 25, ddim, heun and rk4 50, others 250).", "N", 1, TimeGrid.MaximumSteps);
        var label = new Option<string?>("--class") { Description = "The class, or all, for the classes in turn; without it, samples are of the whole.", HelpName = "K|all" };
        var guidance = TypedOption.Real("--guidance", "w of guidance without a classifier: how much more typical of the class than its samples are (0).", "W");
        var seed = TypedOption.Whole("--seed", "The seed (0); sample k of a seed is the same whatever the number of samples.", "K");
        var output = new Option<string[]>("--output", "-o") { Description = "Write the samples to .csv or .npy, or draw them to .svg or .png: points of the plane, or images. May be repeated.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("sample", "Sample a trained diffusion model.") { model, paths, sampler, steps, label, guidance, seed, output, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (network, settings, trainedOn, _) = DiffusionFile.Read(file);
            int[] wanted = Wanted(parsed.GetValue(label), settings.Classes);
            double weight = parsed.GetValue(guidance) ?? 0;
            if (weight != 0 && wanted.Length == 0) throw new PathwiseException("PW3001", "--guidance without a class", "name one by --class");
            string kind = parsed.GetValue(sampler)!;
            int count = (int)(parsed.GetValue(steps) ?? kind switch { "dpm" => 25, "ddim" or "heun" or "rk4" => 50, _ => 250 });
            var way = Sampler(kind, settings.Law, count);
            var options = new EstimationOptions { Paths = parsed.GetValue(paths) ?? (settings.Shape.Length > 1 ? 100 : 10_000), Seed = parsed.GetValue(seed) ?? 0, Precision = Precision.F32 };
            int size = settings.PointShape.Count;
            if ((double)options.Paths * size > Shape.MaximumCount) throw new PathwiseException("PW3009", $"{options.Paths} samples of {size} numbers", "take fewer");

            Denoiser Denoiser(DenoisingNetwork network, Real label) => wanted.Length == 0 ? settings.Model.At(network) : weight == 0 ? settings.Model.At(network, label) : settings.Model.Guided(network, label, weight);
            // Sample k is of class k modulo their number.
            var simulation = Simulation.Of((DenoisingNetwork network, Real label, Noise noise) => settings.Units.Values(way.Sample(Denoiser(network, label), settings.PointShape, noise)));
            var samples = Progress.During(!parsed.GetValue(json), watch => simulation.Run(network, wanted.Length == 0 ? [0.0] : Array.ConvertAll(wanted, k => (Real)k), watch.During(options))).Reshaped(new Shape((int)options.Paths, size));
            foreach (string name in parsed.GetValue(output) ?? []) Write(name, samples, settings, trainedOn);
            var answer = new Answer(file, kind, kind == "adaptive" ? null : count, wanted switch { [] => null, [int k] => k, _ => "all" }, samples, Distance(samples, wanted, trainedOn, options.Seed), options);
            if (parsed.GetValue(json)) answer.Print(); else answer.Show();
            return ExitCode.Done;
        });
        return command;
    }

    static int[] Wanted(string? text, int classes)
    {
        if (text is null) return [];
        if (text == "all" && classes > 0) return [.. Enumerable.Range(0, classes)];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int k) && k < classes ? [k]
            : throw new PathwiseException("PW3001", $"--class {text} of a model of {classes} classes", classes == 0 ? "train it with --classes" : $"name a class from 0 to {classes - 1}, or all");
    }

    static DiffusionSampler Sampler(string kind, DiffusionProcess process, int steps)
    {
        double least = 1e-3 * process.End;
        TimeGrid Grid() => process is LinearPath ? NoiseGrids.Uniform(process, steps, least) : process is VarianceExploding ? NoiseGrids.Karras(process, steps, least)
            : kind == "dpm" ? NoiseGrids.LogSnr(process, steps, least) : NoiseGrids.Quadratic(process, steps, least);
        if (process is LinearPath && kind is "reverse" or "pc") throw new PathwiseException("PW3001", $"--sampler {kind} of flow matching, whose equation is infinite at the last time", "take dpm, ddim, ddpm, euler, heun, rk4 or adaptive");
        return kind switch
        {
            "ddim" => new Ddim(Grid()),
            "ddpm" => new Ddim(Grid(), 1),
            "euler" => new ProbabilityFlow(Grid(), RungeKutta.Euler),
            "heun" => new ProbabilityFlow(Grid(), RungeKutta.Heun),
            "rk4" => new ProbabilityFlow(Grid(), RungeKutta.Classical),
            "adaptive" => new AdaptiveProbabilityFlow(Least: least),
            "reverse" => new ReverseSampler(Grid()),
            "pc" => new PredictorCorrector(Grid()),
            _ => new DpmSolver(Grid()),
        };
    }

    /// <summary>The distance from what the model was trained on, where that has a name and samples are of the whole.</summary>
    static double? Distance(DataArray samples, int[] wanted, string trainedOn, long seed)
    {
        if (wanted.Length == 1 || Path.GetExtension(trainedOn).Length > 0) return null;
        var data = DiffusionData.Of(NamedData.Read(trainedOn, null));
        return new SlicedWasserstein(data.Shape.Count, new RandomKey(0)).Between(samples, data.Points(seed + 1));
    }

    static void Write(string file, DataArray samples, DiffusionSettings settings, string data)
    {
        switch (Path.GetExtension(file).ToUpperInvariant())
        {
            case ".NPY": Npy.Write(file, samples.Reshaped(new([samples.Shape[0], .. settings.Shape]))); break;
            case ".CSV": SampleTable.Write(file, samples); break;
            default: Draw(file, samples, settings, data); break;
        }
    }

    static void Draw(string file, DataArray samples, DiffusionSettings settings, string data)
    {
        int count = samples.Shape[0];
        double[] values = samples.ToArray();
        if (settings.Shape is [var height, var width])
        {
            var (black, white) = (values.Min(), values.Max());
            var grid = new ImageGrid($"Samples of a diffusion model: {data}", columns: 10, black, white > black ? white : black + 1);
            for (int k = 0; k < Math.Min(MostImages, count); k++) grid.Add(values[(k * height * width)..((k + 1) * height * width)], height, width);
            grid.Save(file);
        }
        else if (settings.Shape is [2])
        {
            double[] x = [.. Enumerable.Range(0, count).Select(k => values[2 * k])], y = [.. Enumerable.Range(0, count).Select(k => values[2 * k + 1])];
            // What lies far out would leave the rest no room.
            double half = Math.Ceiling(1.1 * x.Concat(y).Select(Math.Abs).Order().ElementAt((int)(0.998 * (2 * count - 1))));
            var maps = new HeatMaps($"{count.ToString("N0", CultureInfo.InvariantCulture)} samples of a diffusion model: {data}");
            maps.Histogram("samples", x, y, -half, half, -half, half);
            maps.Save(file);
        }
        else throw new PathwiseException("PW3009", $"{file}: a figure of {settings.PointShape.Count} numbers a sample", "draw samples of the plane or of images; write others to .csv or .npy");
    }

    sealed record Answer(string File, string Sampler, int? Steps, object? Label, DataArray Samples, double? Distance, EstimationOptions Options)
    {
        (double Mean, double Deviation) Moments(int element)
        {
            int n = Samples.Shape[0], d = Samples.Shape[1];
            double mean = 0, square = 0;
            for (int k = 0; k < n; k++) mean += Samples[k * d + element] / n;
            for (int k = 0; k < n; k++) square += Math.Pow(Samples[k * d + element] - mean, 2);
            return (mean, Math.Sqrt(square / Math.Max(1, n - 1)));
        }

        public void Print()
        {
            var moments = Enumerable.Range(0, Samples.Shape[1]).Select(Moments).ToArray();
            Json.Write(new { model = File, paths = Options.Paths, seed = Options.Seed, sampler = Sampler, steps = Steps, label = Label, mean = moments.Select(m => m.Mean), sd = moments.Select(m => m.Deviation), sliced_wasserstein = Distance });
        }

        public void Show()
        {
            int size = Samples.Shape[1];
            var table = new Spectre.Console.Table().Border(TableBorder.Rounded).AddColumn("").AddColumns([.. new[] { "mean", "sd" }.Select(name => new TableColumn(name).RightAligned())]);
            foreach (int i in Enumerable.Range(0, Math.Min(size, MostRows)))
            {
                var (mean, deviation) = Moments(i);
                table.AddRow($"x{(i + 1).ToString(CultureInfo.InvariantCulture)}", mean.ToString("F4", CultureInfo.InvariantCulture), deviation.ToString("F4", CultureInfo.InvariantCulture));
            }
            AnsiConsole.Write(table);
            string way = Steps is { } steps ? string.Create(CultureInfo.InvariantCulture, $"{Sampler}, {steps} steps") : Sampler;
            string more = size > MostRows ? string.Create(CultureInfo.InvariantCulture, $" The first {MostRows} of {size} elements are shown.") : "";
            string distance = Distance is { } from ? string.Create(CultureInfo.InvariantCulture, $" Sliced W₂ to the data {from:F3}.") : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Options.Paths:N0} samples by {way}, seed {Options.Seed}.{distance}{more}"));
        }
    }
}
