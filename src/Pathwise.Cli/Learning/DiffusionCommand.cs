using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Pathwise.Learning;
using Pathwise.Learning.Diffusion;

namespace Pathwise.Cli;

/// <summary>pathwise diffusion: models that take noise away from data, and so make data from noise.</summary>
internal static class DiffusionCommand
{
    public static Command Create() => new("diffusion", "Diffusion models: samples, and densities, of a law that is learnt by taking noise away.") { Train(), DiffusionSampleCommand.Create(), DiffusionLikelihoodCommand.Create(), DiffusionCheckCommand.Create() };

    static Command Train()
    {
        var training = new TrainOptions("eight-gaussians", steps: 5000, batch: 256, rate: 5e-3);
        var process = TypedOption.OneOf("--process", "How noise is added: keeping the variance, letting it grow, or on straight paths (vp).", DiffusionSettings.Processes);
        var predict = TypedOption.OneOf("--predict", "What the network says of a noisy point (auto: the noise; of ve, the output of a preconditioned network; of flow-matching, the flow).", DiffusionSettings.Predictions);
        var weighting = TypedOption.OneOf("--weighting", "How much each noise level counts: the error of what is predicted as it is, that of the noise, what bounds the likelihood, or at most five of the signal to noise ratio.", "prediction", "noise", "likelihood", "min-snr");
        var network = TypedOption.OneOf("--network", "A perceptron, or, of images, a U-net of convolutions (mlp).", DiffusionSettings.Networks);
        var hidden = new Option<string?>("--hidden") { Description = "The sizes of a perceptron's hidden layers (128,128,128), or a U-net's channels at each size of the image, which is halved from one to the next (16,32).", HelpName = "N,N,N" };
        var classes = new Option<bool>("--classes") { Description = "Learn the rows' labels, whole numbers from 0, as classes; a tenth of them is kept from the network, for guidance." };
        var levels = TypedOption.Whole("--levels", "Rows are whole numbers 0 … N − 1: add uniform noise, so that they have a density.", "N", 2, 1 << 16);
        var command = new Command("train", "Train a diffusion model by denoising and write it to a file.") { process, predict, weighting, network, hidden, classes, levels };
        training.AddTo(command);
        command.SetAction(parsed =>
        {
            var data = DiffusionData.Of(training.Data(parsed));
            string kind = parsed.GetValue(process)!, asked = parsed.GetValue(predict)!;
            string says = asked != "auto" ? asked : kind switch { "flow-matching" => "flow", "ve" => "edm", _ => "noise" };
            if (kind == "flow-matching" && says is "noise" or "score") throw new PathwiseException("PW3001", $"--predict {says} of flow matching, which says nothing of the data at the last time", "predict flow, velocity or data");
            string net = parsed.GetValue(network)!, usual = net == "unet" ? "16,32" : "128,128,128";
            if (net == "unet" && data.Shape.Rank < 2) throw new PathwiseException("PW3001", $"--network unet for points of shape {data.Shape}, which are no images", "take --network mlp");
            var units = data.Units((int)(parsed.GetValue(levels) ?? 0));
            var settings = new DiffusionSettings(kind, says, [.. data.Shape.Extents], HiddenSizes.Read(parsed.GetValue(hidden) ?? usual, usual), parsed.GetValue(classes) ? ClassLabels.Count(data.Rows, data.Name) : 0, units, data.Deviation(units), net);
            var loss = new LossOptions { Weighting = Of(parsed.GetValue(weighting)!) };
            var start = settings.Build(training.Seed(parsed));
            var clock = Stopwatch.StartNew();
            var trained = training.During(parsed, watch =>
            {
                var options = training.Of(parsed, data.Count, watch);
                return data.Trainer(settings, loss, options with { Average = new MovingAverage(0.999, warmUp: true), ClipNorm = options.ClipNorm ?? 1 }).Run(start);
            });
            double seconds = clock.Elapsed.TotalSeconds;
            DiffusionFile.Write(parsed.GetValue(training.Model)!, trained.Model, settings, data.Name, training.Target(parsed));
            // That of rows takes longer than much training: 'check' has it.
            var floor = data.Law is not null && data.Known(units) is var law ? DiffusionCheck.Run(settings.Model, trained.Model, law, loss, new EstimationOptions { Paths = 200_000, Seed = training.Seed(parsed), Precision = DiffusionData.PrecisionFor(law) }).Floor : null;
            new TrainingReport("diffusion", data.Name, new FlatParameters<DenoisingNetwork>(start).Count, trained.History, seconds, Floor: floor?.Value).Write(parsed, training);
            return ExitCode.Done;
        });
        return command;
    }

    static Weighting Of(string name) => name switch
    {
        "noise" => Weighting.Noise,
        "likelihood" => Weighting.Likelihood,
        "min-snr" => Weighting.MinSnr(),
        _ => Weighting.Prediction,
    };
}
