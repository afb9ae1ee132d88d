using Pathwise.NoiseSources;

namespace Pathwise.Execution;

/// <summary>Runs a graph by the plain interpreter.</summary>
internal sealed class PathRunner(Graph graph, Inputs inputs, Precision precision, int keptOutputs) : BlockRunner(graph, keptOutputs)
{
    /// <summary>Paths evaluated together: enough to amortise the interpreter, few enough for a loop's history to stay in cache.</summary>
    const int MostTilePaths = 64;

    /// <summary>Numbers that a tile's noise and histories may take together (128 MB); longer paths are evaluated fewer at a time.</summary>
    const long MostTileNumbers = 1 << 24;

    readonly bool _single = precision == Precision.F32;
    readonly Draw[] _draws = [.. graph.Draws];
    readonly Value[] _parameters = [.. inputs.Parameters.Select(value => Rounded(value, precision == Precision.F32))];
    readonly Node[] _outputs = graph.Outputs;
    readonly HashSet<Node> _shared = graph.SharedByPaths;
    readonly Interpreter _interpreter = new(graph, precision == Precision.F32);
    readonly Dictionary<Draw, Value> _drawn = [];

    /// <summary>Paths evaluated together. No bit of a path depends on it, but sums over the paths of a chain of tiles are those of the kernels.</summary>
    readonly int _tilePaths = Array.Exists(graph.Outputs, ProductOverPaths.Makes) ? TileOperations.TilesOfChain(graph) * TileOperations.Lanes(precision)
        : (int)Math.Clamp(MostTileNumbers / Math.Max(1, NumbersPerPath(graph)), 1, MostTilePaths);

    static long NumbersPerPath(Graph graph) => graph.Order.Sum(node => node.PerPath && node.Kind != Kind.Tuple ? (long)node.Shape.Count : 0);

    static Value Rounded(Value value, bool single) => single ? new([.. value.Data.Select(x => (double)(float)x)], value.Elements, value.Paths, value.PerPath) : value;

    public Interpreter Interpreter => _interpreter;

    protected override void Evaluate(long firstPath, int paths, Span<double> results)
    {
        for (int tile = 0; tile < paths; tile += _tilePaths)
        {
            Cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(_tilePaths, paths - tile), row = 0;
            var outputs = Evaluate(firstPath + tile, count);
            for (int i = 0; i < outputs.Length; i++)
                for (int e = 0; e < outputs[i].Elements; e++, row++)
                    if (!IsKept(i) && ProductOverPaths.Makes(_outputs[i])) Totals(i)[e] = tile == 0 ? outputs[i][e, 0] : Totals(i)[e] + outputs[i][e, 0];
                    else if (!IsKept(i) && _shared.Contains(_outputs[i]))
                    {
                        if (tile == 0) Lanes(i, e)[0] = paths * outputs[i][e, 0];
                    }
                    else
                        for (int p = 0; p < count; p++)
                            if (IsKept(i)) results[row * paths + tile + p] = outputs[i][e, p];
                            else Lanes(i, e)[(tile + p) % SumLanes.Count] += outputs[i][e, p];
        }
    }

    /// <summary>The outputs for a tile of paths.</summary>
    public Value[] Evaluate(long firstPath, int paths)
    {
        foreach (var draw in _draws) Fill(draw, firstPath, paths);
        var rows = inputs.Data.For(firstPath, paths).Select(value => Rounded(value, _single));
        return _interpreter.Run([.. _parameters, .. rows], paths, node => _drawn[(Draw)node.Op]);
    }

    void Fill(Draw draw, long firstPath, int paths)
    {
        int columns = draw.Shared ? 1 : paths;
        if (!_drawn.TryGetValue(draw, out var value) || (!draw.Shared && value.Paths != paths))
            _drawn[draw] = value = new Value(draw.Shape.Count, paths, perPath: !draw.Shared);
        Fill(draw, inputs, firstPath, columns, value, _single);
    }

    internal static void Fill(Draw draw, Inputs inputs, long firstPath, int columns, Value value, bool single)
    {
        inputs.Noise.Fill(draw, draw.Shared ? inputs.Replicate : firstPath, columns, value.Data, columns);
        if (single) for (int i = 0; i < value.Data.Length; i++) value.Data[i] = draw.ToSingle(value.Data[i]);
    }
}
