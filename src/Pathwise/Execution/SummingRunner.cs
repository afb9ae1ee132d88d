using System.Buffers;

namespace Pathwise.Execution;

/// <summary>Runs a graph whose sums over paths still have to go through a linear map.</summary>
internal sealed class SummingRunner : BlockRunner
{
    readonly SummedGraph _summed;
    readonly BlockRunner _paths;
    readonly Value[] _parameters;
    readonly double[] _sums;
    (Interpreter Map, Value[] Inputs)? _taken;

    /// <param name="summed">What is run.</param>
    /// <param name="paths">A runner of its graph of paths.</param>
    /// <param name="graph">The graph that was to be run.</param>
    /// <param name="inputs">What it is run on.</param>
    public SummingRunner(SummedGraph summed, BlockRunner paths, Graph graph, Inputs inputs) : base(graph, summed.Kept)
    {
        (_summed, _paths, _parameters, _taken) = (summed, paths, inputs.Parameters, summed.Take());
        _sums = ArrayPool<double>.Shared.Rent(paths.Summed);
    }

    public override void Run(long firstPath, int paths, Span<double> results, double[]? sums = null)
    {
        var (map, inputs) = _taken!.Value;
        _paths.Cancellation = Cancellation;
        _paths.Run(firstPath, paths, results, _sums);
        int from = 0, to = 0;
        foreach (var input in inputs)
        {
            _sums.AsSpan(from, input.Elements).CopyTo(input.Data);
            from += input.Elements;
        }
        foreach (var total in map.Run([.. _parameters, .. inputs], 1))
        {
            total.Data.CopyTo(sums.AsSpan(to));
            to += total.Elements;
        }
    }

    protected override void Evaluate(long firstPath, int paths, Span<double> results) => throw new InvalidOperationException();

    public override void Dispose()
    {
        _paths.Dispose();
        if (_taken is not { } taken) return;
        _taken = null;
        _summed.Give(taken);
        ArrayPool<double>.Shared.Return(_sums);
    }
}
