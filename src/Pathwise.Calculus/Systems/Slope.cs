using Pathwise.Derivatives;
using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Calculus;

/// <summary>How a traced value depends on another, as far as differentiation and the rules of arithmetic show.</summary>
internal static class Slope
{
    /// <summary>∂f/∂x, or for arrays the derivative of f along all elements of x at once; null where it is zero.</summary>
    public static Real? Of(Real f, Node x) => Forward.Pushforward([f.Node], [x], [Constant.Of(x.Shape, 1)])[0] is { } slope && !IsZero(slope) ? slope.AsReal() : (Real?)null;

    /// <summary>Whether a value is 0 whatever it is made of.</summary>
    public static bool IsZero(Node node) => Simplifier.Simplify(node)[0] is var simple && (simple.Is(0) || (simple.Shape.IsScalar && Agreement.AreEqual(simple, Constant.Of(0))));

    /// <summary>Whether each element of f depends on the same element of arrays alone.</summary>
    public static bool IsElementwise(Real f, IEnumerable<Real> x) => Graph.Dependents(Graph.OrderOf(f.Node), x.Select(value => value.Node)).All(node => node.Op is Elementwise or Parameter);
}
