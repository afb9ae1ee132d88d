namespace Pathwise.Execution;

/// <summary>
/// Replaces every op that has no instruction by primitives that have one. Both the emitted kernels and their fallback run the lowered
/// graph, so they give the same bits; the oracle runs the graph as it was.
/// </summary>
internal static class Lowering
{
    public static Graph Lower(Graph graph, Precision precision)
    {
        var lowered = ToPrimitives(WithoutInverses(graph.Outputs), precision);
        return new Graph(graph.Parameters, Simplifier.Simplify(LoopTape.Save(Simplifier.Simplify(lowered))));
    }

    /// <summary>The outputs over loops that have no inverses: nothing is differentiated any more.</summary>
    static Node[] WithoutInverses(Node[] outputs)
    {
        var done = new Dictionary<Node, Node>();
        foreach (var node in Graph.OrderOf(outputs))
        {
            var made = node.Rebuilt(done);
            if (made.Op is Loop { Inverse: not null } loop) made = Node.Create(loop with { Inverse = null }, made.Place, made.Inputs);
            done[node] = made.Op is Loop ? Loop.WithBody(made, WithoutInverses) : made;
        }
        return [.. outputs.Select(output => done[output])];
    }

    static Node[] ToPrimitives(Node[] outputs, Precision precision) => new Rewriter(node =>
    {
        if (node.Op is not Elementwise op || Lowered(op, node.Inputs, precision) is not { } value)
        {
            node.Origin ??= node.Op;
            return null;
        }
        if (!node.Inputs.Contains(value)) value.Origin = node.Op;
        return value;
    }).Rewrite(outputs);

    static Node? Lowered(Elementwise op, Node[] inputs, Precision precision)
    {
        if (op is not Composite) return op.Lower([.. inputs.Select(input => input.AsReal())], precision)?.Node;
        // The functions it is made of are lowered in their turn, over placeholders, so that what comes before is not gone through again.
        Node[] operands = [.. inputs.Select((input, i) => Node.Leaf(new Parameter(input.Shape, $"operand{i}", input.Kind), input.PerPath, Place.Nowhere))];
        var composed = op.Lower([.. operands.Select(operand => operand.AsReal())], precision)!.Value;
        return new Graph(operands, ToPrimitives([composed.Node], precision)).Inline(inputs)[0];
    }
}
