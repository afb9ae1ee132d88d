namespace Pathwise.Execution;

/// <summary>Evaluates what needs no input.</summary>
internal static class Evaluator
{
    /// <summary>The numbers of a node that depends on no parameter and no draw; null for one that does.</summary>
    public static double[]? Constant(Node node)
    {
        if (node.Op is Constant constant) return [.. constant.Values];
        var graph = new Graph([], [node]);
        return graph.Order.Any(n => n.Op is Parameter or Draw) ? null : [.. new Interpreter(graph).Run([], 1)[0].Data];
    }
}
