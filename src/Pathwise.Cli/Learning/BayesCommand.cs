using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Pathwise.Learning;

namespace Pathwise.Cli;

/// <summary>pathwise bayes: networks that predict numbers or classes and say how sure they are.</summary>
internal static class BayesCommand
{
    public static Command Create() => new("bayes", "Bayesian networks: predictions of numbers or classes that say how sure they are.") { Train(), BayesSampleCommand.Create(), BayesEvaluateCommand.Create() };

    static Command Train()
    {
        var training = new TrainOptions("concrete", steps: 5000, batch: 256, rate: 0.01);
        var method = TypedOption.OneOf("--method", "What is random: normal weights, by local noise or by signs (Flipout); which values are dropped; which member of an ensemble (mean-field).", BayesSettings.Methods);
        var hidden = new Option<string?>("--hidden") { Description = "The sizes of hidden layers (50).", HelpName = "N,N" };
        var members = TypedOption.Whole("--members", "The members of an ensemble (5).", "N", 2, 100);
        var rate = TypedOption.Real("--dropout", "The rate of dropout (0.05).", "P");
        var warm = TypedOption.Real("--warm-up", "The share of the steps that come before, in which a divergence is charged a hundredth, so that units are not pruned before they have learnt (0.6).", "X");
        var classes = new Option<bool>("--classes") { Description = "Targets are classes, whole numbers from 0; those of digits and fashion-mnist always are." };
        var command = new Command("train", "Train a network to predict numbers or classes, and write it to a file.") { method, hidden, members, rate, warm, classes };
        training.AddTo(command);
        command.SetAction(parsed =>
        {
            var named = training.Data(parsed);
            var (rows, test) = named.Split();
            if (parsed.GetValue(rate) is { } p && !(p is >= 0 and < 1)) throw new PathwiseException("PW3001", string.Create(CultureInfo.InvariantCulture, $"--dropout {p}"), "give a rate from 0 to below 1");
            if (parsed.GetValue(warm) is { } w && !(w is >= 0 and <= 10)) throw new PathwiseException("PW3001", string.Create(CultureInfo.InvariantCulture, $"--warm-up {w}"), "give a share from 0 to 10");
            int labels = parsed.GetValue(classes) || named.Name is "digits" or "fashion-mnist" ? ClassLabels.Count(named.Rows, named.Name) : 0;
            var settings = BayesSettings.For(rows, parsed.GetValue(method)!, HiddenSizes.Read(parsed.GetValue(hidden) ?? "50", "32,32"), (int)(parsed.GetValue(members) ?? 5), parsed.GetValue(rate) ?? 0.05, labels);
            var start = settings.Build(training.Seed(parsed));
            var examples = settings.Rows(rows);
            var clock = Stopwatch.StartNew();
            var trained = training.During(parsed, watch =>
            {
                var options = training.Of(parsed, rows.Count, watch);
                long before = settings.IsRandom ? (long)((parsed.GetValue(warm) ?? 0.6) * options.Steps) : 0;
                var first = before == 0 ? start : Trainer.Of(settings.Loss(rows.Count, 0.01), examples,
                    options with { Steps = before, Rate = Schedules.Cosine(options.Rate(0), before), Seed = ~options.Seed, Log = null, Checkpoint = null }).Run(start).Model;
                var loss = settings.Loss(rows.Count, 1);
                return Trainer.Of(loss, examples, options, TrainOptions.Evaluating(loss, settings.Rows(test), options)).Run(first);
            });
            double seconds = clock.Elapsed.TotalSeconds;
            BayesFile.Write(parsed.GetValue(training.Model)!, trained.Model, settings, named.Name, parsed.GetValue(NamedData.TargetOption));
            new TrainingReport("bayes", named.Name, new FlatParameters<BayesNetworks>(start).Count, trained.History, seconds, "test loss").Write(parsed, training);
            return ExitCode.Done;
        });
        return command;
    }
}
