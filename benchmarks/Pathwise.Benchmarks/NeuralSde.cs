using Pathwise.Estimation;
using Pathwise.Graphs;
using Pathwise.NoiseSources;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

/// <summary>The neural SDE of <see cref="NeuralControl"/> as a program for one path, in single precision, on the same normals.</summary>
sealed class NeuralSde : INoiseSource, IDisposable
{
    const int Dimensions = NeuralControl.Dimensions, Units = NeuralControl.Units, Steps = NeuralControl.Steps;

    readonly double[] _normals;
    readonly StochasticProgram _program;
    readonly BlockWorker _worker;
    Moments[]? _moments;

    /// <param name="weights">The network's weights, as the control has them.</param>
    /// <param name="normals">The normals, as the control has them.</param>
    /// <param name="gradient">Whether the gradient is wanted.</param>
    public NeuralSde(float[] weights, float[] normals, bool gradient)
    {
        _normals = [.. normals];
        Shape[] shapes = [new(Units, Dimensions + 1), Units, new(Units, Units), Units, new(Dimensions, Units), Dimensions];
        int from = 0;
        var parameters = shapes.Select((shape, k) =>
        {
            double[] values = [.. weights[from..(from += shape.Count)].Select(w => (double)w)];
            string name = $"{(k % 2 == 0 ? "W" : "b")}{k / 2 + 1}";
            return new ProgramParameter(name, Node.Leaf(new Parameter(shape, name), perPath: false, Place.Nowhere, name), values);
        }).ToArray();
        Real[] w = [.. parameters.Select(p => p.Node.AsReal())];
        var noise = Node.Leaf(new Draw("normals", DrawKind.Normal, new Shape(Steps, Dimensions), Shared: false), perPath: true, Place.Nowhere);
        var loop = Loop.Build(Steps, false, [Constant.Of(Dimensions, 0.1f)], [noise], (index, carry, row) =>
        {
            Real x = carry[0].AsReal(), t = Reshape(0.01 * index.AsReal(), 1);
            var hidden = Tanh(MatMul(w[2], Tanh(MatMul(w[0], Concat(0, x, t)) + w[1])) + w[3]);
            return ([(x + 0.01 * (MatMul(w[4], hidden) + w[5]) + 0.05 * row[0].AsReal()).Node], []);
        });
        var last = Item.Of(loop, 0).AsReal();
        _program = new StochasticProgram("loss", Sum(last * last).Node, parameters);
        var options = new EstimationOptions { Precision = Precision.F32 };
        _worker = new(_program.Gradient(gradient ? parameters : [], options), _program.InputsFor(this, 0), NeuralControl.Paths, options);
    }

    /// <summary>The loss and its gradient, in one block.</summary>
    public double[] Run(int paths)
    {
        _moments = _worker.Run(0, paths, _moments);
        return [.. _moments.Select(m => m.Mean)];
    }

    /// <summary>The estimate with standard errors, on noise drawn in the loop.</summary>
    public void Estimate(int paths, int threads) => GradientEstimator.Run(
        _program, _program.Parameters, new EstimationOptions { Precision = Precision.F32, Paths = paths, Threads = threads }, complete: true);

    public void Fill(Draw site, long firstPath, int paths, Span<double> destination, int stride) =>
        _normals.AsSpan((int)firstPath * Steps * Dimensions, paths * Steps * Dimensions).CopyTo(destination);

    public void Dispose() => _worker.Dispose();
}
