using static Pathwise.Functions;

namespace Pathwise.Estimation;

/// <summary>
/// The boundary term by conditioning on one draw ε with density p, in which the gap is strictly monotone: with ε* where it vanishes, the derivative of the conditional
/// mean misses p(ε*)·(R below ε* − R above)·∂ε*/∂θ (Leibniz's rule; conditional Monte Carlo, Fu and Hu 1997).
/// </summary>
internal static class Boundary
{
    public static Real? Attach(Real value, Node result, Flip flip, Node[] parameters)
    {
        foreach (var draw in Draws(result).Reverse())
        {
            if (Inversion.Of(flip.Gap, draw) is not { } inversion) continue;
            bool isNormal = ((Draw)SourceOf(draw)!.Op).Law == DrawKind.Normal;
            var exists = isNormal ? inversion.Exists : inversion.Exists & (Site.Held(inversion.Draw.Node) > 0) & (Site.Held(inversion.Draw.Node) < 1);
            var where = Where(exists, inversion.Draw, isNormal ? 0 : 0.5);
            var there = new Dictionary<Node, Node> { [draw] = ToPaths.Of(Reshape(where, draw.Shape).Node, draw.Place) };
            var weight = -inversion.Slope * flip.Change(result, there);
            if (isNormal) weight *= NormalDensity(where);
            return WithDerivative.Of(value, where, Where(exists, weight, 0));
        }
        return null;
    }

    /// <summary>Scalar draws, and single elements of arrays of draws that are read by nothing else, in order of creation.</summary>
    static IEnumerable<Node> Draws(Node result)
    {
        var order = Graph.OrderOf(result);
        foreach (var node in order)
        {
            if (node.Shape.Count != 1 || !node.PerPath || SourceOf(node) is not { } source) continue;
            if (ReferenceEquals(node, source)) { yield return node; continue; }
            // An element is a variable of its own if all reads of the array are slices, and this one's elements are in no other.
            var slices = order.Where(user => user.Inputs.Contains(source)).ToArray();
            var own = node;
            while (!ReferenceEquals(own.Inputs[0], source)) own = own.Inputs[0];
            if (own.Op is SliceOf { Step: 1 } slice && slices.All(user => ReferenceEquals(user, own) || (user.Op is SliceOf { Step: 1 } other && other.Axis == slice.Axis
                && (other.Start + other.Count <= slice.Start || slice.Start + slice.Count <= other.Start))) && IsReadOnlyAs(node, own, order)) yield return node;
        }
    }

    /// <summary>Whether a slice of draws is read as one element alone, on the way to a node.</summary>
    static bool IsReadOnlyAs(Node node, Node slice, Node[] order)
    {
        for (var at = slice; !ReferenceEquals(at, node);)
        {
            Node[] users = [.. order.Where(user => user.Inputs.Contains(at))];
            if (users.Length != 1 || users[0].Shape.Count != 1) return false;
            at = users[0];
        }
        return true;
    }

    /// <summary>The draw that a node is an element of, by slices and reshapes alone.</summary>
    static Node? SourceOf(Node node)
    {
        while (node.Op is SliceOf or ReshapeTo) node = node.Inputs[0];
        return node.Op is Draw ? node : null;
    }
}
