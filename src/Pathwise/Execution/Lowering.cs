namespace Pathwise.Execution;

/// <summary>
/// Replaces every op that has no instruction by primitives that have one. Both the emitted kernels and their fallback run the lowered
/// graph, so they give the same bits; the oracle runs the graph as it was.
/// </summary>
internal static class Lowering
{
    public static Graph Lower(Graph graph, Precision precision)
    {
        var lowered = new Rewriter(node =>
        {
            if (node.Op is not Elementwise op || op.Lower([.. node.Inputs.Select(input => input.AsReal())], precision) is not { } value)
            {
                node.Origin ??= node.Op;
                return null;
            }
            if (!node.Inputs.Contains(value.Node)) value.Node.Origin = node.Op;
            return value.Node;
        }).Rewrite(graph.Outputs);
        return new Graph(graph.Parameters, Simplifier.Simplify(LoopTape.Save(Simplifier.Simplify(lowered))));
    }
}
