using System.Globalization;

namespace Pathwise.Ops;

/// <summary>
/// A linear op that moves elements: each element of the result is one element of one operand, or 0. That map is its meaning; it is its own
/// derivative, and states its transpose.
/// </summary>
internal abstract record Layout : Op
{
    /// <summary>For each element of the result, the operand and the element it comes from; operand −1 is zero.</summary>
    public abstract (int Input, int Element)[] Map(Node node);

    public sealed override bool Exact => true;

    public sealed override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        var map = ((int Input, int Element)[])(node.Cache ??= Map(node));
        if (inputs.Length == 1 && !output.PerPath)
        {
            double[] from = inputs[0].Data, to = output.Data;
            for (int e = 0; e < map.Length; e++) to[e] = map[e].Input < 0 ? 0 : from[map[e].Element];
            return;
        }
        for (int e = 0; e < map.Length; e++)
            for (int p = 0; p < output.Columns; p++)
                output[e, p] = map[e].Input < 0 ? 0 : inputs[map[e].Input][map[e].Element, p];
    }

    public override Node? Push(Node node, int input, Node tangent) => Node.Create(this, [tangent]);

    /// <summary>What is the same for all paths is moved once for all of them.</summary>
    public override Node? Simplify(Node node) => node.Inputs is [{ Op: ToPaths } lifted] ? ToPaths.Of(Node.Create(this, node.Place.OrNowhere, [lifted.Inputs[0]]), node.Place) : null;

    /// <summary>The map of a one-operand layout from a rule on indices along each axis.</summary>
    protected static (int, int)[] MapIndices(Shape result, Func<int[], int> source)
    {
        var map = new (int, int)[result.Count];
        var index = new int[result.Rank];
        for (int e = 0; e < map.Length; e++)
        {
            int element = source(index);
            map[e] = (element < 0 ? -1 : 0, element);
            for (int axis = result.Rank - 1; axis >= 0 && ++index[axis] == result[axis]; axis--) index[axis] = 0;
        }
        return map;
    }

    protected static int Dot(ReadOnlySpan<int> index, ReadOnlySpan<int> strides)
    {
        int sum = 0;
        for (int i = 0; i < index.Length; i++) sum += index[i] * strides[i];
        return sum;
    }
}

/// <summary>Stretches axes of extent 1 and prepends axes, by copying. Its transpose sums over the copies.</summary>
internal sealed record BroadcastTo(Shape Shape) : Layout
{
    public override string Name => "broadcast";
    public override string Attributes => Shape.ToString();

    public static Node Of(Node x, Shape shape) => x.Shape == shape ? x
        : x.Op is Constant { Uniform: { } c } ? (x.Kind == Kind.Real ? Constant.Of(shape, c) : Node.Create(new BroadcastTo(shape), [x]))
        : Node.Create(new BroadcastTo(shape), [x]);

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (Shape, inputs[0].Kind);

    public override (int, int)[] Map(Node node)
    {
        var source = node.Inputs[0].Shape;
        var strides = source.Strides();
        for (int axis = 0; axis < source.Rank; axis++) if (source[axis] == 1) strides[axis] = 0;
        int added = Shape.Rank - source.Rank;
        return MapIndices(Shape, index => Dot(index.AsSpan(added), strides));
    }

    public override Node? Pull(Node node, int input, Node cotangent)
    {
        var source = node.Inputs[0].Shape;
        int added = Shape.Rank - source.Rank;
        var axes = new List<int>();
        for (int axis = 0; axis < Shape.Rank; axis++) if (axis < added || source[axis - added] != Shape[axis]) axes.Add(axis);
        return ReshapeTo.Of(Node.Create(new Sum(new([.. axes])), [cotangent]), source);
    }

    public override Node? Simplify(Node node) => node.Inputs[0].Shape == Shape ? node.Inputs[0] : null;
}

/// <summary>The same elements in row-major order under another shape.</summary>
internal sealed record ReshapeTo(Shape Shape) : Layout
{
    public override string Name => "reshape";
    public override string Attributes => Shape.ToString();

    public static Node Of(Node x, Shape shape) => x.Shape == shape ? x : Node.Create(new ReshapeTo(shape), [x]);

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => inputs[0].Shape.Count == Shape.Count ? (Shape, inputs[0].Kind)
        : throw new PathwiseException("PW0007", $"an array of shape {inputs[0].Shape} cannot be reshaped to {Shape}", "the number of elements must stay the same");

    public override (int, int)[] Map(Node node) => [.. Enumerable.Range(0, Shape.Count).Select(e => (0, e))];
    public override Node? Pull(Node node, int input, Node cotangent) => Of(cotangent, node.Inputs[0].Shape);

    public override Node? Simplify(Node node) => node.Inputs[0].Shape == Shape ? node.Inputs[0]
        : node.Inputs[0].Op is ReshapeTo ? Of(node.Inputs[0].Inputs[0], Shape) : base.Simplify(node);
}

