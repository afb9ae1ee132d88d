namespace Pathwise.Execution;

/// <summary>
/// Decides what a forward loop saves for the backward loop that reads its histories. The backward body starts by evaluating the forward body
/// again; what of this costs more than a store and a load is collected by the forward loop instead. A saved value has the bits of the
/// recomputed one. (Griewank and Walther, Evaluating Derivatives, 2nd ed., ch. 12, on recomputing against storing.)
/// </summary>
internal static class LoopTape
{
    /// <summary>What a store and a later load from the second-level cache cost, in multiply-adds.</summary>
    const long StoreAndLoad = 6;

    readonly record struct Pair(Node Forward, Node Backward, List<(Node Backward, Node Forward)> Saved);

    public static Node[] Save(Node[] outputs)
    {
        outputs = WithinBodies(outputs);
        while (Candidate(outputs) is { } pair) outputs = Apply(pair, outputs);
        return outputs;
    }

    static Node[] WithinBodies(Node[] outputs)
    {
        var done = new Dictionary<Node, Node>();
        foreach (var node in Graph.OrderOf(outputs))
        {
            var made = node.Rebuilt(done);
            done[node] = made.Op is Loop ? Loop.WithBody(made, Save) : made;
        }
        return [.. outputs.Select(output => done[output])];
    }

    static Pair? Candidate(Node[] outputs)
    {
        foreach (var backward in Graph.OrderOf(outputs))
        {
            if (backward.Op is not Loop b) continue;
            foreach (var input in backward.Inputs[b.Carries..b.CapturedStart])
                if (input.Op is Item item && input.Inputs[0] is { Op: Loop f } forward && item.Index >= f.HistoryStart
                    && f.Steps == b.Steps && f.Backward != b.Backward && Saved(forward, f, backward, b) is { Count: > 0 } saved)
                    return new(forward, backward, saved);
        }
        return null;
    }

    /// <summary>The nodes of the backward body that are worth saving, each with its twin in the forward body.</summary>
    static List<(Node, Node)> Saved(Node forward, Loop f, Node backward, Loop b)
    {
        var twins = Twins(forward, f, backward, b);
        var order = b.Body.Order;
        // What is read by nodes without a twin must be had; the rest of the recomputation is only a way there.
        var wanted = order.Where(node => !twins.ContainsKey(node)).SelectMany(node => node.Inputs).Concat(b.Body.Outputs).ToHashSet();
        var had = order.Where(node => node.Op is Leaf).ToHashSet();
        var saved = new List<(Node, Node)>();
        foreach (var node in order)
        {
            if (had.Contains(node) || !wanted.Contains(node) || !twins.TryGetValue(node, out var twin)) continue;
            var recomputed = new HashSet<Node>();
            var pending = new Stack<Node>([node]);
            while (pending.TryPop(out var next))
                if (!had.Contains(next) && recomputed.Add(next))
                    foreach (var input in next.Inputs) pending.Push(input);
            if (node is { PerPath: true, Kind: Kind.Real } && !IsRowsOfPartialLoop(node) && recomputed.Sum(Cost) > StoreAndLoad * node.Shape.Count)
            {
                saved.Add((node, twin));
                had.Add(node);
            }
            else
                had.UnionWith(recomputed);
        }
        return saved;
    }

    /// <summary>Rows of which only some are ever made: to keep them for every step around would take room for all.</summary>
    static bool IsRowsOfPartialLoop(Node node) => node is { Op: Item item, Inputs: [{ Op: Loop { IsPartial: true } loop }] } && item.Index >= loop.Carries;

    /// <summary>What a node computes, of inputs that are numbered.</summary>
    sealed record Computed(Op Op, bool PerPath, IntList Inputs);

