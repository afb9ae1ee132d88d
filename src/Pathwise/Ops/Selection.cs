using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>A comparison of two reals; its result is a condition, which has no derivative.</summary>
internal sealed record Comparison(string Symbol, Func<double, double, bool> Holds) : Elementwise(2)
{
    public static readonly Comparison Less = new("less", (x, y) => x < y);
    public static readonly Comparison LessOrEqual = new("less_equal", (x, y) => x <= y);
    public static readonly Comparison Equal = new("equal", (x, y) => x == y);

    public override string Name => Symbol;
    public override bool Exact => true;
    public override double Scalar(ReadOnlySpan<double> x) => Holds(x[0], x[1]) ? 1 : 0;
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => null;
    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (base.Infer(inputs).Shape, Kind.Condition);
    public Condition Of(Real a, Real b) => new(On(a, b).Node);
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
    public bool Equals(Comparison? other) => ReferenceEquals(this, other);
    public override int GetHashCode() => string.GetHashCode(Symbol, StringComparison.Ordinal);
}

/// <summary>And, or, not.</summary>
internal sealed record Logic(string Symbol, int Operands, Func<bool, bool, bool> Holds) : Elementwise(Operands)
{
    public static readonly Logic And = new("and", 2, (x, y) => x && y);
    public static readonly Logic Or = new("or", 2, (x, y) => x || y);
    public static readonly Logic Not = new("not", 1, (x, _) => !x);

    public override string Name => Symbol;
    public override bool Exact => true;
    public override double Scalar(ReadOnlySpan<double> x) => Holds(x[0] != 0, x[^1] != 0) ? 1 : 0;
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => null;
    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (base.Infer(inputs).Shape, Kind.Condition);
    public override Node? Simplify(Node node) => this == Not && node.Inputs[0].Op == Not ? node.Inputs[0].Inputs[0] : null;
    public Condition Of(Condition a, Condition b) => new(On(new Real(a.Node), new Real(b.Node)).Node);
    public Condition Of(Condition a) => new(On(new Real(a.Node)).Node);
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
    public bool Equals(Logic? other) => ReferenceEquals(this, other);
    public override int GetHashCode() => string.GetHashCode(Symbol, StringComparison.Ordinal);
}

/// <summary>a where the condition holds, b elsewhere.</summary>
/// <param name="Agrees">
/// Whether the library has made sure that nothing jumps where the condition flips, though the sides of this one branch may differ there (a piece of a piecewise function that is continuous as a whole): a kink, then.
/// The derivative's branches are ordinary ones, so at second order it is a jump as every kink is.
/// </param>
internal sealed record Where(bool Agrees = false) : Elementwise(3)
{
    public static readonly Where Op = new();

    /// <summary>The branch of a function that is continuous as a whole.</summary>
    public static readonly Where Piece = new(Agrees: true);

    public override string Name => "where";
    public override string Attributes => Agrees ? "continuous" : "";
    public override bool Exact => true;
    public override double Scalar(ReadOnlySpan<double> x) => x[0] != 0 ? x[1] : x[2];
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => null;

    public override Node? Simplify(Node node) =>
        node.Inputs[0].Is(1) ? node.Inputs[1]
        : node.Inputs[0].Is(0) ? node.Inputs[2]
        : ReferenceEquals(node.Inputs[1], node.Inputs[2]) ? node.Inputs[1]
        : null;

    /// <summary>The condition under which a value is what it is, and 0 else; null where it is not of that form.</summary>
    internal static (Node Condition, bool WhenTrue, Node Taken)? Zeroed(Node node) =>
        node.Op is not Where ? null
        : node.Inputs[2].Is(0) ? (node.Inputs[0], true, node.Inputs[1])
        : node.Inputs[1].Is(0) ? (node.Inputs[0], false, node.Inputs[2])
        : null;

    /// <summary>A value where a condition holds (or does not), 0 elsewhere.</summary>
    internal static Node Zeroed(Node condition, bool whenTrue, Node taken)
    {
        var zero = Filled(taken.Shape, 0);
        return (whenTrue ? Functions.Where(new(condition), taken.AsReal(), zero) : Functions.Where(new(condition), zero, taken.AsReal())).Node;
    }

    /// <summary>The sum of two derivatives; what the same branch has set to 0 stays so (see <see cref="Elementwise"/>).</summary>
    internal static Node Total(Node a, Node b) =>
        Zeroed(a) is var (c, side, x) && Zeroed(b) is var (d, other, y) && side == other && AreSame(c, d)
            ? Zeroed(c, side, Total(x, y))
            : (a.AsReal() + b.AsReal()).Node;

