using Pathwise.NoiseSources;

namespace Pathwise.Execution;

/// <summary>Runs a graph over ranges of paths: fills the noise, binds parameters and data, and returns the outputs. One per thread.</summary>
internal sealed class PathRunner(Graph graph, Value[] parameters, Func<long, int, Value[]> rows, INoiseSource noise, long replicate, Precision precision)
{
    /// <summary>Paths evaluated together: enough to amortise the interpreter, few enough for a loop's history to stay in cache.</summary>
    const int MostTilePaths = 64;

    /// <summary>Numbers that a tile's noise and histories may take together (128 MB); longer paths are evaluated fewer at a time.</summary>
    const long MostTileNumbers = 1 << 24;

    readonly Draw[] _draws = [.. graph.Draws];

    /// <summary>Paths evaluated together. No bit of a path depends on it.</summary>
    public int TilePaths { get; } = (int)Math.Clamp(MostTileNumbers / Math.Max(1, NumbersPerPath(graph)), 1, MostTilePaths);

    static long NumbersPerPath(Graph graph) => graph.Order.Sum(node => node.PerPath && node.Kind != Kind.Tuple ? (long)node.Shape.Count : 0);

    readonly Interpreter _interpreter = new(graph, precision == Precision.F32);
    readonly Dictionary<Draw, Value> _drawn = [];

    public Interpreter Interpreter => _interpreter;

    /// <summary>Evaluates a tile.</summary>
    public Value[] Run(long firstPath, int paths)
    {
        foreach (var draw in _draws) Fill(draw, firstPath, paths);
        return _interpreter.Run([.. parameters, .. rows(firstPath, paths)], paths, node => _drawn[(Draw)node.Op]);
    }

    void Fill(Draw draw, long firstPath, int paths)
    {
        int columns = draw.Shared ? 1 : paths;
        if (!_drawn.TryGetValue(draw, out var value) || (!draw.Shared && value.Paths != paths))
            _drawn[draw] = value = new Value(draw.Shape.Count, paths, perPath: !draw.Shared);
        noise.Fill(draw, draw.Shared ? replicate : firstPath, columns, value.Data, columns);
        if (precision == Precision.F32)
            for (int i = 0; i < value.Data.Length; i++) value.Data[i] = ToSingle(value.Data[i], draw.Law);
    }

    /// <summary>Rounds to single precision; a uniform stays inside the open interval.</summary>
    static double ToSingle(double x, DrawKind law) =>
        law == DrawKind.Normal ? (float)x : Math.Clamp((float)x, float.Epsilon, MathF.BitDecrement(1));
}
