using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Conformance;

/// <summary>Runs graphs by the plain interpreter.</summary>
internal static class Reference
{
    /// <summary>The outputs for some paths, with noise where the graph draws.</summary>
    public static Value[] Run(Graph graph, Value[] inputs, int paths, long seed = 0)
    {
        var noise = new CounterSource(seed);
        return [.. new Interpreter(graph).Run(inputs, paths, node =>
        {
            var draw = (Draw)node.Op;
            int columns = draw.Shared ? 1 : paths;
            var value = new Value(draw.Shape.Count, paths, perPath: !draw.Shared);
            noise.Fill(draw, 0, columns, value.Data, columns);
            return value;
        }).Select(value => new Value([.. value.Data], value.Elements, value.Paths, value.PerPath))];
    }
}
