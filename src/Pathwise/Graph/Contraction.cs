namespace Pathwise.Graphs;

/// <summary>
/// Sums with a product as operand become fused multiply-adds: fewer instructions, one rounding less. The rule looks at one sum and its operands
/// alone and is applied to the primal graph before differentiation, so a value has the same bits with and without its gradient.
/// </summary>
internal static class Contraction
{
    public static Node[] Contract(params ReadOnlySpan<Node> outputs) => new Rewriter(node => node.Op switch
    {
        Binary<Add> when IsProduct(node.Inputs[0]) => Fused(Left(node.Inputs[0]), Right(node.Inputs[0]), node.Inputs[1]),
        Binary<Add> when IsProduct(node.Inputs[1]) => Fused(Left(node.Inputs[1]), Right(node.Inputs[1]), node.Inputs[0]),
        Binary<Subtract> when IsProduct(node.Inputs[1]) => Fused(-Left(node.Inputs[1]), Right(node.Inputs[1]), node.Inputs[0]),
        Binary<Subtract> when IsProduct(node.Inputs[0]) => Fused(Left(node.Inputs[0]), Right(node.Inputs[0]), (-node.Inputs[1].AsReal()).Node),
        _ => null,
    }).Rewrite(outputs);

    static bool IsProduct(Node node) => node.Op is Binary<Multiply>;
    static Real Left(Node product) => product.Inputs[0].AsReal();
    static Real Right(Node product) => product.Inputs[1].AsReal();
    static Node Fused(Real a, Real b, Node c) => FusedMultiplyAdd.Of(a, b, c.AsReal()).Node;
}
