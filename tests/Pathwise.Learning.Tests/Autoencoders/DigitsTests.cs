using Pathwise.Learning.Autoencoders;

namespace Pathwise.Learning.Tests.Autoencoders;

/// <summary>A short training on real images: binarised digits, whose bound starts at 64 log 2 = 44 nats below 0.</summary>
public class DigitsTests
{
    [Fact]
    public void An_autoencoder_of_digits_learns()
    {
        var (training, test) = Datasets.Digits().Reshaped(64).Standardised(new Standardisation(new double[64], Enumerable.Repeat(16.0, 64))).Split(0.9, seed: 1);
        var key = new RandomKey(7);
        var start = new Vae<GaussianEncoder, BernoulliDecoder>(GaussianEncoder.Of([64, 64, 4], Activation.Relu, key["encoder"]), new(Mlp.Of([4, 64, 64], Activation.Relu, key["decoder"])));
        var model = Vae<GaussianEncoder, BernoulliDecoder>.Binarised;
        var at = Trainer.Of(model.Loss(), training.Inputs, new TrainingOptions { Epochs = 30, BatchSize = 128, Rate = Schedules.Constant(5e-3), Seed = 1, Threads = 1 }).Run(start).Model;
        var options = new EstimationOptions { Paths = 20 * test.Count, Seed = 2, Precision = Precision.F32, Threads = 1 };
        var bound = model.Loss().Value(at, test.Inputs, options);
        var tighter = model.ImportanceLoss(16).Value(at, test.Inputs, options);
        Assert.InRange(-bound.Value, -25.5, -20);
        Assert.InRange(bound.Value - tighter.Value, 0, 1);
        var report = model.Report(at, [.. training.Inputs.Take(400)], precision: Precision.F32);
        Assert.Equal(4, report.ActiveUnits);
        // The rows are told apart by their latents, as far as latents tell.
        Assert.InRange(report.Information, 1.5, Math.Log(400));
        Assert.InRange(report.AggregateDivergence, 0, 2);
    }
}
