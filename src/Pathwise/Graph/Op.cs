namespace Pathwise.Graphs;

/// <summary>What a node holds: real numbers, truth values, or the several outputs of a loop.</summary>
internal enum Kind : byte { Real, Condition, Tuple }

/// <summary>How a route from a parameter fares on entering an op by one of its inputs.</summary>
internal enum Crossing : byte
{
    /// <summary>Differentiable, or continuous with a kink: the chain rule holds almost everywhere and misses nothing.</summary>
    Continuous,

    /// <summary>A discontinuity in this input: the chain rule misses the jump.</summary>
    Jump,

    /// <summary>The law of a discrete draw.</summary>
    Discrete,

    /// <summary>A draw that the user has cut from its parameters.</summary>
    Detached,

    /// <summary>Declared constant by the user (stop-gradient).</summary>
    Held,
}

/// <summary>
/// An operation of the graph: everything known about it, in one place. Immutable; two ops are equal when they are of one type with
/// equal attributes.
/// </summary>
internal abstract record Op
{
    /// <summary>The name, as printed.</summary>
    public abstract string Name { get; }

    /// <summary>The attributes, as printed; together with the name they identify the op in golden texts.</summary>
    public virtual string Attributes => "";

    /// <summary>Shape and kind of the result; throws a located error for operands that do not fit.</summary>
    public abstract (Shape Shape, Kind Kind) Infer(ReadOnlySpan<Node> inputs);

    /// <summary>Shape and kind of one of several outputs; only ops whose kind is <see cref="Kind.Tuple"/> have them.</summary>
    public virtual (Shape Shape, Kind Kind, bool PerPath) Item(int index) => throw new InvalidOperationException($"{Name} has one output");

    /// <summary>How a route fares that enters by input <paramref name="input"/>.</summary>
    public virtual Crossing Crossing(int input) => Graphs.Crossing.Continuous;

    /// <summary>∂f/∂xᵢ applied to a tangent of input <paramref name="input"/>; null is zero.</summary>
    public abstract Node? Push(Node node, int input, Node tangent);

    /// <summary>The transpose of <see cref="Push"/>, applied to a cotangent of the result; null is zero.</summary>
    public abstract Node? Pull(Node node, int input, Node cotangent);

    /// <summary>The meaning: evaluates the op on plain arrays.</summary>
    public abstract void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output);

    /// <summary>Whether the result is exactly rounded, hence the same on every machine, so that constants may be folded.</summary>
    public virtual bool Exact => false;

    /// <summary>An equivalent simpler node for these inputs, or null. Rules are local, so a value's bits never depend on what else is asked for.</summary>
    public virtual Node? Simplify(Node node) => null;

    /// <inheritdoc/>
    public sealed override string ToString() => Attributes.Length == 0 ? Name : $"{Name}{{{Attributes}}}";
}
