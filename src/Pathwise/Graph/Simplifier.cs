namespace Pathwise.Graphs;

/// <summary>
/// Rebuilds a graph with equal nodes merged, exact constants folded, each op's local rules applied, and loops trimmed to what is read of
/// them. All rules are local and keep a value's meaning, so a value's bits never depend on what else is computed beside it.
/// </summary>
internal sealed class Simplifier
{
    readonly record struct Key(Op Op, Operands Inputs);

    readonly Dictionary<Key, Node> _known = [];
    readonly Dictionary<Node, Node> _done = [];

    public static Node[] Simplify(params ReadOnlySpan<Node> outputs)
    {
        var simplified = new Simplifier().Run(outputs);
        return LoopTrimmer.Trim(simplified) is { } trimmed ? new Simplifier().Run(trimmed) : simplified;
    }

    Node[] Run(ReadOnlySpan<Node> outputs)
    {
        foreach (var node in Graph.OrderOf(outputs.ToArray())) _done[node] = Rebuild(node);
        var result = new Node[outputs.Length];
        for (int i = 0; i < result.Length; i++) result[i] = _done[outputs[i]];
        return result;
    }

    Node Rebuild(Node node)
    {
        using var at = Place.At(node.Place.OrNowhere);
        var made = node.Rebuilt(_done);
        return Reduce(made.Op is Loop ? Loop.WithBody(made, outputs => Simplify(outputs)) : made, 0);
    }

    Node Reduce(Node node, int depth)
    {
        if (node.Op is Parameter) return node;
        if (node.Op.Exact && node.Shape.Count <= 4096 && node.Inputs.Length > 0 && node.Inputs.All(input => input.IsConstant))
        {
            var value = new Value(node.Shape.Count, 1, perPath: false);
            node.Op.Evaluate(node, [.. node.Inputs.Select(input => new Value(((Constant)input.Op).Values, input.Shape.Count, 1, perPath: false))], value);
            var folded = Constant.Of(node.Shape, value.Data, node.Kind);
            (folded.Name, folded.Origin) = (node.Name, node.Origin);
            node = folded;
        }
        if (depth < 8 && node.Op.Simplify(node) is { } simpler)
        {
            simpler.Name ??= node.Name;
            simpler.Origin ??= node.Origin;
            foreach (var input in simpler.Inputs) if (!_done.ContainsKey(input)) _done[input] = input;
            return Reduce(simpler, depth + 1);
        }
        var key = new Key(node.Op, new(node));
        if (_known.TryGetValue(key, out var known))
        {
            known.Name ??= node.Name;
            known.Origin ??= node.Origin;
            return known;
        }
        return _known[key] = node;
    }

    readonly struct Operands(Node node) : IEquatable<Operands>
    {
        readonly Node _node = node;

        public bool Equals(Operands other) => _node.PerPath == other._node.PerPath && _node.Inputs.AsSpan().SequenceEqual(other._node.Inputs);
        public override bool Equals(object? obj) => obj is Operands other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var input in _node.Inputs) hash.Add(input.Id);
            return hash.ToHashCode();
        }
    }
}