    /// <summary>Nodes of the backward body with the nodes of the forward body that have the same value at the same step, found by numbering values.</summary>
    static Dictionary<Node, Node> Twins(Node forward, Loop f, Node backward, Loop b)
    {
        var numbers = new Dictionary<Node, int>();
        var known = new Dictionary<Computed, int>();
        int count = 0;
        void Number(Node node)
        {
            if (numbers.ContainsKey(node)) return;
            if (node.Op is Parameter) { numbers[node] = count++; return; }
            var key = new Computed(node.Op, node.PerPath, new IntList([.. node.Inputs.Select(input => numbers[input])]));
            if (!known.TryGetValue(key, out int number)) known[key] = number = count++;
            numbers[node] = number;
        }

        foreach (var node in f.Body.Order.Concat(f.Body.Parameters)) Number(node);
        numbers[b.Body.Parameters[0]] = numbers[f.Body.Parameters[0]];
        for (int i = b.Carries; i < backward.Inputs.Length; i++)
            if (SameValue(backward.Inputs[i], i < b.CapturedStart) is { } value && value.PerPath == b.Body.Parameters[1 + i].PerPath)
                numbers[b.Body.Parameters[1 + i]] = numbers[value];
        foreach (var node in b.Body.Order) Number(node);

        var byNumber = new Dictionary<int, Node>();
        foreach (var node in f.Body.Order) byNumber.TryAdd(numbers[node], node);
        var twins = new Dictionary<Node, Node>();
        foreach (var node in b.Body.Order) if (node.Op is not Leaf && byNumber.TryGetValue(numbers[node], out var twin)) twins[node] = twin;
        return twins;

        // The node of the forward body whose value at each step an input of the backward loop is.
        Node? SameValue(Node input, bool isRow)
        {
            if (isRow && input.Op is Item { Index: var i } && ReferenceEquals(input.Inputs[0], forward) && i >= f.Carries)
                return i >= f.HistoryStart ? f.Body.Parameters[1 + i - f.HistoryStart] : f.Body.Outputs[i];
            var (start, length) = isRow ? (f.Carries, f.Scans) : (f.CapturedStart, forward.Inputs.Length - f.CapturedStart);
            int found = Array.IndexOf(forward.Inputs, input, start, length);
            return found < 0 ? null : f.Body.Parameters[1 + found];
        }
    }

    /// <summary>About how many multiply-adds take as long.</summary>
    static long Cost(Node node) => node.Op switch
    {
        _ when !node.PerPath => 0,
        Leaf or Item or ToPaths => 0,
        Loop loop => loop.Steps * loop.Body.Order.Sum(Cost),
        Unary<SquareRoot> => 16L * node.Shape.Count,
        Binary<Divide> => 10L * node.Shape.Count,
        MatrixMultiply => (long)node.Shape.Count * node.Inputs[0].Shape[1],
        KeyedNormals => 30L * node.Shape.Count,
        Correlation => (long)node.Shape.Count * node.Inputs[1].Shape[1],
        _ => Math.Max(node.Shape.Count, node.Inputs.Max(input => input.Shape.Count)),
    };

    static Node[] Apply(Pair pair, Node[] outputs)
    {
        var (forward, backward, saved) = pair;
        Loop f = (Loop)forward.Op, b = (Loop)backward.Op;
        var saving = Node.Create(
            f with { Body = new Graph(f.Body.Parameters, [.. f.Body.Outputs, .. saved.Select(twin => twin.Forward)]), Collects = f.Collects + saved.Count },
            forward.Place.OrNowhere, forward.Inputs);
        var map = Items(forward, saving, outputs, i => i < f.HistoryStart ? i : i + saved.Count);

        var inputs = Graph.Substitute(backward.Inputs, map);
        Node[] rows = [.. saved.Select(twin => Node.Leaf(new Parameter(twin.Backward.Shape, "saved"), perPath: true, twin.Backward.Place, twin.Backward.Name))];
        var body = new Graph(
            [.. b.Body.Parameters[..(1 + b.CapturedStart)], .. rows, .. b.Body.Parameters[(1 + b.CapturedStart)..]],
            Graph.Substitute(b.Body.Outputs, saved.Zip(rows).ToDictionary(entry => entry.First.Backward, entry => entry.Second)));
        var reading = Node.Create(
            b with { Body = body, Scans = b.Scans + saved.Count }, backward.Place.OrNowhere,
            [.. inputs[..b.CapturedStart], .. saved.Select((_, k) => Item.Of(saving, f.HistoryStart + k)), .. inputs[b.CapturedStart..]]);
        foreach (var (item, replacement) in Items(backward, reading, outputs, i => i)) map[item] = replacement;
        return Graph.Substitute(outputs, map);
    }

    static Dictionary<Node, Node> Items(Node loop, Node replacement, Node[] outputs, Func<int, int> moved)
    {
        var map = new Dictionary<Node, Node>();
        foreach (var item in Graph.OrderOf(outputs))
            if (item.Op is Item { Index: var index } && ReferenceEquals(item.Inputs[0], loop)) map[item] = Item.InPlaceOf(item, replacement, moved(index));
        return map;
    }
}
