#:project ../../src/Pathwise.Learning/Pathwise.Learning.csproj

// The variational autoencoder 784-400-20 on Fashion-MNIST, pixels binarised afresh on every path, Adam at 1e-3, batches of 128, ten epochs (ORACLES: test bound −242.2, with 200 samples −238.7).
// Run it with: dotnet run -c Release benchmarks/learning/fashion-vae.cs [epochs]

using System.Diagnostics;
using System.Globalization;
using Pathwise;
using Pathwise.Learning;
using Pathwise.Learning.Autoencoders;
using Pathwise.Learning.Data;

double epochs = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 10;
var scale = new Standardisation(new double[784], Enumerable.Repeat(255.0, 784));
IReadOnlyList<Real> Images(bool train) => Datasets.FashionMnist(train).Reshaped(784).Standardised(scale).Inputs;
var (training, test) = (Images(true), Images(false));

var key = new RandomKey(1);
var start = new Vae<GaussianEncoder, BernoulliDecoder>(
    GaussianEncoder.Of([784, 400, 20], Activation.Relu, key["encoder"]),
    new(Mlp.Of([20, 400, 784], Activation.Relu, key["decoder"])));
var model = Vae<GaussianEncoder, BernoulliDecoder>.Binarised;
var loss = model.Loss();
Estimate Bound(Vae<GaussianEncoder, BernoulliDecoder> at) => loss.Value(at, test, new EstimationOptions { Paths = 10_000, Seed = 1, Precision = Precision.F32 });

var clock = Stopwatch.StartNew();
var trainer = Trainer.Of(loss, training, new TrainingOptions { Epochs = epochs, BatchSize = 128, Seed = 1, RecordEvery = 469, Progress = new Lines() });
var trained = trainer.Run(start);
double seconds = clock.Elapsed.TotalSeconds;
foreach (var record in trained.History) Console.WriteLine($"step {record.Step,6}  loss {record.Loss:0.00}");
Console.WriteLine($"{epochs} epochs in {seconds:0.0} s, {seconds / epochs:0.00} s an epoch");
var bound = Bound(trained.Model);
Console.WriteLine($"test bound {-bound.Value:0.00} ± {bound.StandardError:0.00}");
var importance = model.ImportanceLoss(200).Value(trained.Model, test, new EstimationOptions { Paths = 1000, Seed = 1, Precision = Precision.F32 });
Console.WriteLine($"test bound of 200 samples, first 1000 images {-importance.Value:0.00} ± {importance.StandardError:0.00}");
var report = model.Report(trained.Model, [.. test.Take(2000)], precision: Precision.F32);
Console.WriteLine($"active units {report.ActiveUnits} of 20; mean divergence {report.Divergences.Sum():0.00}: information {report.Information:0.00}, aggregate posterior from prior {report.AggregateDivergence:0.00} ± {report.AggregateDivergenceError:0.00}");

sealed class Lines : IProgress<TrainingProgress>
{
    double _last;
    public void Report(TrainingProgress at)
    {
        if (at.Elapsed.TotalSeconds < _last + 20) return;
        _last = at.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {at.Elapsed.TotalSeconds,6:0} s  step {at.Step,6} of {at.Steps}  loss {at.Loss:0.0}"));
    }
}
