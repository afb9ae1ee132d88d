namespace Pathwise;

public static partial class Functions
{
    /// <summary>The sum over the given axes, or over all elements.</summary>
    public static Real Sum(Real x, params int[] axes)
    {
        var over = Axes(x, axes);
        return new(Node.Create(new Sum(new(over)), [x.Node]));
    }

    /// <summary>The mean over the given axes, or over all elements.</summary>
    public static Real Mean(Real x, params int[] axes)
    {
        var sum = Sum(x, axes);
        return sum / (x.Shape.Count / sum.Shape.Count);
    }

    /// <summary>The largest element over the given axes, or of all.</summary>
    public static Real MaxOver(Real x, params int[] axes) => new(Node.Create(new LargestOf(new(Axes(x, axes))), [x.Node]));

    /// <summary>The smallest element over the given axes, or of all.</summary>
    public static Real MinOver(Real x, params int[] axes) => -MaxOver(-x, axes);

    /// <summary>log Σ eˣ over the given axes, or over all elements, without overflow.</summary>
    public static Real LogSumExp(Real x, params int[] axes)
    {
        // The shift cancels in exact arithmetic, so it is rightly held constant. It is kept finite (in either precision), for infinities to pass.
        var largest = new StopGradient(Reported: false).On(Clamp(MaxOver(x, axes), -3e38, 3e38));
        var kept = Reshape(largest, Ops.Sum.Kept(x.Shape, Axes(x, axes)));
        return Log(Sum(Exp(x - kept), axes)) + largest;
    }

    /// <summary>The softmax, eˣ/Σeˣ, along the last axis.</summary>
    public static Real Softmax(Real x)
    {
        int last = x.Shape.Rank - 1;
        return Exp(x - Reshape(LogSumExp(x, last), Ops.Sum.Kept(x.Shape, [last])));
    }

    /// <summary>The matrix product; a vector counts as a row on the left and as a column on the right.</summary>
    public static Real MatMul(Real a, Real b)
    {
        var left = a.Shape.Rank == 1 ? Reshape(a, new(1, a.Shape[0])) : a;
        var right = b.Shape.Rank == 1 ? Reshape(b, new(b.Shape[0], 1)) : b;
        var product = new Real(Node.Create(MatrixMultiply.Op, [left.Node, right.Node]));
        return (a.Shape.Rank, b.Shape.Rank) switch
        {
            (1, 1) => Reshape(product, Shape.Scalar),
            (1, _) => Reshape(product, product.Shape[1]),
            (_, 1) => Reshape(product, product.Shape[0]),
            _ => product,
        };
    }

    /// <summary>Axes in another order (by default, reversed).</summary>
    public static Real Transpose(Real x, params int[] axes) =>
        new(Node.Create(new Permute(new IntList(axes.Length > 0 ? axes : [.. Enumerable.Range(0, x.Shape.Rank).Reverse()])), [x.Node]));

    /// <summary>The same elements in row-major order under another shape.</summary>
    public static Real Reshape(Real x, Shape shape) => new(ReshapeTo.Of(x.Node, shape));

    /// <summary>Copies along new leading axes and axes of extent 1.</summary>
    public static Real Broadcast(Real x, Shape shape)
    {
        using var at = Place.At(Place.OfCaller());
        return Shape.Broadcast(x.Shape, shape) == shape ? new(BroadcastTo.Of(x.Node, shape))
            : throw new PathwiseException("PW0003", $"shape {x.Shape} does not broadcast to {shape}", "only axes of extent 1 stretch");
    }

    /// <summary>Every <paramref name="step"/>-th sub-array along an axis, from <paramref name="start"/>, <paramref name="count"/> of them.</summary>
    public static Real Slice(Real x, int axis, int start, int count, int step = 1) => new(Node.Create(new SliceOf(axis, start, count, step), [x.Node]));

    /// <summary>Arrays one after another along an axis.</summary>
    public static Real Concat(int axis, params Real[] parts) => parts.Length > 0 ? new(Node.Create(new Concatenate(axis), [.. parts.Select(part => part.Node)]))
        : throw new PathwiseException("PW0010", "no arrays to join", "give at least one", Place.OfCaller());

    /// <summary>Arrays of one shape along a new first axis.</summary>
    public static Real Stack(params Real[] parts) => Concat(0, [.. parts.Select(part => Reshape(part, part.Shape.Prepend(1)))]);

    /// <summary>Sub-arrays along the first axis, chosen by whole numbers. An index outside the axis is reported when it happens.</summary>
    public static Real Gather(Real x, Real index) => new(Node.Create(Ops.Gather.Op, [x.Node, index.Node]));

    static int[] Axes(Real x, int[] axes)
    {
        if (axes.Length == 0) return [.. Enumerable.Range(0, x.Shape.Rank)];
        foreach (int axis in axes)
            if (axis < 0 || axis >= x.Shape.Rank)
                throw new PathwiseException("PW0013", $"an array of shape {x.Shape} has no axis {axis}", "axes count from 0", Place.OfCaller());
        return [.. axes.Distinct().Order()];
    }
}
