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

    /// <summary>A shared scalar of a graph, given its parameters' values.</summary>
    public static double Shared(Node node, IEnumerable<(Node Parameter, double[] Values)> parameters) => SharedArray(node, parameters)[0];

    /// <summary>A shared array of a graph, given its parameters' values.</summary>
    public static double[] SharedArray(Node node, IEnumerable<(Node Parameter, double[] Values)> parameters)
    {
        var given = parameters.ToArray();
        var graph = new Graph([.. given.Select(p => p.Parameter)], [node]);
        return new Interpreter(graph).Run([.. given.Select(p => new Value(p.Values, p.Values.Length, 1, perPath: false))], 1)[0].Data;
    }
}
