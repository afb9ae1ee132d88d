using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>The sum over axes, which disappear. Its transpose is a broadcast.</summary>
internal sealed record Sum(IntList Axes) : Op
{
    public override string Name => "sum";
    public override string Attributes => Axes.ToString();

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (inputs[0].Shape.Without(Axes.Values), Kind.Real);

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        var target = (int[])(node.Cache ??= Targets(node.Inputs[0].Shape, Axes.Values));
        Array.Clear(output.Data);
        for (int e = 0; e < target.Length; e++)
            for (int p = 0; p < output.Columns; p++) output[target[e], p] = output.Rounded(output[target[e], p] + inputs[0][e, p]);
    }

    /// <summary>For each element of an array, the element of its reduction over the axes that it belongs to.</summary>
    internal static int[] Targets(Shape shape, ReadOnlySpan<int> axes)
    {
        var reduced = shape.Without(axes).Strides();
        var strides = new int[shape.Rank];
        for (int axis = 0, kept = 0; axis < shape.Rank; axis++) strides[axis] = axes.Contains(axis) ? 0 : reduced[kept++];
        var targets = new int[shape.Count];
        var source = shape.Strides();
        for (int e = 0; e < targets.Length; e++)
            for (int axis = 0, rest = e; axis < shape.Rank; rest %= source[axis++]) targets[e] += rest / source[axis] * strides[axis];
        return targets;
    }

    /// <summary>The shape with the summed axes kept at extent 1, which broadcasts back.</summary>
    internal static Shape Kept(Shape shape, ReadOnlySpan<int> axes)
    {
        var extents = shape.Extents.ToArray();
        foreach (int axis in axes) extents[axis] = 1;
        return new(extents);
    }

    public override Node? Push(Node node, int input, Node tangent) => Node.Create(this, [tangent]);

    public override Node? Pull(Node node, int input, Node cotangent)
    {
        var shape = node.Inputs[0].Shape;
        return BroadcastTo.Of(ReshapeTo.Of(cotangent, Kept(shape, Axes.Values)), shape);
    }

    public override Node? Simplify(Node node) => Axes.Count == 0 ? node.Inputs[0] : null;
}

/// <summary>The largest element over axes, which disappear. Where several are equal the derivative is their mean.</summary>
internal sealed record LargestOf(IntList Axes) : Op
{
    public override string Name => "max_over";
    public override string Attributes => Axes.ToString();

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (inputs[0].Shape.Without(Axes.Values), Kind.Real);

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        Array.Fill(output.Data, double.NegativeInfinity);
        var target = (int[])(node.Cache ??= Sum.Targets(node.Inputs[0].Shape, Axes.Values));
        for (int e = 0; e < target.Length; e++)
            for (int p = 0; p < output.Columns; p++) output[target[e], p] = Maximum.Scalar(output[target[e], p], inputs[0][e, p]);
    }

    public override Node? Push(Node node, int input, Node tangent)
    {
        var (attained, count) = Attained(node);
        return (Functions.Sum(Functions.Where(attained, tangent.AsReal(), Filled(tangent.Shape, 0)), Axes.Values.ToArray()) / count).Node;
    }

    public override Node? Pull(Node node, int input, Node cotangent)
    {
        var (attained, count) = Attained(node);
        var spread = Spread(cotangent.AsReal() / count, node.Inputs[0].Shape);
        return Functions.Where(attained, spread, Filled(spread.Shape, 0)).Node;
    }

    (Condition Attained, Real Count) Attained(Node node)
    {
        var x = node.Inputs[0].AsReal();
        var attained = x == Spread(node.AsReal(), x.Shape);
        return (attained, Functions.Sum(Functions.Where(attained, Filled(x.Shape, 1), Filled(x.Shape, 0)), Axes.Values.ToArray()));
    }

    Real Spread(Real reduced, Shape shape) => BroadcastTo.Of(ReshapeTo.Of(reduced.Node, Sum.Kept(shape, Axes.Values)), shape).AsReal();
}
