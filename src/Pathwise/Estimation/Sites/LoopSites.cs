namespace Pathwise.Estimation;

/// <summary>
/// Draws inside loops. A program's loops are rewritten so that their bodies hold no sites: a draw whose score is wanted is held, and the log-likelihoods of all
/// steps' draws are collected and summed.
/// </summary>
internal sealed class LoopSites(EstimationOptions options)
{
    /// <summary>The log-likelihood of a loop's draws, by the loop's node and the estimator that wants it.</summary>
    public List<(Node Loop, Estimator Estimator, Node LogLikelihood)> Scores { get; } = [];

    /// <summary>The program, its loops rewritten; sites outside loops stay.</summary>
    public Node Rewrite(Node result, IEnumerable<Node> parameters)
    {
        var order = Graph.OrderOf(result);
        return Walk(order, Graph.Dependents(order, parameters), (_, made) => made, (loop, estimator, score) => Scores.Add((loop, estimator, score)))[result];
    }

    /// <summary>Nodes rebuilt, with sites replaced, loops rewritten and told of with what they collect.</summary>
    Dictionary<Node, Node> Walk(Node[] order, HashSet<Node> relevant, Func<Node, Node, Node> atSite, Action<Node, Estimator, Node> scored)
    {
        var done = new Dictionary<Node, Node>();
        foreach (var node in order)
        {
            using var at = Place.At(node.Place.OrNowhere);
            if (node.Op is Item item && (Loop)node.Inputs[0].Op is var before && (Loop)done[node.Inputs[0]].Op is var after)
            {
                done[node] = Item.InPlaceOf(node, done[node.Inputs[0]], item.Index >= before.HistoryStart ? item.Index - before.HistoryStart + after.HistoryStart : item.Index);
                continue;
            }
            var made = node.Rebuilt(done);
            if (made.Op is Sampled) made = atSite(node, made);
            else if (made.Op is Loop loop && HasSites(loop.Body)) made = WithoutSites(made, Relevant(loop, [.. node.Inputs.Select(relevant.Contains)]), scored);
            done[node] = made;
        }
        return done;
    }

    static bool HasSites(Graph body) => body.Order.Any(node => node.Op is Sampled || (node.Op is Loop loop && HasSites(loop.Body)));

    /// <summary>A loop whose body has no sites; what it collects instead is summed and told.</summary>
    Node WithoutSites(Node node, HashSet<Node> relevant, Action<Node, Estimator, Node> scored)
    {
        var loop = (Loop)node.Op;
        var scores = new Dictionary<Estimator, Node>();
        void Add(Node from, Estimator estimator, Node score) => scores[estimator] = scores.TryGetValue(estimator, out var sum) ? (sum.AsReal() + score.AsReal()).Node : score;

        Node AtSite(Node inner, Node made)
        {
            var chosen = inner.Inputs[1..].Any(relevant.Contains) ? SitePlan.InLoop(inner, options) : Estimators.Pathwise;
            if (chosen.Method == EstimatorMethod.Pathwise) return made.Inputs[0];
            Add(made, chosen, Site.LogLikelihood(made));
            return Site.Held(made.Inputs[0]).Node;
        }

        var done = Walk(loop.Body.Order, relevant, AtSite, Add);
        var body = new Graph(loop.Body.Parameters, [.. loop.Body.Outputs.Select(output => done[output]), .. scores.Values]);
        var rewritten = Node.Create(loop with { Body = body, Inverse = null, Collects = loop.Collects + scores.Count }, node.Place, node.Inputs);
        int collected = loop.HistoryStart;
        foreach (var estimator in scores.Keys) scored(rewritten, estimator, Functions.Sum(Item.Of(rewritten, collected++).AsReal()).Node);
        return rewritten;
    }

    /// <summary>What in a body depends on inputs of the loop that depend on parameters, carries included.</summary>
    static HashSet<Node> Relevant(Loop loop, bool[] depends)
    {
        var roots = Enumerable.Range(0, depends.Length).Where(i => depends[i]).Select(i => loop.Body.Parameters[1 + i]).ToHashSet();
        while (true)
        {
            var relevant = Graph.Dependents(loop.Body.Order, roots);
            if (Enumerable.Range(0, loop.Carries).Count(i => relevant.Contains(loop.Body.Outputs[i]) && roots.Add(loop.Body.Parameters[1 + i])) == 0) return relevant;
        }
    }
}
