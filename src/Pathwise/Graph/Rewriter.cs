namespace Pathwise.Graphs;

/// <summary>Rebuilds a graph, bodies of loops included, with a local rule applied to every node once its inputs are rebuilt.</summary>
internal sealed class Rewriter(Func<Node, Node?> rule)
{
    public Node[] Rewrite(params ReadOnlySpan<Node> outputs)
    {
        var done = new Dictionary<Node, Node>();
        foreach (var node in Graph.OrderOf(outputs.ToArray()))
        {
            using var at = Place.At(node.Place == default ? Place.Nowhere : node.Place);
            var inputs = new Node[node.Inputs.Length];
            bool changed = false;
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = done[node.Inputs[i]];
                changed |= !ReferenceEquals(inputs[i], node.Inputs[i]);
            }
            var made = changed ? node.With(inputs) : node;
            if (made.Op is Loop loop)
            {
                var body = Rewrite(loop.Body.Outputs);
                if (!body.AsSpan().SequenceEqual(loop.Body.Outputs))
                    made = Node.Create(loop with { Body = new Graph(loop.Body.Parameters, body) }, made.Place, made.Inputs);
            }
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
