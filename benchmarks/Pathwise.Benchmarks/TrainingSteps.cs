using System.Globalization;
using Pathwise.Distributions;
using Pathwise.Estimation;
using Pathwise.Learning;
using Pathwise.Learning.Autoencoders;
using Pathwise.Learning.BayesianNetworks;
using Pathwise.Learning.Data;
using Pathwise.Learning.Flows;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

/// <summary>
/// Steps of training, one family of models after another, in single precision on one thread: noise, data, the gradient in all weights and Adam's update, as <see cref="Trainer"/> takes them. Counted is what the products take that every framework has to make: six
/// operations for each weight of a matrix and path, less two where nothing asks for the gradient in the input.
/// </summary>
static class TrainingSteps
{
    public static void Print(NativeControls native)
    {
        Console.WriteLine("| whole steps of training, one thread, f32 | ms a step | GFLOP/s | share of peak, median of 9 | range |");
        Console.WriteLine("|---|---|---|---|---|");
        ScoreNetwork(native);
        Autoencoder(native);
        MeanField(native);
        SplineFlow(native);
    }

    /// <summary>|f(x_t, t) − ε|² with x_t = cos(πt/2)·x₀ + sin(πt/2)·ε on points of the plane, f a network 3 → 128 → 128 → 128 → 2 with SiLU.</summary>
    static void ScoreNetwork(NativeControls native)
    {
        var loss = Expectation.Of((Mlp network, Real x, Noise noise) =>
        {
            Real t = noise.Uniform(), e = noise.Normal(2), error = network.Apply(Concat(0, Cos(0.5 * Math.PI * t) * x + Sin(0.5 * Math.PI * t) * e, Reshape(t, 1))) - e;
            return Sum(error * error);
        });
        Real[] points = [.. Enumerable.Range(0, 512).Select(i => Real.FromArray(2, Math.Cos(i), Math.Sin(2 * i)))];
        var start = Mlp.Of([3, 128, 128, 128, 2], Activation.Silu, new RandomKey(0));
        Row(native, "score network 3 → 128 → 128 → 128 → 2, 512 points (at least 0.5)", 500, 0.6, 512, Matrices(loss.Program(start, points[..1])), 3 * 128, options => Trainer.Of(loss, points, options).Run(start).History);
    }

    /// <summary>784 → 400 → 20 → 400 → 784, images drawn as 0 or 1 on every path.</summary>
    static void Autoencoder(NativeControls native)
    {
        var key = new RandomKey(1);
        var start = new Vae<GaussianEncoder, BernoulliDecoder>(GaussianEncoder.Of([784, 400, 20], Activation.Relu, key["encoder"]), new(Mlp.Of([20, 400, 784], Activation.Relu, key["decoder"])));
        var loss = Vae<GaussianEncoder, BernoulliDecoder>.Binarised.Loss();
        Real[] images = [.. Enumerable.Range(0, 1280).Select(i => Real.FromArray(784, [.. Enumerable.Range(0, 784).Select(k => 0.5 + 0.5 * Math.Sin(i + 0.02 * k))]))];
        Row(native, "autoencoder 784 → 400 → 20 → 400 → 784, 128 images", 100, 0.65, 128, Matrices(loss.Program(start, images[..1])), 784 * 400, options => Trainer.Of(loss, images, options).Run(start).History);
    }

    /// <summary>Normal weights 8 → 50 → 1 by local reparameterisation: products with means and with variances.</summary>
    static void MeanField(NativeControls native)
    {
        var model = new BayesianModel<BayesianMlp>(
            (at, x, noise) => new GaussianLikelihood(at.Apply(x, noise)[0], 0.5),
            (at, noise) => at.Layers.Select(layer => layer.Divergence(new Normal(0, 1), noise)).Aggregate((a, b) => a + b));
        var concrete = Datasets.Concrete();
        Example[] rows = [.. concrete.Standardised(concrete.FeatureScale(), concrete.TargetScale()).Examples];
        var loss = model.Loss(rows.Length);
        var start = BayesianMlp.Of([8, 50, 1], Activation.Relu, 0.02, new RandomKey(2));
        Row(native, "network of normal weights 8 → 50 → 1, 464 rows", 500, 0.8, 464, Matrices(loss.Program(start, rows[..1])), 2 * 8 * 50, options => Trainer.Of(loss, rows, options).Run(start).History);
    }

    /// <summary>4 couplings of splines with 8 bins, networks of 2 × 32.</summary>
    static void SplineFlow(NativeControls native)
    {
        var loss = FlowLosses.CrossEntropy(Toys.EightGaussians.Sample);
        var start = Flow.NeuralSpline(2, 4, [32, 32], new RandomKey(3));
        Row(native, "flow of 4 couplings by splines, networks of 2 × 32, 512 points", 200, 0.8, 512, Matrices(loss.Program(start)), 0, options => Trainer.Of(loss, options).Run(start).History);
    }

    /// <summary>The weights of a program's matrices.</summary>
    static int Matrices(StochasticProgram program) => program.Parameters.Where(parameter => parameter.Node.Shape.Rank == 2).Sum(parameter => parameter.Node.Shape.Count);

    static void Row(NativeControls native, string name, int steps, double most, int batch, int weights, int atInput, Func<TrainingOptions, IReadOnlyList<TrainingRecord>> train)
    {
        var options = new TrainingOptions { Steps = steps, BatchSize = batch, RecordEvery = steps / 5, Threads = 1 };
        // Steps that do not learn are found out: at the end the loss is at most a share of the first one.
        double first = train(options with { Steps = 1, RecordEvery = 1 })[0].Loss, last = train(options)[^1].Loss;
        if (!(last < most * first)) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Training a {name} leaves the loss at {last:0.00}, from {first:0.00}."));
        double operations = 2.0 * batch * (3 * weights - atInput);
        var share = Measurement.OfPeak(native, operations * steps, () => train(options));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {operations / share.Rate * 1e-6:0.00} | {share.Rate:0.0} | {share.Median:0.00} | {share.Least:0.00} … {share.Greatest:0.00} |"));
    }
}
