namespace Pathwise.Graphs;

/// <summary>A closed program: outputs as a function of parameters (and of draws, which are inputs too).</summary>
internal sealed class Graph(Node[] parameters, Node[] outputs)
{
    Node[]? _order;

    public Node[] Parameters { get; } = parameters;
    public Node[] Outputs { get; } = outputs;

    /// <summary>All nodes that the outputs need, inputs before users.</summary>
    public Node[] Order => _order ??= OrderOf(Outputs);

    /// <summary>The nodes that some nodes need, themselves included, inputs before users.</summary>
    public static Node[] OrderOf(params IEnumerable<Node> outputs) => OrderOf(outputs, _ => false);

    /// <summary>The same but for the nodes that are known, and what they alone need: who asks for one node after another looks at each once.</summary>
    public static Node[] OrderOf(IEnumerable<Node> outputs, Func<Node, bool> isKnown)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>(outputs);
        while (pending.TryPop(out var node))
            if (!isKnown(node) && seen.Add(node))
                foreach (var input in node.Inputs) pending.Push(input);
        return [.. seen.OrderBy(node => node.Id)];
    }

    /// <summary>The outputs with other nodes in the parameters' place.</summary>
    public Node[] Inline(ReadOnlySpan<Node> arguments)
    {
        var map = new Dictionary<Node, Node>();
        for (int i = 0; i < Parameters.Length; i++) map[Parameters[i]] = arguments[i];
        return Substitute(Outputs, map);
    }

    /// <summary>Nodes rebuilt with some nodes replaced; what does not depend on a replaced node is kept as it is.</summary>
    public static Node[] Substitute(ReadOnlySpan<Node> outputs, Dictionary<Node, Node> map)
    {
        var done = new Dictionary<Node, Node>(map);
        foreach (var node in OrderOf(outputs.ToArray()))
        {
            if (done.ContainsKey(node)) continue;
            done[node] = node.Rebuilt(done);
        }
        var result = new Node[outputs.Length];
        for (int i = 0; i < result.Length; i++) result[i] = done[outputs[i]];
        return result;
    }

    /// <summary>The nodes that depend on any of the given ones, themselves included.</summary>
    public static HashSet<Node> Dependents(Node[] order, IEnumerable<Node> on)
    {
        var dependent = new HashSet<Node>(on);
        foreach (var node in order)
            if (node.Inputs.Any(dependent.Contains)) dependent.Add(node);
        return dependent;
    }

    /// <summary>The nodes that depend on certain leaves alone.</summary>
    public HashSet<Node> Independent(Func<Node, bool> leaves)
    {
        var found = new HashSet<Node>();
        foreach (var node in Order)
            if (node.Op is Leaf ? leaves(node) : Array.TrueForAll(node.Inputs, found.Contains)) found.Add(node);
        return found;
    }

    /// <summary>The nodes that are the same on all paths.</summary>
    public HashSet<Node> SharedByPaths => Independent(leaf => !leaf.PerPath);

    /// <summary>The draws the program takes, in order of creation.</summary>
    public IEnumerable<Draw> Draws => Order.Select(node => node.Op).OfType<Draw>().Distinct();
}