    static bool AreSame(Node a, Node b) => ReferenceEquals(a, b) || (a.Op.Equals(b.Op) && a.Inputs.Length > 0 && a.Inputs.AsSpan().SequenceEqual(b.Inputs));

    // Whether the condition is a jump depends on the two sides: the certificate decides that.
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => input switch
    {
        0 => (Real?)null,
        1 => Functions.Where(new Condition(x[0]), v, Filled(v.Shape, 0)),
        _ => Functions.Where(new Condition(x[0]), Filled(v.Shape, 0), v),
    };
}

/// <summary>The smaller; where both are equal the derivative goes to the first.</summary>
internal readonly struct Minimum : IBinary
{
    public static string Name => "min";
    public static bool Exact => true;
    public static double Scalar(double x, double y) => x < y || double.IsNaN(x) ? x : double.IsNaN(y) ? y : x <= y ? x : y;
    public static Real? Lower(Real x, Real y, Precision precision) => Lowered.Min(x, y);
    public static Real? Derivative(int input, Real x, Real y, Real f, Real v) => Pick(x <= y, input, v);
    public static Node? Simplify(Node x, Node y) => ReferenceEquals(x, y) ? x : null;

    internal static Real Pick(Condition first, int input, Real v)
    {
        var zero = Filled(v.Shape, 0);
        return input == 0 ? Functions.Where(first, v, zero) : Functions.Where(first, zero, v);
    }
}

/// <summary>The larger; where both are equal the derivative goes to the first.</summary>
internal readonly struct Maximum : IBinary
{
    public static string Name => "max";
    public static bool Exact => true;
    public static double Scalar(double x, double y) => x > y || double.IsNaN(x) ? x : double.IsNaN(y) ? y : x >= y ? x : y;
    public static Real? Lower(Real x, Real y, Precision precision) => Lowered.Max(x, y);
    public static Real? Derivative(int input, Real x, Real y, Real f, Real v) => Minimum.Pick(x >= y, input, v);
    public static Node? Simplify(Node x, Node y) => ReferenceEquals(x, y) ? x : null;
}

/// <summary>|x|, with derivative 0 at 0.</summary>
internal readonly struct AbsoluteValue : IUnary
{
    public static string Name => "abs";
    public static bool Exact => true;
    public static double Scalar(double x) => Math.Abs(x);
    public static Real? Lower(Real x, Precision precision) => null;

    public static Real? Derivative(Real x, Real y, Real v)
    {
        var zero = Filled(x.Shape, 0);
        return Functions.Where(x > zero, v, Functions.Where(x < zero, -v, zero));
    }
}

/// <summary>The largest whole number not above x.</summary>
internal readonly struct Floor : IUnary
{
    public static string Name => "floor";
    public static bool Exact => true;
    public static double Scalar(double x) => Math.Floor(x);
    public static Real? Lower(Real x, Precision precision) => null;
    public static Real? Derivative(Real x, Real y, Real v) => null;
    public static Crossing Crossing => Crossing.Jump;
}

/// <summary>The nearest whole number, ties to even.</summary>
internal readonly struct Round : IUnary
{
    public static string Name => "round";
    public static bool Exact => true;
    public static double Scalar(double x) => Math.Round(x, MidpointRounding.ToEven);
    public static Real? Lower(Real x, Precision precision) => null;
    public static Real? Derivative(Real x, Real y, Real v) => null;
    public static Crossing Crossing => Crossing.Jump;
}

/// <summary>−1, 0 or 1 by the sign of x.</summary>
internal readonly struct Sign : IUnary
{
    public static string Name => "sign";
    public static bool Exact => true;
    public static double Scalar(double x) => x > 0 ? 1 : x < 0 ? -1 : x;
    public static Real? Lower(Real x, Precision precision) => Lowered.Sign(x);
    public static Real? Derivative(Real x, Real y, Real v) => null;
    public static Crossing Crossing => Crossing.Jump;
}

/// <summary>The value of a draw with its parameters forgotten: what naïve sampling does, made explicit.</summary>
internal sealed record Detach() : Elementwise(1)
{
    public static readonly Detach Op = new();

    public override string Name => "detach";
    public override double Scalar(ReadOnlySpan<double> x) => x[0];
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => x[0];
    public override Crossing Crossing(int input) => Graphs.Crossing.Detached;
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
}

/// <summary>
/// The value, declared constant for differentiation. The library's own use of it (a shift that cancels in exact arithmetic) is not
/// reported to the user.
/// </summary>
internal sealed record StopGradient(bool Reported) : Elementwise(1)
{
    public override string Name => "stop_gradient";
    public override double Scalar(ReadOnlySpan<double> x) => x[0];
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => x[0];
    public override Crossing Crossing(int input) => Graphs.Crossing.Held;
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
}
