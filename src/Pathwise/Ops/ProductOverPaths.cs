namespace Pathwise.Ops;

/// <summary>
/// s + Σₚ Σₗ a[·, l]·b[l, ·]: a shared matrix s and the product of two matrices of each path, summed over the paths that are evaluated together. Each
/// element is one chain of fused multiply-adds from s, over l and within it over the paths in their order. It is made where gradients in shared
/// matrices are summed, after differentiation.
/// </summary>
internal sealed record ProductOverPaths : Op
{
    static readonly ProductOverPaths s_op = new();

    public override string Name => "matmul_over_paths";

    public static Node Of(Node sum, Node a, Node b) => Node.Create(s_op, Place.Nowhere, [sum, a, b]);

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (inputs[0].Shape, Kind.Real);

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        var (sum, a, b) = (inputs[0], inputs[1], inputs[2]);
        int columns = node.Shape[1], inner = node.Inputs[1].Shape[1];
        for (int e = 0; e < output.Elements; e++)
        {
            double total = sum[e, 0];
            for (int l = 0; l < inner; l++)
                for (int p = 0; p < output.Paths; p++) total = output.FusedMultiplyAdd(a[e / columns * inner + l, p], b[l * columns + e % columns, p], total);
            output[e, 0] = total;
        }
    }

    public override Node? Push(Node node, int input, Node tangent) => throw new InvalidOperationException();
    public override Node? Pull(Node node, int input, Node cotangent) => throw new InvalidOperationException();

    /// <summary>Whether a node is such a sum, or what a loop has made of it.</summary>
    public static bool Makes(Node node) => node.Op is ProductOverPaths
        || (node.Op is Item { Index: var i } && node.Inputs[0].Op is Loop loop && i < loop.Carries && loop.Body.Outputs[i].Op is ProductOverPaths);
}
