using static Pathwise.Functions;

namespace Pathwise.Ops;

internal readonly struct Negate : IUnary
{
    public static string Name => "neg";
    public static bool Exact => true;
    public static double Scalar(double x) => -x;
    public static Real? Lower(Real x, Precision precision) => null;
    public static Real? Derivative(Real x, Real y, Real v) => -v;
    public static Node? Simplify(Node x) => x.Op is Unary<Negate> ? x.Inputs[0] : x.Op is Binary<Subtract> ? (x.Inputs[1].AsReal() - x.Inputs[0].AsReal()).Node : null;
}

internal readonly struct Add : IBinary
{
    public static string Name => "add";
    public static bool Exact => true;
    public static double Scalar(double x, double y) => x + y;
    public static Real? Lower(Real x, Real y, Precision precision) => null;
    public static Real? Derivative(int input, Real x, Real y, Real f, Real v) => v;

    public static Node? Simplify(Node x, Node y) =>
        x.Is(0) ? y : y.Is(0) ? x
        : y.Op is Unary<Negate> ? (x.AsReal() - y.Inputs[0].AsReal()).Node
        : x.Op is Unary<Negate> ? (y.AsReal() - x.Inputs[0].AsReal()).Node
        : null;
}

internal readonly struct Subtract : IBinary
{
    public static string Name => "sub";
    public static bool Exact => true;
    public static double Scalar(double x, double y) => x - y;
    public static Real? Lower(Real x, Real y, Precision precision) => null;
    public static Real? Derivative(int input, Real x, Real y, Real f, Real v) => input == 0 ? v : -v;

    public static Node? Simplify(Node x, Node y) =>
        y.Is(0) ? x : x.Is(0) ? (-y.AsReal()).Node
        : y.Op is Unary<Negate> ? (x.AsReal() + y.Inputs[0].AsReal()).Node
        : null;
}

internal readonly struct Multiply : IBinary
{
    public static string Name => "mul";
    public static bool Exact => true;
    public static double Scalar(double x, double y) => x * y;
    public static Real? Lower(Real x, Real y, Precision precision) => null;
    public static Real? Derivative(int input, Real x, Real y, Real f, Real v) => v * (input == 0 ? y : x);

    // 0·x is kept: it is NaN where x is not finite, and that must be seen.
    public static Node? Simplify(Node x, Node y) =>
        x.Is(1) ? y : y.Is(1) ? x
        : x.Is(-1) ? (-y.AsReal()).Node : y.Is(-1) ? (-x.AsReal()).Node
        : x.Op is Unary<Negate> && y.Op is Unary<Negate> ? (x.Inputs[0].AsReal() * y.Inputs[0].AsReal()).Node
        : null;
}

internal readonly struct Divide : IBinary
{
    public static string Name => "div";
    public static bool Exact => true;
    public static double Scalar(double x, double y) => x / y;
    public static Real? Lower(Real x, Real y, Precision precision) => null;
    public static Real? Derivative(int input, Real x, Real y, Real f, Real v) => input == 0 ? v / y : -(v / y * f);

    public static Node? Simplify(Node x, Node y) =>
        y.Is(1) ? x : y.Is(-1) ? (-x.AsReal()).Node
        : y.Op is Constant { Uniform: { } c } && double.IsPow2(Math.Abs(c)) && double.IsNormal(1 / c) ? (x.AsReal() * Filled(y.Shape, 1 / c)).Node
        : null;
}

/// <summary>a·b + c with one rounding. Made from multiply and add by the contraction pass, never by the user.</summary>
internal sealed record FusedMultiplyAdd() : Elementwise(3)
{
    public static readonly FusedMultiplyAdd Op = new();

    public override string Name => "fma";
    public override double Scalar(ReadOnlySpan<double> x) => Math.FusedMultiplyAdd(x[0], x[1], x[2]);
    public override double Single(ReadOnlySpan<double> x) => MathF.FusedMultiplyAdd((float)x[0], (float)x[1], (float)x[2]);
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => null;

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        Value a = inputs[0], b = inputs[1], c = inputs[2];
        for (int e = 0; e < output.Elements; e++)
            for (int p = 0; p < output.Columns; p++) output[e, p] = output.FusedMultiplyAdd(a[e, p], b[e, p], c[e, p]);
    }

    /// <summary>a·b + c.</summary>
    public static Real Of(Real a, Real b, Real c) => Op.On(a, b, c);

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => input == 2 ? v : v * x[1 - input].AsReal();
}

/// <summary>xʸ. The derivative in y is xʸ log x, 0 where x is 0, and undefined (NaN) where x is negative.</summary>
internal readonly struct Power : IBinary
{
    public static string Name => "pow";
    public static double Scalar(double x, double y) => Math.Pow(x, y);
    public static Real? Lower(Real x, Real y, Precision precision) => Lowered.Pow(x, y, precision);

    public static Real? Derivative(int input, Real x, Real y, Real f, Real v)
    {
        if (input == 0) return v * y * Pow(x, y - 1);
        var zero = Filled(x.Shape, 0);
        var vanishes = x == zero;
        return Where(vanishes, zero, v * f * Log(Where(vanishes, Filled(x.Shape, 1), x)));
    }

    // Small whole exponents are products: exact for what people mean by x², and defined for negative x.
    public static Node? Simplify(Node x, Node y)
    {
        if (y.Op is not Constant { Uniform: { } n }) return null;
        var r = x.AsReal();
        return n switch
        {
            0 => Filled(x.Shape, 1).Node,
            1 => x,
            2 => (r * r).Node,
            3 => (r * r * r).Node,
            4 => Square(r * r).Node,
            0.5 => Sqrt(r).Node,
            -1 => (1 / r).Node,
            -2 => (1 / (r * r)).Node,
            _ => null,
        };
    }

    static Real Square(Real x) => x * x;
}
