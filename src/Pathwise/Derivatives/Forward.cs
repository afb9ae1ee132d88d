namespace Pathwise.Derivatives;

/// <summary>Forward mode, graph to graph: pushes tangents of variables to outputs.</summary>
internal static class Forward
{
    /// <summary>The directional derivative of each output; null is zero.</summary>
    public static Node?[] Pushforward(Node[] outputs, Node[] variables, Node?[] tangents)
    {
        var tangent = new Dictionary<Node, Node>();
        var ofTuple = new Dictionary<Node, Node?[]>();
        var stop = variables.ToHashSet();
        for (int i = 0; i < variables.Length; i++) if (tangents[i] is { } t) tangent[variables[i]] = t;
        foreach (var node in Graph.OrderOf(outputs))
        {
            if (stop.Contains(node) || node.Kind == Kind.Condition) continue;
            using var at = Place.At(node.Place.OrNowhere);
            if (node.Op is Item item)
            {
                if (ofTuple.TryGetValue(node.Inputs[0], out var items) && items[item.Index] is { } own) tangent[node] = own;
            }
            else if (node.Op is Loop loop)
            {
                var pushed = node.Inputs.Select(tangent.GetValueOrDefault).ToArray();
                if (pushed.Any(t => t is not null)) ofTuple[node] = LoopDerivatives.Push(loop, node, pushed);
            }
            else
            {
                Node? sum = null;
                for (int i = 0; i < node.Inputs.Length; i++)
                {
                    if (!tangent.TryGetValue(node.Inputs[i], out var own) || node.Op.Push(node, i, own) is not { } part) continue;
                    sum = sum is null ? part : Where.Total(sum, part);
                }
                if (sum is not null) tangent[node] = sum;
            }
        }
        return [.. outputs.Select(tangent.GetValueOrDefault)];
    }
}
