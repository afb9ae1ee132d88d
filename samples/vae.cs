#:project ../src/Pathwise.Learning/Pathwise.Learning.csproj

// A variational autoencoder of the digits: eight latents, pixels binarised afresh on every path. It is trained, measured, and asked for digits: from the prior, and from the latents of real ones.
// Run it with: dotnet run -c Release samples/vae.cs

using Pathwise;
using Pathwise.Learning;
using Pathwise.Learning.Autoencoders;
using Pathwise.Learning.Data;

var (training, test) = Datasets.Digits().Reshaped(64).Standardised(new Standardisation(new double[64], Enumerable.Repeat(16.0, 64))).Split(0.9, seed: 1);
var key = new RandomKey(7);
var start = new Vae<GaussianEncoder, BernoulliDecoder>(
    GaussianEncoder.Of([64, 128, 8], Activation.Relu, key["encoder"]),
    new(Mlp.Of([8, 128, 64], Activation.Relu, key["decoder"])));

var model = Vae<GaussianEncoder, BernoulliDecoder>.Binarised;
var loss = model.Loss();
Console.WriteLine($"the gradient is {string.Join(", ", loss.Certificate(start, training.Inputs).Entries.Select(entry => entry.Verdict).Distinct())}");
var at = Trainer.Of(loss, training.Inputs, new TrainingOptions { Epochs = 100, BatchSize = 128, Rate = Schedules.Cosine(3e-3, 1264), Seed = 1 }).Run(start).Model;

var options = new EstimationOptions { Paths = 20 * test.Count, Seed = 2, Precision = Precision.F32 };
Console.WriteLine($"test bound {-loss.Value(at, test.Inputs, options).Value:0.00} nats, with 50 samples {-model.ImportanceLoss(50).Value(at, test.Inputs, options with { Paths = test.Count }).Value:0.00}");
var report = model.Report(at, training.Inputs);
Console.WriteLine($"divergence by latent {string.Join(" ", report.Divergences.Select(d => d.ToString("0.00")))}; active {report.ActiveUnits}");
Console.WriteLine($"of {report.Divergences.Sum():0.0} nats, {report.Information:0.0} say which row it is, {report.AggregateDivergence:0.0} keep the aggregate posterior from the prior");

foreach (var source in new[] { LatentSource.Posterior, LatentSource.Prior })
{
    double[] pixels = model.Samples(source).Run(at, test.Inputs, new EstimationOptions { Paths = 8, Seed = 3 }).ToArray();
    Console.WriteLine($"\nfrom the {source}");
    for (int row = 0; row < 8; row++)
        Console.WriteLine(string.Concat(Enumerable.Range(0, 8).Select(k => string.Concat(Enumerable.Range(0, 8).Select(column => " .:-=+*#%@"[(int)(9.99 * pixels[k * 64 + row * 8 + column])])) + "   ")));
}
