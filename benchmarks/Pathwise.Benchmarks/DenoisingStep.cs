using System.Globalization;
using Pathwise.Learning;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

/// <summary>
/// Steps of training a score network: denoising loss |f(x_t, t) − ε|² with x_t = cos(πt/2)·x₀ + sin(πt/2)·ε on 512 points of the plane, f a network
/// 3 → 128 → 128 → 128 → 2 with SiLU, in single precision; noise, the gradient in all weights and Adam's update, as <see cref="Trainer"/> takes them.
/// </summary>
static class DenoisingStep
{
    const int Batch = 512, Steps = 500;

    public static void Print(NativeControls native)
    {
        var start = Mlp.Of([3, 128, 128, 128, 2], Activation.Silu, new RandomKey(0));
        var loss = Expectation.Of((Mlp network, Real x, Noise noise) =>
        {
            Real t = noise.Uniform(), e = noise.Normal(2), error = network.Apply(Concat(0, Cos(0.5 * Math.PI * t) * x + Sin(0.5 * Math.PI * t) * e, Reshape(t, 1))) - e;
            return Sum(error * error);
        });
        var trainer = Trainer.Of(loss, [.. Enumerable.Range(0, Batch).Select(i => Real.FromArray(2, Math.Cos(i), Math.Sin(2 * i)))], new TrainingOptions { Steps = Steps, BatchSize = Batch, RecordEvery = Steps / 5, Threads = 1 });

        // A step that does not learn is found out.
        var history = trainer.Run(start).History;
        if (!(history[^1].Loss < 0.9 * history[0].Loss)) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Training leaves the loss at {history[^1].Loss:0.00}, from {history[0].Loss:0.00}."));

        // Multiply-adds of the network for a point; a gradient takes three times as many, less those of the gradient in its input.
        int products = start.Layers.Sum(layer => layer.Weight.Shape.Count), first = start.Layers[0].Weight.Shape.Count;
        double operations = 2.0 * Batch * (3 * products - first);
        var share = Measurement.OfPeak(native, operations * Steps, () => trainer.Run(start));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Score network 3 × 128 on {Batch} points, noise, gradient and Adam: {operations / share.Rate * 1e-6:0.00} ms a step, {share.Rate:0} GFLOP/s, {share.Median:0.00} of the peak (at least 0.5)."));
    }
}
