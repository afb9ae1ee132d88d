using System.Globalization;
using System.Runtime.Intrinsics;
using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

/// <summary>
/// One step of training a score network: denoising loss |f(x_t, t) − ε|² with x_t = cos(πt/2)·x₀ + sin(πt/2)·ε on 512 points of the plane, f a network
/// 3 → 128 → 128 → 128 → 2 with SiLU, in single precision; the gradient in all weights, then Adam's update.
/// </summary>
sealed class DenoisingStep
{
    public const int Batch = 512;

    static readonly Shape[] s_shapes = [new(128, 3), 128, new(128, 128), 128, new(128, 128), 128, new(2, 128), 2];

    /// <summary>Multiply-adds of the network for one point; a gradient takes three times as many.</summary>
    public static readonly int Products = s_shapes.Where(shape => shape.Rank == 2).Sum(shape => shape.Count);

    readonly double[][] _weights;
    readonly CompiledGraph _compiled;
    readonly StochasticProgram _program;
    readonly EstimationOptions _options = new() { Precision = Precision.F32 };
    readonly double[] _first, _second;
    Moments[]? _moments;
    long _step;

    public DenoisingStep()
    {
        var start = new double[s_shapes.Sum(shape => shape.Count)];
        new CounterSource(0).Fill(new Draw("weights", DrawKind.Normal, new Shape(1), Shared: false), 0, start.Length, start, start.Length);
        int from = 0;
        _weights = [.. s_shapes.Select(shape => start[from..(from += shape.Count)].Select(w => shape.Rank == 2 ? w / Math.Sqrt(shape[1]) : 0).ToArray())];
        var parameters = s_shapes.Select((shape, k) =>
            new ProgramParameter($"w{k}", Node.Leaf(new Parameter(shape, $"w{k}"), perPath: false, Place.Nowhere, $"w{k}"), _weights[k])).ToArray();
        Real[] w = [.. parameters.Select(p => p.Node.AsReal())];
        var data = Node.Leaf(new Parameter(2, "x"), perPath: true, Place.Nowhere, "x");
        Real t = Node.Leaf(new Draw("t", DrawKind.Uniform, Shape.Scalar, Shared: false), perPath: true, Place.Nowhere).AsReal();
        Real e = Node.Leaf(new Draw("e", DrawKind.Normal, 2, Shared: false), perPath: true, Place.Nowhere).AsReal();
        Real h = Concat(0, Cos(0.5 * Math.PI * t) * data.AsReal() + Sin(0.5 * Math.PI * t) * e, Reshape(t, 1));
        for (int layer = 0; layer < 3; layer++)
        {
            Real z = MatMul(w[2 * layer], h) + w[2 * layer + 1];
            h = z * Sigmoid(z);
        }
        Real error = MatMul(w[6], h) + w[7] - e;
        double[][][] rows = [.. Enumerable.Range(0, Batch).Select(i => new[] { new[] { Math.Cos(i), Math.Sin(2 * i) } })];
        _program = new StochasticProgram("loss", Sum(error * error).Node, parameters, new DataRows([data], rows));
        _compiled = _program.Gradient(parameters, _options);
        (_first, _second) = (new double[start.Length + Vector512<double>.Count], new double[start.Length + Vector512<double>.Count]);
    }

    /// <summary>Takes a step and gives the loss.</summary>
    public double Run()
    {
        using var worker = new BlockWorker(_compiled, _program.InputsFor(new CounterSource(0), 0), Batch, _options);
        _moments = worker.Run(_step * Batch, Batch, _moments);
        _step++;
        Update();
        return _moments[0].Mean;
    }

    /// <summary>Trains for a while, so that a step that does not learn is found out, and prints the share of the core's peak that a step reaches.</summary>
    public static void Print(NativeControls native)
    {
        const int Warm = 300, Steps = 50;
        var training = new DenoisingStep();
        double first = training.Run(), last = 0;
        for (int i = 0; i < Warm; i++) last += training.Run() / Warm;
        if (!(last < 0.6 * first)) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Training leaves the loss at {last:0.00}, from {first:0.00}."));
        const double Operations = 6.0 * Batch;
        var share = Measurement.OfPeak(native, Operations * Products * Steps, () => { for (int i = 0; i < Steps; i++) training.Run(); });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Score network 3 × 128 on {Batch} points, gradient and Adam: {Operations * Products / share.Rate * 1e-6:0.00} ms a step, {share.Rate:0} GFLOP/s, {share.Median:0.00} of the peak (at least 0.5)."));
    }

    /// <summary>Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1.</summary>
    void Update()
    {
        const double Rate = 1e-3, Decay1 = 0.9, Decay2 = 0.999, Small = 1e-8;
        double rate = Rate * Math.Sqrt(1 - Math.Pow(Decay2, _step)) / (1 - Math.Pow(Decay1, _step));
        Span<double> g8 = stackalloc double[Vector512<double>.Count], w8 = stackalloc double[Vector512<double>.Count];
        for (int k = 0, from = 0; k < _weights.Length; from += _weights[k++].Length)
            for (int i = 0; i < _weights[k].Length; i += Vector512<double>.Count)
            {
                int count = Math.Min(Vector512<double>.Count, _weights[k].Length - i);
                w8.Clear();
                for (int e = 0; e < count; e++) g8[e] = _moments![1 + from + i + e].Mean;
                _weights[k].AsSpan(i, count).CopyTo(w8);
                Vector512<double> g = Vector512.Create<double>(g8), m = Vector512.LoadUnsafe(ref _first[from + i]), v = Vector512.LoadUnsafe(ref _second[from + i]);
                m += (1 - Decay1) * (g - m);
                v += (1 - Decay2) * (g * g - v);
                m.StoreUnsafe(ref _first[from + i]);
                v.StoreUnsafe(ref _second[from + i]);
                (Vector512.Create<double>(w8) - rate * m / (Vector512.Sqrt(v) + Vector512.Create(Small))).CopyTo(w8);
                w8[..count].CopyTo(_weights[k].AsSpan(i));
            }
    }
}
