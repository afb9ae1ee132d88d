using Pathwise.Derivatives;
using static Pathwise.Functions;

namespace Pathwise.Estimation;

/// <summary>
/// The likelihood-ratio route through the draws upstream: δ(g) is H(g) differentiated along a direction of the noise, and the derivative is taken over to the density
/// of the noise by parts. With D the derivative along the direction and Q = ΔR·ψ(g/Dg)·(∂g/∂θ)/Dg the term is E[(H(g) − ½)·(Q·s − DQ)], with s the score of the noise along the direction and ψ a
/// bump with ψ(0) = 1, which leaves the mean alone and keeps the weight near the flip (Fournié, Lasry, Lebuchoux, Lions and Touzi, Applications of Malliavin calculus to Monte Carlo
/// methods in finance, Finance and Stochastics 3, 1999, and 5, 2001).
/// </summary>
internal static class ByParts
{
    /// <summary>The half-width of the bump, in units of the noise.</summary>
    const double Width = 2;

    public static Real? Attach(Real value, Node result, Flip flip, Node[] parameters)
    {
        foreach (var draw in Graph.OrderOf(flip.Gap).Where(node => node is { Op: Draw, PerPath: true }).Reverse())
        {
            if (Attach(value, result, flip, parameters, draw) is { } attached) return attached;
        }
        return null;
    }

    static Real? Attach(Real value, Node result, Flip flip, Node[] parameters, Node draw)
    {
        // The noise moves by t times the direction: uniform draws by u(1 − u), so that they stay inside.
        Real noise = draw.AsReal();
        double length = 1 / Math.Sqrt(draw.Shape.Count);
        bool isNormal = ((Draw)draw.Op).Law == DrawKind.Normal;
        Real direction = isNormal ? ToPaths.Of(Constant.Of(draw.Shape, length), draw.Place).AsReal() : length * noise * (1 - noise);
        Real score = length * Sum(isNormal ? noise : 2 * noise - 1);
        Real? Along(Node of) => Forward.Pushforward([of], [draw], [direction.Node])[0] is { } pushed ? pushed.AsReal() : (Real?)null;

        Real gap = flip.Gap.AsReal();
        if (Along(flip.Gap) is not { } slope) return null;
        var change = flip.Change(result, []);
        var y = gap / slope;
        var near = Abs(gap) < Width * Abs(slope);
        var bump = 1 - y * y / (Width * Width);
        var common = change * (bump * bump) / slope;
        var gradient = Reverse.Gradient(flip.Gap, parameters);
        var above = Where(gap > 0, 0.5, -0.5);
        for (int i = 0; i < parameters.Length; i++)
        {
            if (gradient[i] is not { } partial) continue;
            var q = common * partial.AsReal();
            if (!IsSmooth(q.Node, draw, direction)) return null;
            var weight = q * score - (Along(q.Node) ?? Filled(q.Shape, 0));
            value = WithDerivative.Of(value, parameters[i].AsReal(), Where(Broadcasted(near, q.Shape), above * weight, Filled(q.Shape, 0)));
        }
        return value;
    }

    static Condition Broadcasted(Condition condition, Shape shape) => new(BroadcastTo.Of(condition.Node, shape));

    /// <summary>Whether the mean of a value may be differentiated along a direction of the noise within.</summary>
    static bool IsSmooth(Node value, Node draw, Real direction)
    {
        var t = Node.Leaf(new Parameter(Shape.Scalar, "t"), perPath: false, Place.Nowhere);
        var moved = Graph.Substitute([value], new() { [draw] = (draw.AsReal() + t.AsReal() * direction).Node })[0];
        return RouteAnalysis.Analyse(Simplifier.Simplify(moved)[0], t, "t", _ => null).Verdict.IsSound();
    }
}
