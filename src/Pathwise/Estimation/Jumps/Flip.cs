using Pathwise.Derivatives;
using static Pathwise.Functions;

namespace Pathwise.Estimation;

/// <summary>Comparisons that flip together, where a gap g changes its sign: each holds where g &gt; 0, or where g &lt; 0.</summary>
internal sealed record Flip(Node Gap, IReadOnlyList<(Node Comparison, bool HoldsAbove)> Members)
{
    /// <summary>The flips of some comparisons, each of two scalars; null where one is of another kind.</summary>
    public static List<Flip>? Of(Node[] comparisons)
    {
        if (comparisons.Any(comparison => comparison.Op is not Comparison op || op.Equals(Comparison.Equal) || !comparison.Shape.IsScalar)) return null;
        Node[] gaps = Array.ConvertAll(comparisons, Difference), simplified = Simplifier.Simplify(gaps);
        var polynomials = Agreement.Polynomials(simplified);
        bool Equal(int i, int j, double sign) =>
            polynomials[i] is { } p && polynomials[j] is { } q ? p.Plus(q, -sign).IsZero : sign > 0 && ReferenceEquals(simplified[i], simplified[j]);

        var flips = new List<(int First, List<(Node, bool)> Members)>();
        for (int i = 0; i < gaps.Length; i++)
        {
            if (flips.Find(flip => Equal(flip.First, i, 1)) is { Members: { } same }) same.Add((comparisons[i], true));
            else if (flips.Find(flip => Equal(flip.First, i, -1)) is { Members: { } opposite }) opposite.Add((comparisons[i], false));
            else flips.Add((i, [(comparisons[i], true)]));
        }
        return [.. flips.Select(flip => new Flip(gaps[flip.First], flip.Members))];
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
