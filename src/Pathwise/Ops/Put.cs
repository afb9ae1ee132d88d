namespace Pathwise.Ops;

/// <summary>
/// The first operand with the third, of the shape of its rows, in the place of the row that the whole number in the second names. A number that names no row puts nothing anywhere. The index has no derivative: moving it is a jump.
/// A loop that carries the array keeps it where it is and writes the row alone.
/// </summary>
internal sealed record Put : Op
{
    public static readonly Put Op = new();

    public override string Name => "put";
    public override Crossing Crossing(int input) => input == 1 ? Graphs.Crossing.Jump : Graphs.Crossing.Continuous;

    public static Real Of(Real array, Real index, Real row) => new(Node.Create(Op, [array.Node, index.Node, row.Node]));

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs)
    {
        if (inputs[0].Shape.Rank == 0 || !inputs[1].Shape.IsScalar || inputs[2].Shape != inputs[0].Shape.Tail)
            throw new InvalidOperationException($"put of shapes {inputs[0].Shape}, {inputs[1].Shape} and {inputs[2].Shape}");
        return (inputs[0].Shape, Kind.Real);
    }

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        int extent = node.Shape[0], row = inputs[2].Elements, columns = output.Columns;
        for (int e = 0; e < output.Elements; e++)
            for (int p = 0; p < columns; p++) output[e, p] = inputs[0][e, p];
        for (int p = 0; p < columns; p++)
        {
            double index = inputs[1][0, p];
            if (!(index >= 0 && index < extent && index == Math.Floor(index))) continue;
            for (int r = 0; r < row; r++) output[(int)index * row + r, p] = inputs[2][r, p];
        }
    }

    public override Node? Push(Node node, int input, Node tangent) => input switch
    {
        0 => Node.Create(this, [tangent, node.Inputs[1], Constant.Of(node.Inputs[2].Shape, 0)]),
        2 => Node.Create(this, [Constant.Of(node.Shape, 0), node.Inputs[1], tangent]),
        _ => null,
    };

    public override Node? Pull(Node node, int input, Node cotangent)
    {
        Real index = node.Inputs[1].AsReal();
        if (input == 0) return Node.Create(this, [cotangent, node.Inputs[1], Constant.Of(node.Inputs[2].Shape, 0)]);
        if (input == 1) return null;
        var names = (index >= 0) & (index <= node.Shape[0] - 1) & (Functions.Floor(index) == index);
        var given = Functions.Gather(cotangent.AsReal(), Functions.Where(names, index, 0));
        return Functions.Where(names, given, Functions.Filled(given.Shape, 0)).Node;
    }
}
