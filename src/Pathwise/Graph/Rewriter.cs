namespace Pathwise.Graphs;

/// <summary>Rebuilds a graph, bodies of loops included, with a local rule applied to every node once its inputs are rebuilt, and to a loop once its body is. The rule is told what a step of the loop around ends with.</summary>
internal sealed class Rewriter(Func<Node, HashSet<Node>, Node?> rule)
{
    public Rewriter(Func<Node, Node?> rule) : this((node, _) => rule(node)) { }

    public Node[] Rewrite(params ReadOnlySpan<Node> outputs) => Rewrite(outputs.ToArray(), []);

    Node[] Rewrite(Node[] outputs, HashSet<Node> ends)
    {
        var done = new Dictionary<Node, Node>();
        foreach (var node in Graph.OrderOf(outputs))
        {
            using var at = Place.At(node.Place.OrNowhere);
            var made = node.Rebuilt(done);
            if (made.Op is Loop) made = Loop.WithBody(made, inside => Rewrite(inside, [.. inside]));
            if (rule(made, ends) is { } replaced)
            {
                replaced.Name ??= made.Name;
                made = replaced;
            }
            if (ends.Contains(node)) ends.Add(made);
            done[node] = made;
        }
        return [.. outputs.Select(output => done[output])];
    }
}
