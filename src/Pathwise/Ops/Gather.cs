using System.Globalization;

namespace Pathwise.Ops;

/// <summary>
/// Sub-arrays of the first operand along its first axis, chosen by the whole numbers in the second. An index that is not a whole number of
/// the axis gives NaN, which the run reports with its place. The index has no derivative: moving it is a jump.
/// </summary>
internal sealed record Gather : Op
{
    public static readonly Gather Op = new();

    public override string Name => "gather";
    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Continuous : Graphs.Crossing.Jump;

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs)
    {
        var (data, index) = (inputs[0].Shape, inputs[1].Shape);
        if (data.Rank == 0) throw new PathwiseException("PW0012", "a scalar has no axis to gather from", "gather from an array");
        return (new([.. index.Extents, .. data.Tail.Extents]), Kind.Real);
    }

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        int extent = node.Inputs[0].Shape[0], row = node.Inputs[0].Shape.Tail.Count;
        for (int k = 0; k < inputs[1].Elements; k++)
            for (int p = 0; p < output.Columns; p++)
            {
                double index = inputs[1][k, p];
                bool inside = index >= 0 && index < extent && index == Math.Floor(index);
                for (int r = 0; r < row; r++) output[k * row + r, p] = inside ? inputs[0][(int)index * row + r, p] : double.NaN;
            }
    }

    public override Node? Push(Node node, int input, Node tangent) => input == 0 ? Node.Create(this, [tangent, node.Inputs[1]]) : null;

    public override Node? Pull(Node node, int input, Node cotangent) =>
        input == 0 ? Node.Create(new ScatterAdd(node.Inputs[0].Shape[0]), [cotangent, node.Inputs[1]]) : null;
}

/// <summary>The transpose of <see cref="Gather"/>: adds each sub-array of the first operand to the place that the second names.</summary>
internal sealed record ScatterAdd(int Extent) : Op
{
    public override string Name => "scatter_add";
    public override string Attributes => Extent.ToString(CultureInfo.InvariantCulture);
    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Continuous : Graphs.Crossing.Jump;

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) =>
        (new([Extent, .. inputs[0].Shape.Extents[inputs[1].Shape.Rank..]]), Kind.Real);

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        int row = node.Shape.Tail.Count;
        Array.Clear(output.Data);
        for (int k = 0; k < inputs[1].Elements; k++)
            for (int p = 0; p < output.Columns; p++)
            {
                double index = inputs[1][k, p];
                if (!(index >= 0 && index < Extent && index == Math.Floor(index))) continue;
                for (int r = 0; r < row; r++) output[(int)index * row + r, p] = output.Rounded(output[(int)index * row + r, p] + inputs[0][k * row + r, p]);
            }
    }

    public override Node? Push(Node node, int input, Node tangent) => input == 0 ? Node.Create(this, [tangent, node.Inputs[1]]) : null;
    public override Node? Pull(Node node, int input, Node cotangent) => input == 0 ? Node.Create(Gather.Op, [cotangent, node.Inputs[1]]) : null;
}
