using System.Collections.Concurrent;

namespace Pathwise.Execution;

/// <summary>
/// A graph some of whose outputs are wanted as sums over paths only: gradients in large shared arrays. Sums are pushed through what is linear
/// down to products of matrices, so that the gradient in a matrix of weights never exists for each path.
/// </summary>
/// <param name="Paths">What is evaluated on paths: the outputs that are kept, then what is summed.</param>
/// <param name="Kept">The number of outputs that are kept for each path.</param>
/// <param name="Sums">The sums that are wanted as functions of the shared parameters and of the sums that <paramref name="Paths"/> gives.</param>
internal sealed record SummedGraph(Graph Paths, int Kept, Graph Sums)
{
    readonly ConcurrentBag<(Interpreter Map, Value[] Inputs)> _free = [];

    /// <summary>An interpreter of <see cref="Sums"/>, and buffers for the sums that it reads.</summary>
    public (Interpreter Map, Value[] Inputs) Take() => _free.TryTake(out var known) ? known
        : (new Interpreter(Sums), [.. Paths.Outputs[Kept..].Select(output => new Value(output.Shape.Count, 1, perPath: false))]);

    public void Give((Interpreter Map, Value[] Inputs) taken) => _free.Add(taken);

    /// <summary>The graph with its outputs after the first <paramref name="kept"/> summed; null where nothing is gained.</summary>
    public static SummedGraph? Of(Graph graph, int kept)
    {
        // The sums are made without noise: what depends on shared draws stays on the paths.
        var drawn = Graph.Dependents(graph.Order, graph.Order.Where(node => node.Op is Draw));
        var splitter = new Splitter(shared => drawn.Contains(shared) ? null : shared);
        var sharedByPaths = graph.SharedByPaths;
        var linear = splitter.Linear(graph.Outputs[kept..]);
        var onPaths = NeededOnPaths(graph, kept, linear, splitter);
        var map = new Dictionary<Node, Node>();
        var items = graph.Order.Where(node => node.Op is Item).ToLookup(item => item.Inputs[0]);
        foreach (var node in graph.Order)
            if (node.Op is Loop loop && !sharedByPaths.Contains(node)) SplitLoop(node, loop, [.. items[node]], linear, onPaths, splitter, map);

        // The linear nodes again, on split loops.
        Node[] outputs = Graph.Substitute(graph.Outputs, map);
        var linearAgain = splitter.Linear(outputs[kept..]);
        // What all paths share is computed once, and summed by their number.
        linearAgain.ExceptWith(sharedByPaths);
        splitter.Split(Graph.OrderOf(outputs[kept..]), linearAgain);
        if (splitter.Summed.Count == 0) return null;

        var totals = outputs[kept..].Select(output =>
        {
            var (sum, rest) = splitter.PartsOf(output);
            var remainder = rest is null ? null : splitter.Placeholder(rest);
            return sum is null ? remainder! : remainder is null ? sum : (remainder.AsReal() + sum.AsReal()).Node;
        }).ToArray();
        return new(
            new Graph(graph.Parameters, Simplifier.Simplify([.. outputs[..kept], .. splitter.Summed.Select(entry => entry.OnPaths)])), kept,
            new Graph([.. graph.Parameters.Where(p => !p.PerPath), .. splitter.Summed.Select(entry => entry.Placeholder)], Simplifier.Simplify(totals)));
    }

    /// <summary>Linear nodes whose values on each path something else reads.</summary>
    static HashSet<Node> NeededOnPaths(Graph graph, int kept, HashSet<Node> linear, Splitter splitter)
    {
        var needed = graph.Outputs[..kept].ToHashSet();
        foreach (var node in graph.Order.Reverse())
            needed.UnionWith(!linear.Contains(node) || needed.Contains(node) ? node.Inputs : node.Inputs.Except(splitter.LinearInputs(node)));
        return needed;
    }

