namespace Pathwise.Derivatives;

/// <summary>An interval that surely contains a value. Positive lower ends may be as small as the smallest positive number.</summary>
internal readonly record struct Range(double Low, double High)
{
    public static readonly Range All = new(double.NegativeInfinity, double.PositiveInfinity);
    public static readonly Range Positive = new(double.Epsilon, double.PositiveInfinity);
    public static readonly Range NonNegative = new(0, double.PositiveInfinity);
}

/// <summary>Interval bounds of nodes, sharp enough to see that 1 + x², eˣ or a known positive parameter never reaches 0.</summary>
internal sealed class Ranges(Func<Node, double[]?> values)
{
    readonly Dictionary<Node, Range> _known = [];

    public Range Of(Node node)
    {
        foreach (var n in Graph.OrderOf([node], _known.ContainsKey)) _known[n] = Bound(n);
        return _known[node];
    }

    Range Bound(Node node)
    {
        Range X(int i) => _known[node.Inputs[i]];
        switch (node.Op)
        {
            case Constant constant: return Hull(constant.Values);
            case Parameter: return values(node) is { Length: > 0 } given ? Hull(given) : Range.All;
            case Draw { Law: DrawKind.Uniform }: return new(double.Epsilon, 1 - 1e-16);
            case ToPaths or BroadcastTo or ReshapeTo or Permute or SliceOf or StopGradient or Detach: return X(0);
            case Gather or LargestOf: return X(0);
            case Concatenate: return new(node.Inputs.Min(input => _known[input].Low), node.Inputs.Max(input => _known[input].High));
            case Ops.Sum: return Times(X(0), node.Inputs[0].Shape.Count / node.Shape.Count);
            case Require { Domain: Domain.Positive }: return new(Math.Max(X(0).Low, double.Epsilon), X(0).High);
            case Unary<Negate>: return new(-X(0).High, -X(0).Low);
            case Binary<Add>: return Sum(X(0), X(1));
            case Binary<Subtract>: return Sum(X(0), new(-X(1).High, -X(1).Low));
            case Binary<Multiply> when Scaled(node.Inputs[0]) is var (c, x) && ReferenceEquals(x, node.Inputs[1]): return Product(new(c, c), Square(X(1)));
            case Binary<Multiply>: return ReferenceEquals(node.Inputs[0], node.Inputs[1]) ? Square(X(0)) : Product(X(0), X(1));
            case FusedMultiplyAdd: return Sum(ReferenceEquals(node.Inputs[0], node.Inputs[1]) ? Square(X(0)) : Product(X(0), X(1)), X(2));
            case Binary<Divide>: return X(1).Low > 0 ? Product(X(0), new(Smallest(1 / X(1).High), 1 / X(1).Low)) : Range.All;
            case Binary<Maximum>: return new(Math.Max(X(0).Low, X(1).Low), Math.Max(X(0).High, X(1).High));
            case Binary<Minimum>: return new(Math.Min(X(0).Low, X(1).Low), Math.Min(X(0).High, X(1).High));
            case Where: return new(Math.Min(X(1).Low, X(2).Low), Math.Max(X(1).High, X(2).High));
            case Unary<Exponential>: return new(Smallest(Math.Exp(X(0).Low)), Math.Exp(X(0).High));
            case Unary<SquareRoot>: return new(X(0).Low > 0 ? Math.Sqrt(X(0).Low) : 0, double.PositiveInfinity);
            case Unary<AbsoluteValue>: return X(0).Low > 0 ? X(0) : Range.NonNegative;
            case Unary<HyperbolicCosine>: return new(1, double.PositiveInfinity);
            case Unary<SoftPlus>: return Range.Positive;
            case Unary<LogisticSigmoid> or Unary<NormalDistributionFunction>: return new(double.Epsilon, 1);
            case Unary<Sine> or Unary<Cosine> or Unary<HyperbolicTangent> or Unary<ErrorFunction>: return new(-1, 1);
            case Unary<Logarithm> when X(0).Low > 0: return new(Math.Log(X(0).Low), Math.Log(X(0).High));
            case Binary<Power> when X(0).Low > 0: return Range.Positive;
            default: return Range.All;
        }
    }

    /// <summary>A number times a value: c·x·x is read as (c·x)·x.</summary>
    static (double Number, Node Value)? Scaled(Node node) =>
        node.Op is Binary<Multiply> && node.Inputs[0].Op is Constant { Uniform: { } c } && double.IsFinite(c) ? (c, node.Inputs[1]) : null;

    static Range Hull(double[] values) => new(values.Min(), values.Max());

    static Range Sum(Range a, Range b) => new(Defined(a.Low + b.Low, double.NegativeInfinity), Defined(a.High + b.High, double.PositiveInfinity));

    static Range Times(Range x, int n) => new(n * x.Low, n * x.High);

    static Range Square(Range x) => x.Low > 0 ? Product(x, x) : x.High < 0 ? Product(x, x) : Range.NonNegative;

    static Range Product(Range a, Range b)
    {
        double[] corners = [Corner(a.Low, b.Low), Corner(a.Low, b.High), Corner(a.High, b.Low), Corner(a.High, b.High)];
        double low = corners.Min();
        return new((a.Low > 0 && b.Low > 0) || (a.High < 0 && b.High < 0) ? Smallest(low) : low, corners.Max());
    }

    // 0·∞ is 0 here: the ends are limits of finite values.
    static double Corner(double x, double y) => x == 0 || y == 0 ? 0 : x * y;

    static double Smallest(double positive) => positive > 0 ? positive : double.Epsilon;

    static double Defined(double x, double otherwise) => double.IsNaN(x) ? otherwise : x;
}
