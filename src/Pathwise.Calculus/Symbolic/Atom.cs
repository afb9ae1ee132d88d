using System.Numerics;

namespace Pathwise.Calculus;

/// <summary>What powers are taken of: a symbol, the base of exponentials, a number whose root is not rational, an application of a function, or a sum in parentheses.</summary>
internal abstract class Atom : IComparable<Atom>, IEquatable<Atom>
{
    int _hash;

    /// <summary>Kinds of atoms are sorted by this.</summary>
    protected abstract int Rank { get; }

    /// <summary>The number of symbols and numbers below.</summary>
    public virtual int Size => 1;
    public virtual int Depth => 1;

    /// <summary>The symbols below.</summary>
    public virtual IEnumerable<Symbol> Symbols => [];

    /// <summary>Whether the value is known to be positive, or not to be negative.</summary>
    public virtual bool IsPositive => false;
    public virtual bool IsNotNegative => IsPositive;

    protected abstract int CompareToSameKind(Atom other);
    protected abstract int Hash();

    public int CompareTo(Atom? other) => ReferenceEquals(this, other) ? 0 : other is null ? 1 : Rank != other.Rank ? Rank.CompareTo(other.Rank) : CompareToSameKind(other);
    public bool Equals(Atom? other) => other is not null && (ReferenceEquals(this, other) || (Rank == other.Rank && GetHashCode() == other.GetHashCode() && CompareToSameKind(other) == 0));
    public override bool Equals(object? obj) => Equals(obj as Atom);
    public override int GetHashCode() => _hash != 0 ? _hash : _hash = HashCode.Combine(Rank, Hash()) | 1;
}

/// <summary>A name. A variable (time, a state) is written after what is not (parameters).</summary>
internal sealed class Symbol(string name, bool isPositive = false, bool isVariable = false) : Atom
{
    public string Name => name;
    public bool IsVariable => isVariable;
    public override bool IsPositive => isPositive;
    public override IEnumerable<Symbol> Symbols => [this];
    protected override int Rank => 2;
    protected override int Hash() => string.GetHashCode(name, StringComparison.Ordinal);
    protected override int CompareToSameKind(Atom other) => string.CompareOrdinal(name, ((Symbol)other).Name);
}

/// <summary>A whole number under a root.</summary>
internal sealed class Numeral(BigInteger value) : Atom
{
    public BigInteger Value => value;
    public override bool IsPositive => true;
    protected override int Rank => 0;
    protected override int Hash() => value.GetHashCode();
    protected override int CompareToSameKind(Atom other) => value.CompareTo(((Numeral)other).Value);
}

/// <summary>e, so that exponentials are powers and their products gather.</summary>
internal sealed class Euler : Atom
{
    public static readonly Euler Number = new();

    Euler() { }

    public override bool IsPositive => true;
    protected override int Rank => 1;
    protected override int Hash() => 1;
    protected override int CompareToSameKind(Atom other) => 0;
}

/// <summary>A function of its arguments.</summary>
internal sealed class Application(Function function, Expression[] arguments) : Atom
{
    public Function Function => function;
    public Expression[] Arguments => arguments;
    public override int Size { get; } = 1 + arguments.Sum(argument => argument.Size);
    public override int Depth { get; } = 1 + arguments.Max(argument => argument.Depth);
    public override IEnumerable<Symbol> Symbols => arguments.SelectMany(argument => argument.Atoms);
    public override bool IsPositive => function.IsPositive;
    public override bool IsNotNegative => function.IsPositive || function.Name == "abs" || (function.Name == "max" && arguments.Any(argument => argument.IsNotNegative));
    protected override int Rank => 3;

    protected override int Hash()
    {
        var hash = new HashCode();
        hash.Add(function.Name, StringComparer.Ordinal);
        foreach (var argument in arguments) hash.Add(argument);
        return hash.ToHashCode();
    }

    protected override int CompareToSameKind(Atom other)
    {
        var that = (Application)other;
        int order = string.CompareOrdinal(function.Name, that.Function.Name);
        for (int i = 0; order == 0 && i < arguments.Length; i++) order = arguments[i].CompareTo(that.Arguments[i]);
        return order;
    }
}

/// <summary>An expression in parentheses: a sum that is not multiplied out, or a product whose factors may be negative under a root.</summary>
internal sealed class Group(Expression inner) : Atom
{
    public Expression Inner => inner;
    public override int Size => inner.Size;
    public override int Depth => inner.Depth + 1;
    public override IEnumerable<Symbol> Symbols => inner.Atoms;
    public override bool IsPositive { get; } = inner.IsPositive;
    public override bool IsNotNegative { get; } = inner.IsNotNegative;
    protected override int Rank => 4;
    protected override int Hash() => inner.GetHashCode();
    protected override int CompareToSameKind(Atom other) => inner.CompareTo(((Group)other).Inner);
}
