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
    readonly int[] _starts, _read;
    BlockRunner? _runner;

    /// <param name="program">The program, with the rows that its paths read.</param>
    /// <param name="values">What is asked for.</param>
    /// <param name="noise">Where draws come from.</param>
    /// <param name="precision">The precision of paths.</param>
    public PathValues(StochasticProgram program, Node values, INoiseSource noise, Precision precision)
    {
        program.CheckDomains();
        _graph = program.Compiled("values", new EstimationOptions { Precision = precision }, () => [values], gradients: 0);
        _inputs = program.OwnInputsFor(noise);
        _shared = _graph.SharedValues();
        _shared?.Fill(_inputs);
        _starts = program.ParameterStarts;
        _read = _shared is null ? [.. Enumerable.Range(0, _starts.Length)] : _shared.Read;
    }

    /// <summary>The numbers of one path.</summary>
    public int Width => _graph.KeptElements;

    /// <summary>Takes other parameters, which lie one after another at the beginning of an array.</summary>
    public void Take(T[] parameters)
    {
        _inputs.Read(parameters, _starts, _read);
        _shared?.Compute(_inputs);
        _shared?.Copy(parameters, _starts, 0, 1);
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
