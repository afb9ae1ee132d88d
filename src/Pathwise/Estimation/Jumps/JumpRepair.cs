using Pathwise.Derivatives;
using static Pathwise.Functions;

namespace Pathwise.Estimation;

/// <summary>
/// Attaches to a program what its pathwise derivative misses where comparisons flip. With g the gap of a comparison and ΔR the change of the result where g becomes
/// positive, that is E[ΔR·δ(g)·∂g/∂θ].
/// </summary>
internal static class JumpRepair
{
    /// <summary>The repaired result and the names of what was done; null where a jump cannot be repaired.</summary>
    /// <param name="result">The result, without sites, prepared.</param>
    /// <param name="parameters">The parameters asked for.</param>
    /// <param name="method">The way to go.</param>
    public static (Node Result, string[] Estimators)? Of(Node result, Node[] parameters, JumpEstimator method)
    {
        var jumps = parameters.SelectMany(parameter => RouteAnalysis.Analyse(result, parameter, "", _ => null).Sites)
            .Where(site => site.Kind == "jump").Select(site => site.Node).Distinct().ToArray();
        var open = Graph.OrderOf(result).ToHashSet();
        if (jumps.Length == 0 || !jumps.All(jump => jump.Op is Where && open.Contains(jump))) return null;
        Node[] comparisons = [.. jumps.SelectMany(jump => Comparisons(jump.Inputs[0])).Distinct()];
        if (method != JumpEstimator.ByParts && Repaired(result, comparisons, parameters, Boundary.Attach) is { } near) return (near, ["boundary"]);
        // Draws of loops' last steps are draws like others once they are out of the loops.
        if (method != JumpEstimator.ByParts && open.Any(node => node.Op is Loop))
        {
            var peeled = Simplifier.Simplify(PeeledLoops.Peel([result, .. comparisons]));
            if (Repaired(peeled[0], peeled[1..], parameters, Boundary.Attach) is { } last) return (last, ["boundary"]);
        }
        return method != JumpEstimator.Boundary && Repaired(result, comparisons, parameters, ByParts.Attach) is { } weighted ? (weighted, ["by_parts"]) : null;
    }

    static Node? Repaired(Node result, Node[] comparisons, Node[] parameters, Func<Real, Node, Flip, Node[], Real?> attach)
    {
        if (Flip.Of(comparisons) is not { } flips) return null;
        // The pathwise part is that of the branch taken: comparisons are held there.
        Real repaired = Graph.Substitute([result], comparisons.ToDictionary(c => c, c => c.With([.. c.Inputs.Select(input => Site.Held(input).Node)])))[0].AsReal();
        foreach (var flip in flips)
        {
            using var at = Place.At(flip.Members[0].Comparison.Place.OrNowhere);
            if (attach(repaired, result, flip, parameters) is not { } attached) return null;
            repaired = attached;
        }
        return repaired.Node;
    }

    static IEnumerable<Node> Comparisons(Node condition) => condition.Op is Logic or ToPaths or BroadcastTo ? condition.Inputs.SelectMany(Comparisons) : [condition];
}
