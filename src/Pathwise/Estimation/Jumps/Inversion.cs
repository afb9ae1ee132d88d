using Pathwise.Derivatives;
using static Pathwise.Functions;

namespace Pathwise.Estimation;

/// <summary>Where a value that is strictly monotone in one draw takes another value, as a graph: the draw, whether there is such a one, and the sign of the slope there.</summary>
internal readonly record struct Inversion(Real Draw, Condition Exists, Real Slope)
{
    static Condition Always => new(Constant.Of(Shape.Scalar, [1], Kind.Condition));

    /// <summary>Whether there is such a draw, and on which side the value grows, is no matter of derivatives.</summary>
    static Real Given(Real value) => Site.Held(value.Node);

    /// <summary>The draw at which two values that depend on it are equal; null where the library cannot tell that there is at most one.</summary>
    /// <param name="gap">What vanishes there.</param>
    /// <param name="draw">The draw.</param>
    public static Inversion? Of(Node gap, Node draw)
    {
        if (!Graph.OrderOf(gap).Contains(draw)) return null;
        var dependent = Graph.Dependents(Graph.OrderOf(gap), [draw]);
        // What must be given back to a function on the way down so that the whole is 0.
        Real target = 0;
        var (exists, slope, isHeld) = (Always, (Real)1, false);
        Real Other(Node node) => isHeld ? Site.Held(node) : node.AsReal();
        for (var node = gap; ;)
        {
            if (ReferenceEquals(node, draw)) return new(target, exists, slope);
            int[] ways = [.. Enumerable.Range(0, node.Inputs.Length).Where(i => dependent.Contains(node.Inputs[i]))];
            if (ways.Length != 1) return Affine(node, draw, target, exists, slope, isHeld);
            int way = ways[0];
            Real? other = node.Inputs.Length == 2 ? Other(node.Inputs[1 - way]) : (Real?)null;
            var y = target;
            switch (node.Op)
            {
                case ToPaths or Require or BroadcastTo or ReshapeTo when node.Shape.Count == 1: break;
                case Ops.StopGradient or Detach: isHeld = true; break;
                case Binary<Add>: target = y - other!.Value; break;
                case Binary<Subtract>: target = way == 0 ? y + other!.Value : other!.Value - y; slope = way == 0 ? slope : -slope; break;
                case Unary<Negate>: (target, slope) = (-y, -slope); break;
                case Binary<Multiply>: (target, exists, slope) = (y / other!.Value, exists & (Given(other.Value) != 0), slope * Sign(Given(other.Value))); break;
                case Binary<Divide> when way == 0: (target, exists, slope) = (y * other!.Value, exists & (Given(other.Value) != 0), slope * Sign(Given(other.Value))); break;
                case Unary<Exponential>: (target, exists) = (Log(y), exists & (Given(y) > 0)); break;
                case Unary<ExponentialMinusOne>: (target, exists) = (Log1p(y), exists & (Given(y) > -1)); break;
                case Unary<Logarithm>: target = Exp(y); break;
                case Unary<LogarithmOfOnePlus>: target = Expm1(y); break;
                case Unary<SquareRoot>: (target, exists) = (y * y, exists & (Given(y) > 0)); break;
                case Unary<HyperbolicTangent>: (target, exists) = (Atanh(y), exists & (Given(y) > -1) & (Given(y) < 1)); break;
                case Unary<HyperbolicSine>: target = Asinh(y); break;
                case Unary<AreaSine>: target = Sinh(y); break;
                case Unary<ArcTangent>: (target, exists) = (Tan(y), exists & (Given(y) > -Math.PI / 2) & (Given(y) < Math.PI / 2)); break;
                case Unary<LogisticSigmoid>: (target, exists) = (Log(y) - Log1p(-y), exists & (Given(y) > 0) & (Given(y) < 1)); break;
                case Unary<SoftPlus>: (target, exists) = (Log(Expm1(y)), exists & (Given(y) > 0)); break;
                case Unary<NormalDistributionFunction>: (target, exists) = (NormalQuantile(y), exists & (Given(y) > 0) & (Given(y) < 1)); break;
                case Unary<NormalQuantileFunction>: target = NormalCdf(y); break;
                default: return null;
            }
            node = node.Inputs[way];
        }
    }

    /// <summary>A value whose derivative in the draw does not depend on the draw is affine in it: one Newton step from anywhere ends at the place.</summary>
    static Inversion? Affine(Node node, Node draw, Real target, Condition exists, Real slope, bool isHeld)
    {
        if (isHeld || !node.Shape.IsScalar || Forward.Pushforward([node], [draw], [Filled(draw.Shape, 1).Node])[0] is not { } pushed) return null;
        var derivative = Simplifier.Simplify(Contraction.Contract(Simplifier.Simplify(pushed)))[0];
        if (Graph.OrderOf(derivative).Contains(draw)) return null;
        Real b = derivative.AsReal(), step = (node.AsReal() - target) / b;
        return new(Reshape(draw.AsReal(), Shape.Scalar) - step, exists & (Given(b) != 0), slope * Sign(Given(b)));
    }
}
