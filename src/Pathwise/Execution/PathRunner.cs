using Pathwise.NoiseSources;

namespace Pathwise.Execution;

/// <summary>Runs a graph over ranges of paths: fills the noise, binds parameters and data, and returns the outputs. One per thread.</summary>
internal sealed class PathRunner(Graph graph, Value[] parameters, Func<long, int, Value[]>? rows, INoiseSource noise, long replicate, Precision precision)
{
    /// <summary>Paths evaluated together: enough to amortise the interpreter, few enough for a loop's history to stay in cache.</summary>
    public const int TilePaths = 64;

    readonly Interpreter _interpreter = new(graph, precision == Precision.F32);
    readonly Dictionary<Draw, Value> _drawn = [];

    public Interpreter Interpreter => _interpreter;

    /// <summary>Evaluates a tile.</summary>
    public Value[] Run(long firstPath, int paths)
    {
        foreach (var draw in graph.Draws) Fill(draw, firstPath, paths);
        Value[] arguments = rows is null ? parameters : [.. parameters, .. rows(firstPath, paths)];
        return _interpreter.Run(arguments, paths, node => _drawn[(Draw)node.Op]);
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
