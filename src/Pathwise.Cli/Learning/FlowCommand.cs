using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using Pathwise.Learning;
using Pathwise.Learning.Flows;

namespace Pathwise.Cli;

/// <summary>pathwise flow: normalizing flows, trained by maximum likelihood.</summary>
internal static class FlowCommand
{
    public static Command Create() => new("flow", "Normalizing flows: densities that are exact, and samples, of a law that is learnt.") { Train(), FlowSampleCommand.Create(), FlowEvaluateCommand.Create() };

    static Command Train()
    {
        var training = new TrainOptions("eight-gaussians", steps: 3000, batch: 256, rate: 5e-3);
        var kind = TypedOption.OneOf("--kind", "The maps: couplings of splines or of affine maps, masked or inverse autoregressive maps, or a continuous flow (spline).", FlowSettings.Kinds);
        var layers = TypedOption.Whole("--layers", "The number of maps one after another (4); of a continuous flow, of its Runge–Kutta steps (8).", "N", 1, 1000);
        var hidden = new Option<string?>("--hidden") { Description = "The sizes of the networks' hidden layers (32,32).", HelpName = "N,N" };
        var bins = TypedOption.Whole("--bins", "The bins of splines (8).", "K", 2, 256);
        var bound = TypedOption.Real("--bound", "Splines are on [−B, B] and the identity outside (5; of rows, which are scaled, 4).", "B");
        var width = TypedOption.Real("--dequantize", "Add uniform noise on [0, W] to rows of whole numbers, whose density has no meaning otherwise (0).", "W");
        var command = new Command("train", "Train a flow by maximum likelihood and write it to a file.") { kind, layers, hidden, bins, bound, width };
        training.AddTo(command);
        command.SetAction(parsed =>
        {
            var data = FlowData.Of(training.Data(parsed));
            string name = parsed.GetValue(kind)!;
            double added = parsed.GetValue(width) ?? 0, end = parsed.GetValue(bound) ?? (data.Law is null ? 4 : 5);
            if (!(added >= 0)) throw new PathwiseException("PW3001", string.Create(CultureInfo.InvariantCulture, $"--dequantize {added}"), "give a width that is not negative");
            if (!(end > 0)) throw new PathwiseException("PW3001", string.Create(CultureInfo.InvariantCulture, $"--bound {end}"), "give a positive number");
            var settings = new FlowSettings(name, data.Dimension, (int)(parsed.GetValue(layers) ?? (name == "continuous" ? 8 : 4)), HiddenSizes.Read(parsed.GetValue(hidden) ?? "32,32", "32,32"), (int)(parsed.GetValue(bins) ?? 8), end,
                Scaled: data.Law is null, [.. data.Shape.Extents], added);
            var start = settings.Build(training.Seed(parsed), data.Training?.FeatureScale());
            var clock = Stopwatch.StartNew();
            var trained = training.During(parsed, watch =>
            {
                var options = training.Of(parsed, data.Training?.Count ?? 0, watch);
                // A batch with one point far out would undo much.
                return data.Trainer(added, options with { ClipNorm = options.ClipNorm ?? 5 }).Run(start);
            });
            double seconds = clock.Elapsed.TotalSeconds;
            FlowFile.Write(parsed.GetValue(training.Model)!, trained.Model, settings, data.Name);
            new TrainingReport("flow", data.Name, new FlatParameters<Flow>(start).Count, trained.History, seconds, "test loss", data.Entropy).Write(parsed, training);
            return ExitCode.Done;
        });
        return command;
    }
}
