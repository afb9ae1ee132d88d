namespace Pathwise.Graphs;

/// <summary>Takes out of loops what no step changes: it is computed before them, once. Every value keeps its bits.</summary>
internal static class Hoisting
{
    public static Node[] Hoist(params ReadOnlySpan<Node> outputs) => new Rewriter(node => node.Op is Loop loop && HasInvariants(loop) ? Rebuilt(node, loop) : null).Rewrite(outputs);

    static bool HasInvariants(Loop loop)
    {
        var order = loop.Body.Order;
        var changing = Graph.Dependents(order, loop.Body.Parameters[..(1 + loop.CapturedStart)]);
        return order.Any(node => node.Op is not (Leaf or ToPaths or Item) && !changing.Contains(node));
    }

    // What does not depend on a placeholder stays outside.
    static Node Rebuilt(Node node, Loop loop)
    {
        Node[] captured = node.Inputs[loop.CapturedStart..];
        return Loop.Build(loop.Steps, loop.Backward, node.Inputs[..loop.Carries], node.Inputs[loop.Carries..loop.CapturedStart], (index, carries, rows) =>
        {
            for (int i = 0; i < carries.Length; i++) carries[i].Name = loop.Body.Parameters[1 + i].Name;
            Node[] given = [index, .. carries, .. rows, .. captured];
            var outputs = loop.Body.Inline(given);
            return (outputs[..loop.Carries], outputs[loop.Carries..], loop.Inverse?.Inline(given) ?? []);
        }, loop.Counter, loop.Limit is null ? null : loop.TakenBy(node));
    }
}
