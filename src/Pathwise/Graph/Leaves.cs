using System.Globalization;
using System.Runtime.InteropServices;

namespace Pathwise.Graphs;

/// <summary>An op without inputs.</summary>
internal abstract record Leaf(Shape Shape) : Op
{
    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (Shape, Kind.Real);
    public override Node? Push(Node node, int input, Node tangent) => null;
    public override Node? Pull(Node node, int input, Node cotangent) => null;
    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output) => throw new InvalidOperationException($"{Name} is an input");
}

/// <summary>A literal array. It counts as shared or per-path as its consumer needs.</summary>
internal sealed record Constant : Leaf
{
    readonly Kind _kind;

    public Constant(Shape shape, double[] values, Kind kind = Kind.Real) : base(shape)
    {
        Values = values;
        _kind = kind;
        // Equal bit for bit: 0 and −0 differ.
        var bits = MemoryMarshal.Cast<double, long>(values);
        Uniform = bits.ContainsAnyExcept(bits[0]) ? null : values[0];
    }

    public double[] Values { get; }
    public override string Name => "constant";
    public override string Attributes => Values.Length <= 4
        ? string.Join(", ", Values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))
        : $"{Values[0].ToString("R", CultureInfo.InvariantCulture)}, … {Values.Length.ToString(CultureInfo.InvariantCulture)} values";

    /// <summary>The one value that all elements have, if they do.</summary>
    public double? Uniform { get; }

    public static Node Of(double value) => Of(Shape.Scalar, value);

    public static Node Of(Shape shape, double value)
    {
        var values = new double[shape.Count];
        Array.Fill(values, value);
        return Of(shape, values);
    }

    public static Node Of(Shape shape, double[] values, Kind kind = Kind.Real) => Node.Leaf(new Constant(shape, values, kind), perPath: false);

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (Shape, _kind);

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        for (int e = 0; e < Values.Length; e++) output.Data[e] = output.Rounded(Values[e]);
    }

    // Equal bit for bit, so that merging equal constants never changes a result (0 and −0 differ).
    public bool Equals(Constant? other) => other is not null && Shape == other.Shape && _kind == other._kind
        && SameBits(Values, other.Values);

    internal static bool SameBits(double[] a, double[] b) => MemoryMarshal.AsBytes(a.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(b.AsSpan()));

    public override int GetHashCode() => HashCode.Combine(Shape, Values.Length, Values[0], Values[^1]);
}

/// <summary>An input of a graph: a parameter, a data row, or a placeholder of a loop's body. Each is itself alone.</summary>
internal sealed record Parameter(Shape Shape, string Label, Kind Kind = Kind.Real) : Leaf(Shape)
{
    public override string Name => "parameter";
    public override string Attributes => Label;
    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (Shape, Kind);
    public bool Equals(Parameter? other) => ReferenceEquals(this, other);
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>The two laws that noise comes in.</summary>
internal enum DrawKind : byte { Uniform, Normal }

/// <summary>
/// Noise, an input: the draws of one site for one path. Draws inside loops are hoisted, so a site's shape starts with the steps of the loops
/// around it.
/// </summary>
internal sealed record Draw(string Site, DrawKind Law, Shape Shape, bool Shared) : Leaf(Shape)
{
    public override string Name => Law == DrawKind.Normal ? "normal" : "uniform";
    public override string Attributes => Site + (Shared ? ", shared" : "");

    /// <summary>The hash of the site's name, which keys its draws.</summary>
    public ulong Key { get; } = NoiseSources.SiteKey.Of(Site);

    /// <summary>A draw rounded to single precision; a uniform stays inside the open interval.</summary>
    public float ToSingle(double x) => Law == DrawKind.Normal ? (float)x : Math.Clamp((float)x, float.Epsilon, MathF.BitDecrement(1));
}

/// <summary>The explicit broadcast of a shared value to the paths.</summary>
internal sealed record ToPaths : Op
{
    static readonly ToPaths s_op = new();

    public override string Name => "to_paths";

    public static Node Of(Node node, Place place) => node.PerPath || node.IsConstant || node.Kind == Kind.Tuple ? node : Node.Lift(s_op, node, place);

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (inputs[0].Shape, inputs[0].Kind);
    public override Node? Push(Node node, int input, Node tangent) => ToPaths.Of(tangent, node.Place);

    // The sum over paths belongs to the estimator, which wants each path's gradient for its standard error: the cotangent stays per path.
    public override Node? Pull(Node node, int input, Node cotangent) => cotangent;

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        for (int e = 0; e < output.Elements; e++)
            for (int p = 0; p < output.Columns; p++) output[e, p] = inputs[0][e, p];
    }
}

/// <summary>One of the several outputs of a loop.</summary>
internal sealed record Item(int Index) : Op
{
    public override string Name => "item";
    public override string Attributes => Index.ToString(CultureInfo.InvariantCulture);

    public static Node Of(Node tuple, int index) => Node.Create(new Item(index), tuple.Place.OrNowhere, [tuple]);

    /// <summary>The item that takes another's place and name when its loop is made anew.</summary>
    public static Node InPlaceOf(Node item, Node tuple, int index)
    {
        var moved = Of(tuple, index);
        moved.Name = item.Name;
        return moved;
    }

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs)
    {
        var (shape, kind, _) = inputs[0].Op.Item(Index);
        return (shape, kind);
    }

    // Derivatives of tuples are handled for all outputs at once by the mode that meets them.
    public override Node? Push(Node node, int input, Node tangent) => throw new InvalidOperationException();
    public override Node? Pull(Node node, int input, Node cotangent) => throw new InvalidOperationException();
    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output) => throw new InvalidOperationException();
}
