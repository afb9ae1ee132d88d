using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Pathwise.Learning;

namespace Pathwise.Cli;

/// <summary>pathwise vae: variational autoencoders of rows of data.</summary>
internal static class VaeCommand
{
    public static Command Create() => new("vae", "Variational autoencoders: rows of data by latents that are never observed.") { Train(), VaeEvaluateCommand.Create(), VaeSampleCommand.Create() };

    static Command Train()
    {
        var training = new TrainOptions("digits", steps: 2000, batch: 128, rate: 3e-3);
        var decoder = TypedOption.OneOf("--decoder", "What rows are: pixels, binarised afresh on every path, or normal numbers, which are standardised (bernoulli).", VaeSettings.Decoders);
        var latents = TypedOption.Whole("--latents", "The number of latents (8).", "N", 1, 4096);
        var hidden = new Option<string?>("--hidden") { Description = "The sizes of the networks' hidden layers (128).", HelpName = "N,N" };
        var beta = TypedOption.Real("--beta", "The weight of the divergence from the prior (1: the bound).", "X");
        var command = new Command("train", "Train an autoencoder by its bound and write it to a file.") { decoder, latents, hidden, beta };
        training.AddTo(command);
        command.SetAction(parsed =>
        {
            var named = training.Data(parsed);
            var (rows, test) = named.Split();
            var settings = VaeSettings.For(rows, parsed.GetValue(decoder)!, (int)(parsed.GetValue(latents) ?? 8), HiddenSizes.Read(parsed.GetValue(hidden) ?? "128", "32,32"));
            var start = settings.Build(training.Seed(parsed));
            var loss = settings.Model().Loss(parsed.GetValue(beta) ?? 1);
            var clock = Stopwatch.StartNew();
            var trained = training.During(parsed, watch =>
            {
                var options = training.Of(parsed, rows.Count, watch);
                return Trainer.Of(loss, settings.Rows(rows), options, TrainOptions.Evaluating(loss, settings.Rows(test), options)).Run(start);
            });
            double seconds = clock.Elapsed.TotalSeconds;
            VaeFile.Write(parsed.GetValue(training.Model)!, trained.Model, settings, named.Name);
            new TrainingReport("vae", named.Name, new FlatParameters<VaeNetworks>(start).Count, trained.History, seconds, "test loss").Write(parsed, training);
            return ExitCode.Done;
        });
        return command;
    }
}
