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

    /// <summary>A product, summed by the kernel, and the linear map that its sum still has to go through.</summary>
    readonly record struct Term(Node Product, Func<Node, Node> Map);

    /// <summary>What has become of a loop's item that was the sum of what its steps added: products, and what remains on the paths.</summary>
    readonly record struct Accumulated(List<Term> Terms, Node? Remainder);

    /// <summary>A carry to which every step adds, and what it adds.</summary>
    readonly record struct Addition(Node Item, int Carry, List<Term> Terms, Node? Remainder);

    /// <summary>The graph with its outputs after the first <paramref name="kept"/> summed; null where nothing is gained.</summary>
    public static SummedGraph? Of(Graph graph, int kept)
    {
        // The sums are made without noise: what depends on shared draws stays on the paths.
        var drawn = Graph.Dependents(graph.Order, graph.Order.Where(node => node.Op is Draw));
        Node? Known(Node? shared) => shared is null || drawn.Contains(shared) ? null : shared;

        var (outputs, accumulated) = SplitLoops(graph, kept, Known);
        var taken = outputs[kept..].Select(output =>
        {
            var terms = new List<Term>();
            return (Remainder: Take(output, sum => sum, terms, accumulated, Known), Terms: terms);
        }).ToArray();
        if (taken.All(output => output.Terms.Count == 0)) return null;

        // Placeholders stand for the sums: first those of products, then those of the outputs' remainders.
        var summed = new List<Node>();
        var placeholders = new List<Node>();
        Node Placeholder(Node of)
        {
            int known = summed.IndexOf(of);
            if (known >= 0) return placeholders[known];
            summed.Add(of);
            placeholders.Add(Node.Leaf(new Parameter(of.Shape, "sum"), perPath: false));
            return placeholders[^1];
        }
        var totals = new List<Node>();
        foreach (var (rest, terms) in taken)
        {
            Node? total = rest is null ? null : Placeholder(rest);
            foreach (var (product, map) in terms)
            {
                var part = map(Placeholder(product));
                total = total is null ? part : (total.AsReal() + part.AsReal()).Node;
            }
            totals.Add(total!);
        }
        var shared = graph.Parameters.Where(p => !p.PerPath);
        return new(
            new Graph(graph.Parameters, Simplifier.Simplify([.. outputs[..kept], .. summed.Select(Summed)])), kept,
            new Graph([.. shared, .. placeholders], Simplifier.Simplify([.. totals])));
    }

    static Node Summed(Node node) =>
        node is { Op: MatrixMultiply, PerPath: true } ? ProductOverPaths.Of(Constant.Of(node.Shape, 0), node.Inputs[0], node.Inputs[1]) : node;

    /// <summary>
    /// Takes the products out of a linear expression of per-path values: gives them as terms, and what remains; null where nothing does.
    /// <paramref name="outside"/> gives the node outside a loop's body that a shared node of the body stands for.
    /// </summary>
    static Node? Take(Node node, Func<Node, Node> map, List<Term> terms, Dictionary<Node, Accumulated> accumulated, Func<Node, Node?> outside)
    {
        if (!HasProducts(node, accumulated, outside)) return node;
        switch (node.Op)
        {
            case MatrixMultiply:
                terms.Add(new(node, map));
                return null;
            case Item:
                var (products, rest) = accumulated[node];
                foreach (var (product, inner) in products) terms.Add(new(product, sum => map(inner(sum))));
                return rest;
            case Binary<Add>:
                Node? a = Take(node.Inputs[0], map, terms, accumulated, outside), b = Take(node.Inputs[1], map, terms, accumulated, outside);
                return a is null ? b : b is null ? a : (a.AsReal() + b.AsReal()).Node;
            case Unary<Negate>:
                return Take(node.Inputs[0], sum => map((-sum.AsReal()).Node), terms, accumulated, outside) is { } negated ? (-negated.AsReal()).Node : null;
            case Layout or Sum:
                return Take(node.Inputs[0], sum => map(Node.Create(node.Op, Place.Nowhere, [sum])), terms, accumulated, outside) is { } moved
                    ? Node.Create(node.Op, Place.Nowhere, [moved]) : null;
            case Binary<Multiply>:
                int factor = Shared(node.Inputs[0], outside) is null ? 1 : 0;
                var (inBody, shared) = (node.Inputs[factor], Shared(node.Inputs[factor], outside)!);
                return Take(node.Inputs[1 - factor], sum => map((shared.AsReal() * sum.AsReal()).Node), terms, accumulated, outside) is { } scaled
                    ? (inBody.AsReal() * scaled.AsReal()).Node : null;
            default: return node;
        }
    }

    static bool HasProducts(Node node, Dictionary<Node, Accumulated> accumulated, Func<Node, Node?> outside) => node.PerPath && node.Op switch
    {
        MatrixMultiply => node.Inputs.All(input => input.PerPath && input.Op is not ToPaths),
        Item => accumulated.ContainsKey(node),
        Binary<Add> => node.Inputs.Any(input => HasProducts(input, accumulated, outside)),
        Unary<Negate> or Sum => HasProducts(node.Inputs[0], accumulated, outside),
        Layout => node.Inputs.Length == 1 && HasProducts(node.Inputs[0], accumulated, outside),
        Binary<Multiply> => node.Inputs.Any(input => Shared(input, outside) is not null) && node.Inputs.Any(input => HasProducts(input, accumulated, outside)),
        _ => false,
    };

    /// <summary>A factor that is the same for all paths, as a node outside of all loops.</summary>
    static Node? Shared(Node node, Func<Node, Node?> outside) =>
        node.IsConstant ? node : node.Op is not ToPaths ? null : outside(node.Inputs[0]);

    /// <summary>
    /// Carries that start at 0 and to which every step adds are given up for sums of the products that are added, which are carries of their own. Says
    /// for each item that was such a carry what has become of it.
    /// </summary>
    static (Node[] Outputs, Dictionary<Node, Accumulated> Accumulated) SplitLoops(Graph graph, int kept, Func<Node?, Node?> known)
    {
        var accumulated = new Dictionary<Node, Accumulated>();
        var map = new Dictionary<Node, Node>();
        var linear = LinearlyRead(graph, kept, known);
        foreach (var node in graph.Order)
        {
            if (node.Op is not Loop loop) continue;
            var items = graph.Order.Where(item => item.Op is Item && ReferenceEquals(item.Inputs[0], node)).ToArray();
            var split = new List<Addition>();
            foreach (var item in items)
            {
                int carry = ((Item)item.Op).Index;
                if (carry >= loop.Carries || !linear.Contains(item) || items.Any(other => ((Item)other.Op).Index == loop.HistoryStart + carry)) continue;
                if (Added(node, loop, carry) is not { } added) continue;
                var terms = new List<Term>();
                var rest = Take(added, sum => sum, terms, [], shared => known(Outside(node, loop, shared)));
                if (terms.Count > 0) split.Add(new(item, carry, terms, rest));
            }
            if (split.Count > 0) Split(node, loop, split, items, map, accumulated);
        }
        return (Graph.Substitute(graph.Outputs, map), accumulated);
    }

    /// <summary>Nodes whose way to the summed outputs is linear, and that nothing else reads.</summary>
    static HashSet<Node> LinearlyRead(Graph graph, int kept, Func<Node?, Node?> known)
    {
        var users = graph.Order.SelectMany(node => node.Inputs.Select(input => (input, node))).ToLookup(use => use.input, use => use.node);
        var linear = graph.Outputs[kept..].Except(graph.Outputs[..kept]).ToHashSet();
        linear.RemoveWhere(output => users[output].Any());
        foreach (var node in graph.Order.Reverse())
            if (users[node].Any() && !graph.Outputs.Contains(node) && users[node].All(user => linear.Contains(user) && IsLinear(user, known))) linear.Add(node);
        return linear;
    }

    static bool IsLinear(Node node, Func<Node?, Node?> known) => node.Op switch
    {
        Binary<Add> or Unary<Negate> or Sum => true,
        Layout => node.Inputs.Length == 1,
        Binary<Multiply> => node.Inputs.Any(input => Shared(input, known) is not null),
        _ => false,
    };

    /// <summary>What each step adds to a carry that starts at 0 and serves nothing else; null where a carry is not such a sum.</summary>
    static Node? Added(Node node, Loop loop, int carry)
    {
        var parameter = loop.Body.Parameters[1 + carry];
        if (Started(node.Inputs[carry]) is not Constant { Uniform: 0 }) return null;
        if (loop.Body.Outputs[carry] is not { Op: Binary<Add>, Inputs: [var a, var b] } sum) return null;
        var reads = loop.Body.Order.SelectMany(n => n.Inputs).Concat(loop.Body.Outputs).ToArray();
        if (reads.Count(read => ReferenceEquals(read, parameter)) != 1 || reads.Count(read => ReferenceEquals(read, sum)) != 1) return null;
        return ReferenceEquals(a, parameter) ? b : ReferenceEquals(b, parameter) ? a : null;

        static Op Started(Node initial) => initial.Op is ToPaths ? initial.Inputs[0].Op : initial.Op;
    }

    /// <summary>The node outside that a shared captured value of a body is.</summary>
    static Node? Outside(Node node, Loop loop, Node shared)
    {
        int at = Array.IndexOf(loop.Body.Parameters, shared) - 1;
        return at >= loop.CapturedStart && !node.Inputs[at].PerPath ? node.Inputs[at] : null;
    }

    static void Split(
        Node node, Loop loop, List<Addition> split, Node[] items, Dictionary<Node, Node> map,
        Dictionary<Node, Accumulated> accumulated)
    {
        var products = split.SelectMany(entry => entry.Terms).ToArray();
        Node[] sums = [.. products.Select(term => Node.Leaf(new Parameter(term.Product.Shape, "sum"), perPath: false, Place.Nowhere))];
        Node[] next = [.. loop.Body.Outputs];
        foreach (var (_, carry, _, rest) in split)
        {
            var parameter = loop.Body.Parameters[1 + carry];
            next[carry] = rest is null ? parameter : (parameter.AsReal() + rest.AsReal()).Node;
        }
        var body = new Graph(
            [.. loop.Body.Parameters[..(1 + loop.Carries)], .. sums, .. loop.Body.Parameters[(1 + loop.Carries)..]],
            [.. next[..loop.Carries], .. products.Select((term, k) => ProductOverPaths.Of(sums[k], term.Product.Inputs[0], term.Product.Inputs[1])), .. next[loop.Carries..]]);
        var inputs = Graph.Substitute(node.Inputs, map);
        var made = Node.Create(
            loop with { Body = body, Carries = loop.Carries + products.Length }, node.Place == default ? Place.Nowhere : node.Place,
            [.. inputs[..loop.Carries], .. products.Select(term => Constant.Of(term.Product.Shape, 0)), .. inputs[loop.Carries..]]);
        foreach (var item in items)
        {
            int i = ((Item)item.Op).Index;
            map[item] = Item.Of(made, i < loop.Carries ? i : i + products.Length);
            map[item].Name = item.Name;
        }
        int at = loop.Carries;
        foreach (var (item, carry, terms, rest) in split)
            accumulated[map[item]] = new([.. terms.Select(term => new Term(Item.Of(made, at++), term.Map))], rest is null ? null : map[item]);
    }
}
