namespace Pathwise.Ops;

/// <summary>The product of an m×k and a k×n matrix. Linear in each operand; the transposes are products again.
/// Sums run over the inner index in its order, from 0, by fused multiply-adds.</summary>
internal sealed record MatrixMultiply : Op
{
    public static readonly MatrixMultiply Op = new();

    public override string Name => "matmul";

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs)
    {
        var (a, b) = (inputs[0].Shape, inputs[1].Shape);
        if (a.Rank != 2 || b.Rank != 2 || a[1] != b[0])
            throw new PathwiseException("PW0011", $"matrices of shapes {a} and {b} cannot be multiplied", "the columns of the first must be as many as the rows of the second");
        return (new(a[0], b[1]), Kind.Real);
    }

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        int rows = node.Shape[0], columns = node.Shape[1], inner = node.Inputs[0].Shape[1];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                for (int p = 0; p < output.Columns; p++)
                {
                    double sum = 0;
                    for (int k = 0; k < inner; k++) sum = output.FusedMultiplyAdd(inputs[0][i * inner + k, p], inputs[1][k * columns + j, p], sum);
                    output[i * columns + j, p] = sum;
                }
    }

    public override Node? Push(Node node, int input, Node tangent) =>
        input == 0 ? Node.Create(this, [tangent, node.Inputs[1]]) : Node.Create(this, [node.Inputs[0], tangent]);

    public override Node? Pull(Node node, int input, Node cotangent) =>
        input == 0 ? Node.Create(this, [cotangent, Transposed(node.Inputs[1])]) : Node.Create(this, [Transposed(node.Inputs[0]), cotangent]);

    static Node Transposed(Node x) => Node.Create(new Permute(new IntList(1, 0)), [x]);
}
