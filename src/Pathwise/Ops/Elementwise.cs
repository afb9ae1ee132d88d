namespace Pathwise.Ops;

/// <summary>
/// A scalar function applied to every element. Its derivative rule serves both modes, for a scalar linear map is its own transpose.
/// </summary>
internal abstract record Elementwise(int Arity) : Op
{
    /// <summary>∂f/∂xᵢ times <paramref name="v"/>; null is zero. Selections, never products with 0 or 1, where f has branches.</summary>
    protected abstract Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v);

    /// <summary>The plain meaning in double precision.</summary>
    public abstract double Scalar(ReadOnlySpan<double> x);

    /// <summary>
    /// The meaning in single precision. Rounding the double result is right for functions rounded once, and for + − · / √, whose double
    /// rounding is harmless (Figueroa, When is double rounding innocuous?, SIGNUM Newsletter 30, 1995).
    /// </summary>
    public virtual double Single(ReadOnlySpan<double> x) => (float)Scalar(x);

    /// <summary>The op as a graph of primitives, which have an instruction each; null for a primitive.</summary>
    public abstract Real? Lower(ReadOnlySpan<Real> x, Precision precision);

    public override (Shape Shape, Kind Kind) Infer(ReadOnlySpan<Node> inputs)
    {
        for (int i = 1; i < inputs.Length; i++)
            if (inputs[i].Shape != inputs[0].Shape) throw new InvalidOperationException($"{Name} of shapes {inputs[0].Shape} and {inputs[i].Shape}");
        return (inputs[0].Shape, Kind.Real);
    }

    public sealed override Node? Push(Node node, int input, Node tangent) => Selected(node, input, tangent);

    public sealed override Node? Pull(Node node, int input, Node cotangent) => Selected(node, input, cotangent);

    /// <summary>
    /// The derivative applied to a vector. One that a branch has set to 0 stays outermost in the chain of products: where the branch is not taken, the
    /// derivatives within may be infinite or undefined, and 0 times them is not 0.
    /// </summary>
    Node? Selected(Node node, int input, Node vector)
    {
        if (this is Where || Ops.Where.Zeroed(vector) is not var (condition, whenTrue, taken))
            return Derivative(input, node.Inputs, node.AsReal(), vector.AsReal())?.Node;
        return Selected(node, input, taken) is { } within ? Ops.Where.Zeroed(condition, whenTrue, within) : null;
    }

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        Span<double> x = stackalloc double[inputs.Length];
        for (int e = 0; e < output.Elements; e++)
            for (int p = 0; p < output.Columns; p++)
            {
                for (int i = 0; i < x.Length; i++) x[i] = inputs[i][e, p];
                output[e, p] = output.Single ? Single(x) : Scalar(x);
            }
    }

    /// <summary>Applies the op to operands of any shapes that broadcast.</summary>
    public Real On(params ReadOnlySpan<Real> operands) => On(default, operands);

    public Real On(Place place, params ReadOnlySpan<Real> operands)
    {
        if (place == default) place = Place.OfCaller();
        using var at = Place.At(place);
        var shape = operands[0].Node.Shape;
        for (int i = 1; i < operands.Length; i++) shape = Shape.Broadcast(shape, operands[i].Node.Shape);
        var nodes = new Node[operands.Length];
        for (int i = 0; i < nodes.Length; i++) nodes[i] = BroadcastTo.Of(operands[i].Node, shape);
        return new(Node.Create(this, place, nodes));
    }
}

/// <summary>One row of the table of functions of one variable.</summary>
internal interface IUnary
{
    static abstract string Name { get; }
    static abstract double Scalar(double x);
    static abstract Real? Derivative(Real x, Real y, Real v);
    static abstract Real? Lower(Real x, Precision precision);
    static virtual Crossing Crossing => Crossing.Continuous;
    static virtual bool Exact => false;
    static virtual Node? Simplify(Node x) => null;
}

/// <inheritdoc cref="IUnary"/>
internal sealed record Unary<TFunction>() : Elementwise(1) where TFunction : struct, IUnary
{
    public static readonly Unary<TFunction> Op = new();

    public override string Name => TFunction.Name;
    public override double Scalar(ReadOnlySpan<double> x) => TFunction.Scalar(x[0]);
    public override Crossing Crossing(int input) => TFunction.Crossing;
    public override bool Exact => TFunction.Exact;

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        double[] x = inputs[0].Data, y = output.Data;
        if (x.Length != y.Length) { base.Evaluate(node, inputs, output); return; }
        for (int i = 0; i < y.Length; i++) y[i] = output.Rounded(TFunction.Scalar(x[i]));
    }

    public override Node? Simplify(Node node) => TFunction.Simplify(node.Inputs[0]);
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => TFunction.Lower(x[0], precision);
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => TFunction.Derivative(x[0].AsReal(), y, v);
}

/// <summary>One row of the table of functions of two variables.</summary>
internal interface IBinary
{
    static abstract string Name { get; }
    static abstract double Scalar(double x, double y);
    static abstract Real? Derivative(int input, Real x, Real y, Real f, Real v);
    static abstract Real? Lower(Real x, Real y, Precision precision);
    static virtual bool Exact => false;
    static virtual Node? Simplify(Node x, Node y) => null;
}

/// <inheritdoc cref="IBinary"/>
internal sealed record Binary<TFunction>() : Elementwise(2) where TFunction : struct, IBinary
{
    public static readonly Binary<TFunction> Op = new();

    public override string Name => TFunction.Name;
    public override double Scalar(ReadOnlySpan<double> x) => TFunction.Scalar(x[0], x[1]);
    public override bool Exact => TFunction.Exact;

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        int columns = output.Columns, a = inputs[0].PerPath ? 1 : 0, b = inputs[1].PerPath ? 1 : 0;
        for (int e = 0; e < output.Elements; e++)
        {
            var x = inputs[0].Data.AsSpan(e * inputs[0].Stride);
            var y = inputs[1].Data.AsSpan(e * inputs[1].Stride);
            var f = output.Data.AsSpan(e * columns, columns);
            for (int p = 0; p < f.Length; p++) f[p] = output.Rounded(TFunction.Scalar(x[p * a], y[p * b]));
        }
    }

    public override Node? Simplify(Node node) => TFunction.Simplify(node.Inputs[0], node.Inputs[1]);
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => TFunction.Lower(x[0], x[1], precision);

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) =>
        TFunction.Derivative(input, x[0].AsReal(), x[1].AsReal(), y, v);
}
