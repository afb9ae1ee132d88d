namespace Pathwise.Derivatives;

/// <summary>
/// Reverse mode, graph to graph: pulls cotangents of outputs back to the nodes asked for, which count as independent variables. The result
/// is an ordinary graph, so it can be differentiated again. (Griewank and Walther, Evaluating Derivatives, 2nd ed., ch. 3.)
/// </summary>
internal static class Reverse
{
    /// <summary>The gradient of a scalar; null entries are exactly zero.</summary>
    public static Node?[] Gradient(Node result, params Node[] variables) => Pullback([result], [Constant.Of(result.Shape, 1)], variables);

    /// <summary>Σ cotangentᵀ·∂output/∂variable for each variable; null is zero.</summary>
    public static Node?[] Pullback(Node[] outputs, Node?[] cotangents, Node[] variables)
    {
        var order = Graph.OrderOf(outputs);
        var active = Graph.Dependents(order, variables);
        var stop = variables.ToHashSet();
        var cotangent = new Dictionary<Node, Node>();
        var ofTuple = new Dictionary<Node, Dictionary<int, Node>>();

        void Accumulate(Node node, Node? contribution)
        {
            if (contribution is null) return;
            cotangent[node] = cotangent.TryGetValue(node, out var sum) ? Where.Total(sum, contribution) : contribution;
        }

        for (int i = 0; i < outputs.Length; i++) if (active.Contains(outputs[i])) Accumulate(outputs[i], cotangents[i]);
        foreach (var node in order.Reverse())
        {
            if (stop.Contains(node) || !active.Contains(node)) continue;
            using var at = Place.At(node.Place.OrNowhere);
            if (node.Op is Item item)
            {
                if (!cotangent.TryGetValue(node, out var own)) continue;
                if (!ofTuple.TryGetValue(node.Inputs[0], out var items)) ofTuple[node.Inputs[0]] = items = [];
                items[item.Index] = items.TryGetValue(item.Index, out var sum) ? (sum.AsReal() + own.AsReal()).Node : own;
            }
            else if (node.Op is Loop loop)
            {
                if (!ofTuple.TryGetValue(node, out var items)) continue;
                var pulled = LoopDerivatives.Pull(loop, node, items, [.. node.Inputs.Select(active.Contains)]);
                for (int i = 0; i < node.Inputs.Length; i++) Accumulate(node.Inputs[i], pulled[i]);
            }
            else if (cotangent.TryGetValue(node, out var own))
            {
                for (int i = 0; i < node.Inputs.Length; i++)
                    if (active.Contains(node.Inputs[i]) && node.Inputs[i].Kind == Kind.Real) Accumulate(node.Inputs[i], node.Op.Pull(node, i, own));
            }
        }
        return [.. variables.Select(cotangent.GetValueOrDefault)];
    }
}