/// <summary>Axes in another order: axis i of the result is axis <c>Axes[i]</c> of the operand.</summary>
internal sealed record Permute(IntList Axes) : Layout
{
    public override string Name => "transpose";
    public override string Attributes => Axes.ToString();

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs)
    {
        var shape = inputs[0].Shape;
        if (Axes.Count != shape.Rank || !Axes.Values.ToArray().Order().SequenceEqual(Enumerable.Range(0, shape.Rank)))
            throw new PathwiseException("PW0008", $"axes ({Axes}) are not an order of the {shape.Rank} axes of {shape}", "name every axis once");
        var extents = new int[shape.Rank];
        for (int i = 0; i < extents.Length; i++) extents[i] = shape[Axes[i]];
        return (new(extents), inputs[0].Kind);
    }

    public override (int, int)[] Map(Node node)
    {
        var strides = node.Inputs[0].Shape.Strides();
        var permuted = Axes.Values.ToArray().Select(axis => strides[axis]).ToArray();
        return MapIndices(node.Shape, index => Dot(index, permuted));
    }

    public override Node? Pull(Node node, int input, Node cotangent)
    {
        var inverse = new int[Axes.Count];
        for (int i = 0; i < inverse.Length; i++) inverse[Axes[i]] = i;
        return Node.Create(new Permute(new IntList(inverse)), [cotangent]);
    }
}

/// <summary>Every <c>Step</c>-th element along one axis, from <c>Start</c>, <c>Count</c> of them.</summary>
internal sealed record SliceOf(int Axis, int Start, int Count, int Step) : Layout
{
    public override string Name => "slice";
    public override string Attributes => string.Create(CultureInfo.InvariantCulture, $"axis {Axis}, start {Start}, count {Count}{(Step == 1 ? "" : $", step {Step}")}");

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs)
    {
        var shape = inputs[0].Shape;
        if (Axis < 0 || Axis >= shape.Rank || Start < 0 || Count < 1 || Step < 1 || Start + (long)(Count - 1) * Step >= shape[Axis])
            throw new PathwiseException("PW0009", $"slice ({Attributes}) leaves the array of shape {shape}", "keep axis, start and count inside the array");
        return (With(shape, Axis, Count), inputs[0].Kind);
    }

    internal static Shape With(Shape shape, int axis, int extent)
    {
        var extents = shape.Extents.ToArray();
        extents[axis] = extent;
        return new(extents);
    }

    public override (int, int)[] Map(Node node)
    {
        var strides = node.Inputs[0].Shape.Strides();
        int start = Start * strides[Axis];
        strides[Axis] *= Step;
        return MapIndices(node.Shape, index => start + Dot(index, strides));
    }

    public override Node? Pull(Node node, int input, Node cotangent) => Node.Create(new Pad(Axis, Start, Step, node.Inputs[0].Shape[Axis]), [cotangent]);

    public override Node? Simplify(Node node) => node.Inputs[0].Shape == node.Shape ? node.Inputs[0] : null;
}

/// <summary>The transpose of a slice: zeros, with the operand at every <c>Step</c>-th place from <c>Start</c> along one axis.</summary>
internal sealed record Pad(int Axis, int Start, int Step, int Extent) : Layout
{
    public override string Name => "pad";
    public override string Attributes => string.Create(CultureInfo.InvariantCulture, $"axis {Axis}, start {Start}, extent {Extent}{(Step == 1 ? "" : $", step {Step}")}");

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (SliceOf.With(inputs[0].Shape, Axis, Extent), inputs[0].Kind);

    public override (int, int)[] Map(Node node)
    {
        var source = node.Inputs[0].Shape;
        var strides = source.Strides();
        return MapIndices(node.Shape, index =>
        {
            int at = index[Axis] - Start;
            if (at < 0 || at % Step != 0 || at / Step >= source[Axis]) return -1;
            int sum = 0;
            for (int i = 0; i < index.Length; i++) sum += (i == Axis ? at / Step : index[i]) * strides[i];
            return sum;
        });
    }

    public override Node? Pull(Node node, int input, Node cotangent) => Node.Create(new SliceOf(Axis, Start, node.Inputs[0].Shape[Axis], Step), [cotangent]);
}

/// <summary>Arrays one after another along one axis.</summary>
internal sealed record Concatenate(int Axis) : Layout
{
    public override string Name => "concat";
    public override string Attributes => $"axis {Axis.ToString(CultureInfo.InvariantCulture)}";

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs)
    {
        var first = inputs[0].Shape;
        int extent = 0;
        foreach (var input in inputs)
        {
            if (Axis < 0 || Axis >= first.Rank || input.Shape.Rank != first.Rank || SliceOf.With(input.Shape, Axis, 1) != SliceOf.With(first, Axis, 1))
                throw new PathwiseException("PW0010", $"arrays of shapes {first} and {input.Shape} cannot be joined along axis {Axis}", "all other extents must be equal");
            extent += input.Shape[Axis];
        }
        return (SliceOf.With(first, Axis, extent), inputs[0].Kind);
    }

    public override (int, int)[] Map(Node node)
    {
        var map = new (int, int)[node.Shape.Count];
        int inner = 1;
        for (int axis = Axis + 1; axis < node.Shape.Rank; axis++) inner *= node.Shape[axis];
        int row = node.Shape[Axis] * inner, offset = 0;
        for (int i = 0; i < node.Inputs.Length; i++)
        {
            int width = node.Inputs[i].Shape[Axis] * inner;
            for (int e = 0; e < node.Inputs[i].Shape.Count; e++) map[e / width * row + offset + e % width] = (i, e);
            offset += width;
        }
        return map;
    }

    // The derivative in one operand leaves zeros where the others are.
    public override Node? Push(Node node, int input, Node tangent) => Node.Create(new Pad(Axis, Offset(node, input), 1, node.Shape[Axis]), [tangent]);

    public override Node? Pull(Node node, int input, Node cotangent) =>
        Node.Create(new SliceOf(Axis, Offset(node, input), node.Inputs[input].Shape[Axis], 1), [cotangent]);

    int Offset(Node node, int input)
    {
        int offset = 0;
        for (int i = 0; i < input; i++) offset += node.Inputs[i].Shape[Axis];
        return offset;
    }
}