    /// <summary>
    /// Carries that start at 0 and to which every step adds are given up for sums of the products that are added, which are carries of their own; what
    /// remains of a step's addition stays where it was.
    /// </summary>
    static void SplitLoop(Node node, Loop loop, Node[] items, HashSet<Node> linear, HashSet<Node> onPaths, Splitter outer, Dictionary<Node, Node> map)
    {
        var additions = new List<(Node Item, int Carry, Node Added)>();
        foreach (var item in items)
        {
            int carry = ((Item)item.Op).Index;
            if (carry < loop.Carries && linear.Contains(item) && !onPaths.Contains(item) && Added(node, loop, carry) is { } added
                && !items.Any(other => ((Item)other.Op).Index == loop.HistoryStart + carry)) additions.Add((item, carry, added));
        }
        if (additions.Count == 0) return;
        var splitter = new Splitter(shared => outer.Outside(loop, node, shared));
        var roots = additions.Select(addition => addition.Added).ToArray();
        splitter.Split(loop.Body.Order, splitter.Linear(roots));
        if (splitter.Summed.Count == 0) return;

        Node[] sums = [.. splitter.Summed.Select(entry => Node.Leaf(new Parameter(entry.OnPaths.Shape, "sum"), perPath: false, Place.Nowhere))];
        Node[] next = [.. loop.Body.Outputs];
        foreach (var (_, carry, added) in additions)
        {
            var parameter = loop.Body.Parameters[1 + carry];
            next[carry] = splitter.PartsOf(added).OnPaths is { } rest ? (parameter.AsReal() + rest.AsReal()).Node : parameter;
        }
        var products = splitter.Summed.Select((entry, k) => ProductOverPaths.Of(sums[k], entry.OnPaths.Inputs[1], entry.OnPaths.Inputs[2])).ToArray();
        var body = new Graph(
            [.. loop.Body.Parameters[..(1 + loop.Carries)], .. sums, .. loop.Body.Parameters[(1 + loop.Carries)..]],
            [.. next[..loop.Carries], .. products, .. next[loop.Carries..]]);
        var inputs = Graph.Substitute(node.Inputs, map);
        var made = Node.Create(
            loop with { Body = body, Inverse = null, Carries = loop.Carries + products.Length }, node.Place.OrNowhere,
            [.. inputs[..loop.Carries], .. products.Select(product => Constant.Of(product.Shape, 0)), .. inputs[loop.Carries..]]);
        foreach (var item in items)
        {
            int i = ((Item)item.Op).Index;
            map[item] = Item.InPlaceOf(item, made, i < loop.Carries ? i : i + products.Length);
        }
        for (int k = 0; k < products.Length; k++) outer.Summed.Add((Item.Of(made, loop.Carries + k), splitter.Summed[k].Placeholder));
        foreach (var (item, _, added) in additions)
            if (splitter.PartsOf(added) is { Sum: { } sum } parts) outer.Accumulated[map[item]] = new(sum, parts.OnPaths is null ? null : map[item]);
    }

    /// <summary>What each step adds to a carry that starts at 0 and serves nothing else; null where a carry is not such a sum.</summary>
    static Node? Added(Node node, Loop loop, int carry)
    {
        var parameter = loop.Body.Parameters[1 + carry];
        var initial = node.Inputs[carry];
        if ((initial.Op is ToPaths ? initial.Inputs[0].Op : initial.Op) is not Constant { Uniform: 0 }) return null;
        if (loop.Body.Outputs[carry] is not { Op: Binary<Add>, Inputs: [var a, var b] } sum) return null;
        var reads = loop.Body.Order.SelectMany(n => n.Inputs).Concat(loop.Body.Outputs).ToArray();
        if (reads.Count(read => ReferenceEquals(read, parameter)) != 1 || reads.Count(read => ReferenceEquals(read, sum)) != 1) return null;
        return ReferenceEquals(a, parameter) ? b : ReferenceEquals(b, parameter) ? a : null;
    }

    /// <summary>A value on paths as a part whose sum over paths is had from sums of products, and a part that stays on the paths; null is none.</summary>
    readonly record struct Parts(Node? Sum, Node? OnPaths);

    /// <summary>Splits linear expressions of values on paths, in the order of their nodes.</summary>
    /// <param name="known">The node outside of all loops that a shared node stands for; null where there is none.</param>
    sealed class Splitter(Func<Node, Node?> known)
    {
        readonly Dictionary<Node, Parts> _parts = [];
        readonly Dictionary<Node, Node> _placeholders = [];

