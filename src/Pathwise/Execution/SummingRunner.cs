namespace Pathwise.Execution;

/// <summary>Runs a graph whose sums over paths still have to go through a linear map.</summary>
internal sealed class SummingRunner : BlockRunner
{
    readonly BlockRunner _paths;
    readonly int _parameters;
    readonly Interpreter _map;
    readonly Value[] _inputs;
    readonly double[] _sums;

    /// <param name="summed">What is run.</param>
    /// <param name="paths">A runner of its graph of paths.</param>
    /// <param name="graph">The graph that was to be run.</param>
    /// <param name="inputs">What it is run on.</param>
    public SummingRunner(SummedGraph summed, BlockRunner paths, Graph graph, Inputs inputs) : base(graph, summed.Kept)
    {
        (_paths, _parameters, _map, _sums) = (paths, inputs.Parameters.Length, new Interpreter(summed.Sums), new double[paths.Summed]);
        _inputs = [.. inputs.Parameters, .. summed.Paths.Outputs[summed.Kept..].Select(output => new Value(output.Shape.Count, 1, perPath: false))];
    }

    public override void Run(long firstPath, int paths, Span<double> results, Span<double> sums = default)
    {
        _paths.Cancellation = Cancellation;
        _paths.Run(firstPath, paths, results, _sums);
        int from = 0, to = 0;
        foreach (var input in _inputs.AsSpan(_parameters))
        {
            _sums.AsSpan(from, input.Elements).CopyTo(input.Data);
            from += input.Elements;
        }
        foreach (var total in _map.Run(_inputs, 1))
        {
            total.Data.CopyTo(sums[to..]);
            to += total.Elements;
        }
    }

    protected override void Evaluate(long firstPath, int paths, Span<double> results) => throw new InvalidOperationException();

    public override void Dispose() => _paths.Dispose();
}
