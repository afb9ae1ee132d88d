namespace Pathwise.Execution;

/// <summary>Evaluates a graph over runs of paths. One per thread.</summary>
internal abstract class BlockRunner : IDisposable
{
    readonly int _kept;
    readonly Node[] _outputs;
    readonly double[] _lanes, _totals;

    /// <param name="graph">The graph.</param>
    /// <param name="keptOutputs">The outputs, from the first, whose values are wanted for each path; of the rest the sums over the paths are.</param>
    protected BlockRunner(Graph graph, int keptOutputs)
    {
        (_kept, _outputs) = (keptOutputs, graph.Outputs);
        Kept = graph.Outputs[..keptOutputs].Sum(output => output.Shape.Count);
        Summed = graph.Outputs[keptOutputs..].Sum(output => output.Shape.Count);
        bool hasLanes = !Array.TrueForAll(graph.Outputs[keptOutputs..], ProductOverPaths.Makes);
        _lanes = hasLanes ? new double[Summed * SumLanes.Count] : [];
        _totals = new double[Summed];
    }

    /// <summary>The number of elements of the outputs that are kept for each path.</summary>
    public int Kept { get; }

    /// <summary>The number of elements of the outputs that are summed.</summary>
    public int Summed { get; }

    /// <summary>Stops a run between tiles: a block of very long paths takes its time.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>
    /// Runs a block. Kept element e of path <c>firstPath + p</c> goes to <c>results[e·paths + p]</c>; the sums of the others over all paths to
    /// <paramref name="sums"/>.
    /// </summary>
    public virtual void Run(long firstPath, int paths, Span<double> results, Span<double> sums = default)
    {
        Array.Clear(_lanes);
        Array.Clear(_totals);
        Evaluate(firstPath, paths, results);
        int e = 0;
        foreach (var output in _outputs.AsSpan(_kept))
            if (ProductOverPaths.Makes(output)) e += output.Shape.Count;
            else for (int end = e + output.Shape.Count; e < end; e++) _totals[e] = SumLanes.Total(_lanes.AsSpan(e * SumLanes.Count, SumLanes.Count));
        _totals.CopyTo(sums);
    }

    /// <summary>Evaluates the paths tile by tile and hands each output over by <see cref="IsKept"/>, <see cref="Lanes"/> or <see cref="Totals"/>.</summary>
    protected abstract void Evaluate(long firstPath, int paths, Span<double> results);

    protected bool IsKept(int output) => output < _kept;

    /// <summary>The sum lanes of one summed element.</summary>
    protected Span<double> Lanes(int element) => _lanes.AsSpan(element * SumLanes.Count, SumLanes.Count);

    /// <summary>The sums of the elements of one summed output from <paramref name="element"/> on, to which each tile's sums over its paths are added.</summary>
    protected Span<double> Totals(int element, int count) => _totals.AsSpan(element, count);

    public virtual void Dispose() { }
}

/// <summary>What a graph is run on: the values of its parameters, the rows of its data, its noise.</summary>
/// <param name="Parameters">The shared parameters' values.</param>
/// <param name="Data">The rows that paths read.</param>
/// <param name="Noise">The source of draws.</param>
/// <param name="Replicate">Which draw of shared sites.</param>
internal sealed record Inputs(Value[] Parameters, DataRows Data, NoiseSources.INoiseSource Noise, long Replicate);