        /// <summary>What is summed over paths, and what stands for the sums.</summary>
        public List<(Node OnPaths, Node Placeholder)> Summed { get; } = [];

        /// <summary>Items of split loops.</summary>
        public Dictionary<Node, Parts> Accumulated { get; } = [];

        public Parts PartsOf(Node node) => _parts.TryGetValue(node, out var parts) ? parts : new(null, node);

        public Node Placeholder(Node onPaths)
        {
            if (_placeholders.TryGetValue(onPaths, out var placeholder)) return placeholder;
            placeholder = Node.Leaf(new Parameter(onPaths.Shape, "sum"), perPath: false, Place.Nowhere);
            Summed.Add((onPaths, placeholder));
            return _placeholders[onPaths] = placeholder;
        }

        /// <summary>The node outside of the loop that a shared captured value of its body is.</summary>
        public Node? Outside(Loop loop, Node node, Node shared)
        {
            if (shared.IsConstant) return shared;
            int at = Array.IndexOf(loop.Body.Parameters, shared) - 1;
            return at >= loop.CapturedStart && !node.Inputs[at].PerPath ? known(node.Inputs[at]) : null;
        }

        /// <summary>The nodes that outputs depend on linearly.</summary>
        public HashSet<Node> Linear(Node[] outputs)
        {
            var linear = new HashSet<Node>();
            var pending = new Stack<Node>(outputs);
            while (pending.TryPop(out var node))
                if (node.PerPath && linear.Add(node))
                    foreach (var input in LinearInputs(node)) pending.Push(input);
            return linear;
        }

        /// <summary>The operands that a node is linear in, the others being the same for all paths.</summary>
        public Node[] LinearInputs(Node node) => node.Op switch
        {
            Binary<Add> or Unary<Negate> or Sum => node.Inputs,
            Layout when node.Inputs.Length == 1 => node.Inputs,
            Binary<Multiply> when Factor(node) is { } factor => [node.Inputs[1 - factor]],
            _ => [],
        };

        /// <summary>Which operand of a product is the same for all paths.</summary>
        int? Factor(Node product) => Shared(product.Inputs[0]) is not null ? 0 : Shared(product.Inputs[1]) is not null ? 1 : null;

        Node? Shared(Node node) => node.IsConstant ? node : node.Op is ToPaths ? known(node.Inputs[0]) : null;

        public void Split(Node[] order, HashSet<Node> linear)
        {
            foreach (var node in order) if (linear.Contains(node) && Split(node) is { Sum: not null } parts) _parts[node] = parts;
        }

        Parts Split(Node node)
        {
            if (Accumulated.TryGetValue(node, out var accumulated)) return accumulated;
            if (node.Op is MatrixMultiply && node.Inputs.All(input => input.PerPath && input.Op is not ToPaths))
                return new(Placeholder(ProductOverPaths.Of(Constant.Of(node.Shape, 0), node.Inputs[0], node.Inputs[1])), null);
            var inputs = LinearInputs(node).Select(PartsOf).ToArray();
            if (inputs.All(input => input.Sum is null)) return new(null, node);
            switch (node.Op)
            {
                case Binary<Add>: return new(Added(inputs[0].Sum, inputs[1].Sum), Added(inputs[0].OnPaths, inputs[1].OnPaths));
                case Binary<Multiply>:
                    var factor = node.Inputs[Factor(node)!.Value];
                    return new(Scaled(Shared(factor)!, inputs[0].Sum), Scaled(factor, inputs[0].OnPaths));
                default: return new(Moved(node.Op, inputs[0].Sum), Moved(node.Op, inputs[0].OnPaths));
            }
        }

        static Node? Added(Node? a, Node? b) => a is null ? b : b is null ? a : (a.AsReal() + b.AsReal()).Node;
        static Node? Scaled(Node factor, Node? x) => x is null ? null : (factor.AsReal() * x.AsReal()).Node;
        static Node? Moved(Op op, Node? x) => x is null ? null : Node.Create(op, Place.Nowhere, [x]);
    }
}
