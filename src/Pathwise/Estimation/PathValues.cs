using System.Numerics;
using Pathwise.Execution;
using Pathwise.NoiseSources;

namespace Pathwise.Estimation;

/// <summary>
/// Values of a program on single paths, asked for again and again at other parameters and rows of data: what acting in an environment repeats. Everything is made once; the calling thread runs the paths. Rows may change
/// between runs, in place.
/// </summary>
internal sealed class PathValues<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly CompiledGraph _graph;
    readonly Inputs _inputs;
    readonly SharedValues? _shared;
    readonly int[] _starts;
    BlockRunner? _runner;

    /// <param name="program">The program, with the rows that its paths read.</param>
    /// <param name="values">What is asked for.</param>
    /// <param name="noise">Where draws come from.</param>
    /// <param name="precision">The precision of paths.</param>
    public PathValues(StochasticProgram program, Node values, INoiseSource noise, Precision precision)
    {
        program.CheckDomains();
        _graph = program.Compiled("values", new EstimationOptions { Precision = precision }, () => [values], gradients: 0);
        _inputs = new([.. program.Parameters.Select(p => new Value([.. p.Value], p.Value.Length, 1, perPath: false))], program.Data, noise, 0);
        _shared = _graph.SharedValues();
        _shared?.Fill(_inputs);
        _starts = new int[program.Parameters.Count];
        for (int i = 1; i < _starts.Length; i++) _starts[i] = _starts[i - 1] + program.Parameters[i - 1].Node.Shape.Count;
    }

    /// <summary>The numbers of one path.</summary>
    public int Width => _graph.KeptElements;

    /// <summary>Takes other parameters, which lie one after another at the beginning of an array.</summary>
    public void Take(T[] parameters)
    {
        for (int i = 0; i < _starts.Length; i++)
        {
            if (_shared is not null && Array.IndexOf(_shared.Read, i) < 0) continue;
            double[] to = _inputs.Parameters[i].Data;
            for (int e = 0; e < to.Length; e++) to[e] = double.CreateTruncating(parameters[_starts[i] + e]);
        }
        _shared?.Fill(_inputs, parameters, _starts);
        // What interprets takes the parameters when it is made.
        if (_shared is null) Dispose();
    }

    /// <summary>The values on a run of paths, number e of path <c>first + p</c> at <c>e·paths + p</c>. They may be no finite numbers.</summary>
    public void Run(long first, int paths, Span<double> results) => (_runner ??= _graph.PathsRunner(_inputs, _shared)).Run(first, paths, results);

    public void Dispose()
    {
        _runner?.Dispose();
        _runner = null;
    }
}
