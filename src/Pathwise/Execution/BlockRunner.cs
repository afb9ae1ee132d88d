using System.Buffers;
using System.Numerics;

namespace Pathwise.Execution;

/// <summary>Evaluates a graph over runs of paths. One per thread.</summary>
internal abstract class BlockRunner : IDisposable
{
    readonly int _kept;
    readonly Node[] _outputs;

    /// <summary>Where the lanes and the totals of each summed output start.</summary>
    readonly int[] _laneStarts, _starts;
    readonly int _laneCount;
    double[] _lanes = [], _totals = [];

    /// <param name="graph">The graph.</param>
    /// <param name="keptOutputs">The outputs, from the first, whose values are wanted for each path; of the rest the sums over the paths are.</param>
    protected BlockRunner(Graph graph, int keptOutputs)
    {
        (_kept, _outputs) = (keptOutputs, graph.Outputs);
        (_laneStarts, _starts) = (new int[_outputs.Length], new int[_outputs.Length]);
        for (int i = 0; i < _outputs.Length; i++)
        {
            int count = _outputs[i].Shape.Count;
            if (i < keptOutputs)
            {
                Kept += count;
                continue;
            }
            (_laneStarts[i], _starts[i]) = (_laneCount, Summed);
            Summed += count;
            if (!ProductOverPaths.Makes(_outputs[i])) _laneCount += count * SumLanes.Count;
        }
    }

    /// <summary>The number of elements of the outputs that are kept for each path.</summary>
    public int Kept { get; }

    /// <summary>The number of elements of the outputs that are summed.</summary>
    public int Summed { get; }

    /// <summary>Stops a run between tiles: a block of very long paths takes its time.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>
    /// Runs a block. Kept element e of path <c>firstPath + p</c> goes to <c>results[e·paths + p]</c>; the sums of the others over all paths to
    /// <paramref name="sums"/>, which is at least <see cref="Summed"/> long.
    /// </summary>
    public virtual void Run(long firstPath, int paths, Span<double> results, double[]? sums = null)
    {
        if (_lanes.Length < _laneCount) _lanes = ArrayPool<double>.Shared.Rent(_laneCount);
        _totals = sums ?? [];
        Array.Clear(_lanes, 0, _laneCount);
        Evaluate(firstPath, paths, results);
        for (int i = _kept; i < _outputs.Length; i++)
        {
            if (ProductOverPaths.Makes(_outputs[i])) continue;
            var totals = Totals(i);
            for (int e = 0; e < totals.Length; e++) totals[e] = SumLanes.Total(Lanes(i, e));
        }
        _totals = [];
    }

    /// <summary>
    /// Evaluates the paths tile by tile and hands each output over by <see cref="IsKept"/>, <see cref="Lanes"/> or <see cref="Totals"/>. A value that does not depend on the path is summed by one product with the number of paths.
    /// </summary>
    protected abstract void Evaluate(long firstPath, int paths, Span<double> results);

    protected bool IsKept(int output) => output < _kept;

    /// <summary>The sum lanes of one element of a summed output.</summary>
    protected Span<double> Lanes(int output, int element) => _lanes.AsSpan(_laneStarts[output] + element * SumLanes.Count, SumLanes.Count);

    /// <summary>The sums of a summed output's elements: those over the first tile's paths, to which each later tile's are added.</summary>
    protected Span<double> Totals(int output) => _totals.AsSpan(_starts[output], _outputs[output].Shape.Count);

    public virtual void Dispose()
    {
        if (_lanes.Length > 0) ArrayPool<double>.Shared.Return(_lanes);
        _lanes = [];
    }
}

/// <summary>What a graph is run on: the values of its parameters, the rows of its data, its noise.</summary>
/// <param name="Parameters">The shared parameters' values.</param>
/// <param name="Data">The rows that paths read.</param>
/// <param name="Noise">The source of draws.</param>
/// <param name="Replicate">Which draw of shared sites.</param>
internal sealed record Inputs(Value[] Parameters, DataRows Data, NoiseSources.INoiseSource Noise, long Replicate)
{
    /// <summary>Which draw of shared sites.</summary>
    public long Replicate { get; set; } = Replicate;

    /// <summary>Writes over some of the parameters with numbers of an array in which all lie one after another.</summary>
    public void Read<T>(T[] parameters, int[] starts, int[] which) where T : unmanaged, INumberBase<T>
    {
        foreach (int i in which)
        {
            double[] to = Parameters[i].Data;
            var from = parameters.AsSpan(starts[i], to.Length);
            for (int e = 0; e < to.Length; e++) to[e] = double.CreateTruncating(from[e]);
        }
    }
}
