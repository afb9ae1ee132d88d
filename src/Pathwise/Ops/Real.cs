using System.Globalization;

namespace Pathwise;

/// <summary>
/// A real array (a scalar unless its shape says otherwise): a number outside a trace, a node of the traced graph inside. All arithmetic
/// on it is recorded, so one program gives values, derivatives and certificates.
/// </summary>
public readonly struct Real : IEquatable<Real>
{
    static readonly Node s_zero = Constant.Of(0);

    readonly Node? _node;

    internal Real(Node node) => _node = node;

    internal Node Node => _node ?? s_zero;

    /// <summary>The static shape for one path.</summary>
    public Shape Shape => Node.Shape;

    /// <summary>A number.</summary>
    public static implicit operator Real(double value) => new(Constant.Of(value));

    /// <summary>A vector of numbers.</summary>
    public static implicit operator Real(double[] values) => new(Constant.Of(values.Length, [.. values]));

    /// <summary>An array of numbers in row-major order.</summary>
    public static Real FromArray(Shape shape, params double[] values)
    {
        if (values.Length != shape.Count) throw new PathwiseException("PW0004", $"{values.Length} values for an array of shape {shape}", $"give {shape.Count} values", Place.OfCaller());
        return new(Constant.Of(shape, [.. values]));
    }

    /// <summary>The number that a scalar holds; throws for a traced value, which has no number until it is run.</summary>
    public static explicit operator double(Real value)
    {
        if (value.Shape.Count != 1)
            throw new PathwiseException("PW0005", $"an array of shape {value.Shape} is not one number", "take an element first, or use ToArray", Place.OfCaller());
        return value.ToArray()[0];
    }

    /// <summary>The numbers in row-major order; throws for a traced value.</summary>
    public double[] ToArray() => Execution.Evaluator.Constant(Node) ?? throw new PathwiseException("PW0006",
        "a traced value has no number", "inside a trace use Functions (Exp, Max, Where, …), not double arithmetic or C# conditions", Place.OfCaller());

    /// <summary>The sum.</summary>
    public static Real operator +(Real a, Real b) => Binary<Add>.Op.On(a, b);

    /// <summary>The difference.</summary>
    public static Real operator -(Real a, Real b) => Binary<Subtract>.Op.On(a, b);

    /// <summary>The elementwise product.</summary>
    public static Real operator *(Real a, Real b) => Binary<Multiply>.Op.On(a, b);

    /// <summary>The elementwise quotient.</summary>
    public static Real operator /(Real a, Real b) => Binary<Divide>.Op.On(a, b);

    /// <summary>The negative.</summary>
    public static Real operator -(Real a) => Unary<Negate>.Op.On(a);

    /// <summary>The value itself.</summary>
    public static Real operator +(Real a) => a;

    /// <summary>Whether a is less than b, element by element.</summary>
    public static Condition operator <(Real a, Real b) => Comparison.Less.Of(a, b);

    /// <summary>Whether a is greater than b, element by element.</summary>
    public static Condition operator >(Real a, Real b) => Comparison.Less.Of(b, a);

    /// <summary>Whether a is at most b, element by element.</summary>
    public static Condition operator <=(Real a, Real b) => Comparison.LessOrEqual.Of(a, b);

    /// <summary>Whether a is at least b, element by element.</summary>
    public static Condition operator >=(Real a, Real b) => Comparison.LessOrEqual.Of(b, a);

    /// <summary>Whether a equals b, element by element.</summary>
    public static Condition operator ==(Real a, Real b) => Comparison.Equal.Of(a, b);

    /// <summary>Whether a differs from b, element by element.</summary>
    public static Condition operator !=(Real a, Real b) => !Comparison.Equal.Of(a, b);

    /// <summary>One element or sub-array along the first axis.</summary>
    public Real this[int index] => Functions.Reshape(Functions.Slice(this, 0, index, 1), Shape.Tail);

    /// <summary>The mean over all elements.</summary>
    public Real Mean => Functions.Mean(this);

    /// <summary>The sum over all elements.</summary>
    public Real Sum => Functions.Sum(this);

    /// <summary>The value with its parameters forgotten: naïve sampling, made explicit. The certificate reports every route it cuts.</summary>
    public Real Detach([System.Runtime.CompilerServices.CallerFilePath] string file = "", [System.Runtime.CompilerServices.CallerLineNumber] int line = 0) =>
        new(Node.Create(Ops.Detach.Op, Place.Here(file, line), [Node]));

    /// <summary>A draw whose derivative through its law's parameters is estimated so, whether or not it is detached.</summary>
    public Real By(Estimator estimator, [System.Runtime.CompilerServices.CallerFilePath] string file = "", [System.Runtime.CompilerServices.CallerLineNumber] int line = 0)
    {
        var place = Place.Here(file, line);
        if (Node.Op is Detach) return new Real(Node.Inputs[0]).By(estimator, file, line).Detach(file, line);
        if (Node.Op is not Sampled site)
            throw new PathwiseException("PW0062", $"'by {estimator}' on a value that is no draw of a law", "choose the estimator where the draw is made: law.Sample(noise).By(…)", place);
        return new(Node.Create(site with { By = estimator }, Node.Place, Node.Inputs));
    }

    /// <summary>The same value, known by a name in replays, certificates and drawings.</summary>
    public Real Named(string name)
    {
        Node.Name = name;
        return this;
    }

    /// <summary>Equality of numbers, or identity of traced values. (The operator == is the traced comparison.)</summary>
    public bool Equals(Real other) => ReferenceEquals(Node, other.Node) || (Node.Op is Constant a && other.Node.Op is Constant b && a.Equals(b));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Real other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Node.Op is Constant constant ? constant.GetHashCode() : HashCode.Combine(Node.Id);

    /// <summary>The number, the numbers in brackets, or the name of a traced value.</summary>
    public override string ToString()
    {
        if (Execution.Evaluator.Constant(Node) is not { } values) return Node.ToString();
        var text = values.Select(v => v.ToString("R", CultureInfo.InvariantCulture));
        return Shape.IsScalar ? text.First() : $"[{string.Join(", ", text)}]";
    }
}

/// <summary>A truth value for each element. It converts to no <c>bool</c>: choose with <see cref="Functions.Where"/>.</summary>
public readonly struct Condition
{
    internal Condition(Node node) => Node = node;

    internal Node Node { get; }

    /// <summary>Both.</summary>
    public static Condition operator &(Condition a, Condition b) => Logic.And.Of(a, b);

    /// <summary>Either.</summary>
    public static Condition operator |(Condition a, Condition b) => Logic.Or.Of(a, b);

    /// <summary>Not.</summary>
    public static Condition operator !(Condition a) => Logic.Not.Of(a);
}

internal static class NodeExtensions
{
    public static Real AsReal(this Node node) => new(node);

    /// <summary>Whether the node is a constant with this value everywhere.</summary>
    public static bool Is(this Node node, double value) => node.Op is Constant { Uniform: { } v } && v == value;
}
