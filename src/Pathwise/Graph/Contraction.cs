namespace Pathwise.Graphs;

/// <summary>
/// Sums with a product as operand become fused multiply-adds: fewer instructions, one rounding less. A product that a step of a loop ends with is made anyway and is added as it is,
/// so that the sum does not wait for it twice; a sum of two products by the same factor, as cotangents are, becomes a product. The rules look at one sum and its operands
/// alone and are applied to the primal graph before differentiation, so a value has the same bits with and without its gradient.
/// </summary>
internal static class Contraction
{
    public static Node[] Contract(params ReadOnlySpan<Node> outputs) => new Rewriter((node, ends) => Contracted(node, product => IsProduct(product) && !ends.Contains(product))).Rewrite(outputs);

    static Node? Contracted(Node node, Func<Node, bool> isContracted) => node.Op switch
    {
        Binary<Add> when IsProduct(node.Inputs[0]) && IsProduct(node.Inputs[1]) && Common(node.Inputs[0], node.Inputs[1]) is var (factor, a, b) => (factor * (a + b)).Node,
        Binary<Add> when isContracted(node.Inputs[0]) => Fused(Left(node.Inputs[0]), Right(node.Inputs[0]), node.Inputs[1]),
        Binary<Add> when isContracted(node.Inputs[1]) => Fused(Left(node.Inputs[1]), Right(node.Inputs[1]), node.Inputs[0]),
        Binary<Subtract> when isContracted(node.Inputs[1]) => Fused(-Left(node.Inputs[1]), Right(node.Inputs[1]), node.Inputs[0]),
        Binary<Subtract> when isContracted(node.Inputs[0]) => Fused(Left(node.Inputs[0]), Right(node.Inputs[0]), (-node.Inputs[1].AsReal()).Node),
        _ => null,
    };

    static (Real Factor, Real A, Real B)? Common(Node p, Node q)
    {
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 2; j++)
                if (p.Inputs[i] is { PerPath: true } factor && ReferenceEquals(factor, q.Inputs[j])) return (factor.AsReal(), p.Inputs[1 - i].AsReal(), q.Inputs[1 - j].AsReal());
        return null;
    }

    static bool IsProduct(Node node) => node.Op is Binary<Multiply>;
    static Real Left(Node product) => product.Inputs[0].AsReal();
    static Real Right(Node product) => product.Inputs[1].AsReal();
    static Node Fused(Real a, Real b, Node c) => FusedMultiplyAdd.Of(a, b, c.AsReal()).Node;
}
