namespace Pathwise.Graphs;

/// <summary>Rebuilds a graph, bodies of loops included, with a local rule applied to every node once its inputs are rebuilt.</summary>
internal sealed class Rewriter(Func<Node, Node?> rule)
{
    public Node[] Rewrite(params ReadOnlySpan<Node> outputs)
    {
        var done = new Dictionary<Node, Node>();
        foreach (var node in Graph.OrderOf(outputs.ToArray()))
        {
            using var at = Place.At(node.Place.OrNowhere);
            var made = node.Rebuilt(done);
            if (made.Op is Loop) made = Loop.WithBody(made, inside => Rewrite(inside));
            else if (rule(made) is { } replaced)
            {
                replaced.Name ??= made.Name;
                made = replaced;
            }
            done[node] = made;
        }
        var result = new Node[outputs.Length];
        for (int i = 0; i < result.Length; i++) result[i] = done[outputs[i]];
        return result;
    }
}
