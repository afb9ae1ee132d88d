namespace Pathwise.Graphs;

/// <summary>
/// One value of the graph: an op applied to other nodes, with its shape, its place in the user's source and its name. A node is either
/// <em>shared</em> (the same for all paths) or <em>per-path</em>, derived from its inputs.
/// </summary>
internal sealed class Node
{
    static long s_created;

    Node(Op op, Node[] inputs, Shape shape, Kind kind, bool perPath, Place place)
    {
        (Op, Inputs, Shape, Kind, PerPath, Place) = (op, inputs, shape, kind, perPath, place);
        Id = Interlocked.Increment(ref s_created);
    }

    /// <summary>Grows with creation: a node's inputs always have smaller ones, so sorting by it is a topological order.</summary>
    public long Id { get; }

    public Op Op { get; }
    public Node[] Inputs { get; }
    public Shape Shape { get; }
    public Kind Kind { get; }
    public bool PerPath { get; }
    public Place Place { get; }

    /// <summary>The name the user knows the value by, if any.</summary>
    public string? Name { get; set; }

    /// <summary>In a lowered graph: the op of the user's graph whose value this is; null for a step on the way to one.</summary>
    public Op? Origin { get; set; }

    /// <summary>What the op derives from the node once, such as a map of elements; never part of its meaning.</summary>
    public object? Cache { get; set; }

    public bool IsConstant => Op is Constant;

    /// <summary>Applies an op. Shared operands of a per-path op are broadcast to the paths explicitly.</summary>
    public static Node Create(Op op, params ReadOnlySpan<Node> inputs) => Create(op, default, inputs);

    /// <inheritdoc cref="Create(Op, ReadOnlySpan{Node})"/>
    public static Node Create(Op op, Place place, ReadOnlySpan<Node> inputs)
    {
        if (place == default) place = Place.OfCaller();
        bool perPath = false;
        foreach (var input in inputs) perPath |= input.PerPath;
        var operands = inputs.ToArray();
        if (perPath && op is not (Loop or Item or ProductOverPaths))
            for (int i = 0; i < operands.Length; i++) operands[i] = ToPaths.Of(operands[i], place);
        using var at = Place.At(place);
        var (shape, kind) = op.Infer(operands);
        if (op is Item item) perPath = operands[0].Op.Item(item.Index).PerPath;
        if (op is ProductOverPaths) perPath = false;
        return new Node(op, operands, shape, kind, perPath, place);
    }

    /// <summary>A value without inputs: a constant, a parameter, a draw.</summary>
    public static Node Leaf(Op op, bool perPath, Place place = default, string? name = null)
    {
        var (shape, kind) = op.Infer([]);
        return new Node(op, [], shape, kind, perPath, place) { Name = name };
    }

    /// <summary>The broadcast of a shared node to the paths.</summary>
    internal static Node Lift(ToPaths op, Node shared, Place place) => new(op, [shared], shared.Shape, shared.Kind, true, place);

    /// <summary>The node over what its inputs have become; itself where none has changed.</summary>
    public Node Rebuilt(Dictionary<Node, Node> done)
    {
        var inputs = new Node[Inputs.Length];
        bool changed = false;
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = done[Inputs[i]];
            changed |= !ReferenceEquals(inputs[i], Inputs[i]);
        }
        return changed ? With(inputs) : this;
    }

    /// <summary>The same op on other inputs, keeping name and place.</summary>
    public Node With(ReadOnlySpan<Node> inputs)
    {
        if (Op is ToPaths) return ToPaths.Of(inputs[0], Place);
        var place = Place.IsKnown ? Place : Place.Nowhere;
        var made = Op is Loop loop ? loop.On(inputs.ToArray(), place) : Create(Op, place, inputs);
        made.Name ??= Name;
        made.Origin ??= Origin;
        return made;
    }

    public override string ToString() => Name ?? $"{Op}";
}
