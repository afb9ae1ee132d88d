using Pathwise.Derivatives;
using static Pathwise.Functions;

namespace Pathwise.Estimation;

/// <summary>Comparisons that flip together, where a gap g changes its sign: each holds where g &gt; 0, or where g &lt; 0.</summary>
internal sealed record Flip(Node Gap, IReadOnlyList<(Node Comparison, bool HoldsAbove)> Members)
{
    /// <summary>The flips of some comparisons, each of two scalars; null where one is of another kind.</summary>
    public static List<Flip>? Of(IEnumerable<Node> comparisons)
    {
        var flips = new List<(Node Gap, List<(Node, bool)> Members)>();
        foreach (var comparison in comparisons)
        {
            if (comparison.Op is not Comparison op || op.Equals(Comparison.Equal) || !comparison.Shape.IsScalar) return null;
            var gap = Difference(comparison);
            if (flips.Find(flip => Agreement.AreEqual(flip.Gap, gap)) is { Members: { } same }) same.Add((comparison, true));
            else if (flips.Find(flip => Agreement.AreEqual(flip.Gap, (-gap.AsReal()).Node)) is { Members: { } opposite }) opposite.Add((comparison, false));
            else flips.Add((gap, [(comparison, true)]));
        }
        return [.. flips.Select(flip => new Flip(flip.Gap, flip.Members))];
    }

    /// <summary>right − left, which is positive where left &lt; right.</summary>
    static Node Difference(Node comparison) => (comparison.Inputs[1].AsReal() - comparison.Inputs[0].AsReal()).Node;

    /// <summary>What the comparisons are on one side of the flip.</summary>
    public Dictionary<Node, Node> On(bool above) => Members.ToDictionary(member => member.Comparison,
        member => Constant.Of(Shape.Scalar, [member.HoldsAbove == above ? 1 : 0], Kind.Condition));

    /// <summary>The change of a value where the gap becomes positive, with some nodes replaced.</summary>
    public Real Change(Node value, Dictionary<Node, Node> with)
    {
        Real Side(bool above)
        {
            var map = On(above);
            foreach (var (node, by) in with) map[node] = by;
            return Graph.Substitute([value], map)[0].AsReal();
        }
        return Side(true) - Side(false);
    }
}
