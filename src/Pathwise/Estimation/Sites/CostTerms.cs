namespace Pathwise.Estimation;

/// <summary>
/// A result as a sum of terms. A draw's cost is the sum of the terms that depend on it: those upstream or beside it have a derivative of mean 0 times its score, and
/// would only add variance (Schulman, Heess, Weber and Abbeel, Gradient estimation using stochastic computation graphs, NeurIPS 2015).
/// </summary>
internal static class CostTerms
{
    /// <summary>More terms than this are not told apart.</summary>
    const int Most = 256;

    /// <summary>The terms, each with those of some nodes that it depends on; terms with the same ones are added up.</summary>
    public static List<(Node Cost, Node[] DependsOn)> Of(Node result, IReadOnlyCollection<Node> sites)
    {
        var groups = new List<(Node Cost, Node[] DependsOn)>();
        foreach (var term in Split(result, Graph.Dependents(Graph.OrderOf(result), sites)))
        {
            Node[] own = [.. Graph.OrderOf(term).Where(sites.Contains)];
            int known = groups.FindIndex(group => group.DependsOn.AsSpan().SequenceEqual(own));
            if (known < 0) groups.Add((term, own));
            else groups[known] = ((groups[known].Cost.AsReal() + term.AsReal()).Node, own);
        }
        return groups;
    }

    /// <summary>The summands of sums, of multiples of sums by what does not depend on the sites, and of sums over arrays' elements.</summary>
    static List<Node> Split(Node result, HashSet<Node> dependent)
    {
        var terms = new List<Node>();
        var pending = new Stack<(Node Node, Func<Real, Real> Within)>([(result, x => x)]);
        while (pending.TryPop(out var next))
        {
            var (node, within) = next;
            Node[] x = node.Inputs;
            using var at = Place.At(node.Place.OrNowhere);
            bool splits = dependent.Contains(node) && terms.Count + pending.Count < Most;
            if (splits && node.Op is Binary<Add>) { pending.Push((x[1], within)); pending.Push((x[0], within)); }
            else if (splits && node.Op is Binary<Subtract>) { pending.Push((x[1], v => within(-v))); pending.Push((x[0], within)); }
            else if (splits && node.Op is Unary<Negate>) pending.Push((x[0], v => within(-v)));
            else if (splits && node.Op is Binary<Multiply> && !dependent.Contains(x[0])) pending.Push((x[1], v => within(x[0].AsReal() * v)));
            else if (splits && node.Op is Binary<Multiply> && !dependent.Contains(x[1])) pending.Push((x[0], v => within(v * x[1].AsReal())));
            else if (splits && node.Op is Binary<Divide> && !dependent.Contains(x[1])) pending.Push((x[0], v => within(v / x[1].AsReal())));
            else terms.Add(within(node.AsReal()).Node);
        }
        return terms;
    }
}
