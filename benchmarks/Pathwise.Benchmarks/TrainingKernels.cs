using System.Globalization;
using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

/// <summary>
/// A step of training without the optimiser, in single precision on one thread: the loss of a batch and its gradient in all weights. The weights of the autoencoder are more than the
/// second-level cache holds, those of the other network fit.
/// </summary>
sealed class TrainingKernels : IDisposable
{
    readonly BatchGradient<float> _batch;
    readonly float[] _parameters, _gradient;
    long _step;

    /// <param name="layers">The shapes of the matrices of weights, each with a bias.</param>
    /// <param name="data">The numbers of a row of data.</param>
    /// <param name="batch">The paths of a step.</param>
    /// <param name="loss">The loss of a path, of the layers as functions and of the row.</param>
    TrainingKernels(Shape[] layers, int data, int batch, Func<Func<Real, Real>[], Real, Real> loss)
    {
        var parameters = layers.SelectMany((shape, k) => new[] { Weights($"w{k}", shape), Weights($"b{k}", shape[0]) }).ToArray();
        Func<Real, Real>[] functions = [.. layers.Select<Shape, Func<Real, Real>>((_, k) => x => MatMul(parameters[2 * k].Node.AsReal(), x) + parameters[2 * k + 1].Node.AsReal())];
        var row = Node.Leaf(new Parameter(data, "x"), perPath: true, Place.Nowhere, "x");
        double[][][] rows = [.. Enumerable.Range(0, batch).Select(i => new[] { Enumerable.Range(0, data).Select(j => 0.5 + 0.5 * Math.Sin(i + 2 * j)).ToArray() })];
        var program = new StochasticProgram("loss", loss(functions, row.AsReal()).Node, parameters, new DataRows([row], rows));
        _batch = new(program, new EstimationOptions { Paths = batch, Precision = Precision.F32, Threads = 1 });
        _parameters = [.. parameters.SelectMany(parameter => parameter.Value).Select(value => (float)value)];
        _gradient = new float[_parameters.Length];

        static ProgramParameter Weights(string name, Shape shape)
        {
            var values = new double[shape.Count];
            new CounterSource(0).Fill(new Draw(name, DrawKind.Normal, new Shape(1), Shared: false), 0, values.Length, values, values.Length);
            for (int i = 0; i < values.Length; i++) values[i] *= shape.Rank == 2 ? 1 / Math.Sqrt(shape[1]) : 0;
            return new(name, Node.Leaf(new Parameter(shape, name), perPath: false, Place.Nowhere, name), values);
        }
    }

    void Run() => _batch.Run(_step++, _parameters, _gradient);

    public void Dispose() => _batch.Dispose();

    /// <summary>A variational autoencoder 784 → 400 → 20 → 400 → 784 of pixels between 0 and 1 (Kingma and Welling, Auto-encoding variational Bayes, ICLR 2014), batches of 128.</summary>
    public static void PrintAutoencoder(NativeControls native)
    {
        Shape[] layers = [new(400, 784), new(20, 400), new(20, 400), new(400, 20), new(784, 400)];
        // What the gradient in the first layer's input would take is not made.
        int weights = layers.Sum(layer => layer.Count), batch = 128, operations = batch * (6 * weights - 2 * layers[0].Count);
        Print(native, "autoencoder 784 → 400 → 20 → 400 → 784, 128 images", operations, new(layers, 784, batch, (layer, x) =>
        {
            Real h = Max(layer[0](x), 0), mean = layer[1](h), logVariance = layer[2](h);
            Real e = Node.Leaf(new Draw("e", DrawKind.Normal, 20, Shared: false), perPath: true, Place.Nowhere).AsReal();
            Real logits = layer[4](Max(layer[3](mean + Exp(0.5 * logVariance) * e), 0));
            return Sum(Softplus(logits) - x * logits) + 0.5 * Sum(Exp(logVariance) + mean * mean - 1 - logVariance);
        }));
    }

    /// <summary>A network 2 → 128 → 128 → 128 → 2 with SiLU, batches of 512.</summary>
    public static void PrintNetwork(NativeControls native)
    {
        Shape[] layers = [new(128, 2), new(128, 128), new(128, 128), new(2, 128)];
        int weights = layers.Sum(layer => layer.Count), batch = 512, operations = batch * (6 * weights - 2 * layers[0].Count);
        Print(native, "network 2 → 128 → 128 → 128 → 2, 512 points", operations, new(layers, 2, batch, (layer, x) =>
        {
            Real h = x;
            for (int k = 0; k < 3; k++)
            {
                Real z = layer[k](h);
                h = z * Sigmoid(z);
            }
            Real error = layer[3](h) - x;
            return Sum(error * error);
        }));
    }

    static void Print(NativeControls native, string name, double operations, TrainingKernels kernels)
    {
        int repeats = (int)Math.Ceiling(2e9 / operations);
        var share = Measurement.OfPeak(native, operations * repeats, () => { for (int i = 0; i < repeats; i++) kernels.Run(); });
        kernels.Dispose();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {operations / share.Rate * 1e-6:0.00} | {share.Rate:0} | {share.Median:0.00} | {share.Least:0.00} … {share.Greatest:0.00} |"));
    }

    public static void Print(NativeControls native)
    {
        Console.WriteLine("| gradients of a batch, one thread, f32 | ms a step | GFLOP/s | share of peak, median of 9 | range |");
        Console.WriteLine("|---|---|---|---|---|");
        PrintAutoencoder(native);
        PrintNetwork(native);
    }
}
