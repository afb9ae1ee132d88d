namespace Pathwise.Estimation;

/// <summary>
/// A program's values with its sites replaced by what they are in one world: the world of the sample, or one in which a draw takes another value. What does
/// not depend on the difference is shared with the world it differs from, down to the node.
/// </summary>
internal sealed class World
{
    readonly Dictionary<Node, Node> _done;
    readonly Func<Node, Node, Node> _at;

    /// <param name="at">What a site's node is, given its node in the program and the same over what its inputs have become.</param>
    public World(Func<Node, Node, Node> at) => (_done, _at) = ([], at);

    /// <summary>A world in which some sites are something else.</summary>
    /// <param name="like">The world that it is like otherwise.</param>
    /// <param name="order">All nodes of the program.</param>
    /// <param name="sites">The sites.</param>
    /// <param name="at">What they are.</param>
    public World(World like, Node[] order, IEnumerable<Node> sites, Func<Node, Node, Node> at)
    {
        HashSet<Node> others = [.. sites], changed = Graph.Dependents(order, others);
        _done = like._done.Where(pair => !changed.Contains(pair.Key)).ToDictionary();
        _at = (node, made) => others.Contains(node) ? at(node, made) : like._at(node, made);
    }

    public Node this[Node node]
    {
        get
        {
            foreach (var n in Graph.OrderOf(node))
            {
                if (_done.ContainsKey(n)) continue;
                using var at = Place.At(n.Place.OrNowhere);
                var made = n.Rebuilt(_done);
                _done[n] = n.Op is Sampled ? _at(n, made) : made;
            }
            return _done[node];
        }
    }

    public Real[] this[ReadOnlySpan<Node> nodes]
    {
        get
        {
            var reals = new Real[nodes.Length];
            for (int i = 0; i < reals.Length; i++) reals[i] = this[nodes[i]].AsReal();
            return reals;
        }
    }
}
