namespace Pathwise.Calculus;

/// <summary>
/// A formula in canonical form: a sum of terms, each a number times powers of atoms. Equal by the rules of arithmetic means equal as expressions for polynomials and most fractions; functions follow the
/// identities of calculus (eᵃeᵇ = eᵃ⁺ᵇ, sin² + cos² = 1, tanh(artanh x) = x). As in computer algebra at large, x/x is 1: an expression holds where both sides are defined, and where a program's
/// intermediate value is infinite its formula may have none. But √x² is |x| unless x is positive.
/// </summary>
public sealed partial class Expression : IEquatable<Expression>, IComparable<Expression>
{
    /// <summary>Products of sums with more terms than this stay products.</summary>
    internal const int MaximumTerms = 1000;

    /// <summary>Formulas beyond these are refused: nobody reads them.</summary>
    internal const int MaximumSize = 20_000, MaximumDepth = 200;

    readonly int _hash;

    /// <summary>Terms of different monomials, in their order, none of them zero.</summary>
    internal Expression(Term[] terms)
    {
        Terms = terms;
        var hash = new HashCode();
        int size = 0, depth = 0;
        foreach (var (coefficient, monomial) in terms)
        {
            hash.Add(coefficient);
            hash.Add(monomial);
            size++;
            foreach (var (atom, exponent) in monomial.Factors)
            {
                size += atom.Size + exponent.Size;
                depth = Math.Max(depth, Math.Max(atom.Depth, exponent.Depth + 1));
            }
            if (size > MaximumSize || depth > MaximumDepth)
                throw new PathwiseException("PW2020", "a formula is too large to be written out", "name parts of it, or ask for the derivative of a simpler function");
        }
        (_hash, Size, Depth) = (hash.ToHashCode(), size, depth);
    }

    /// <summary>0.</summary>
    public static Expression Zero { get; } = new([]);

    /// <summary>1.</summary>
    public static Expression One { get; } = Of(Coefficient.One);

    internal Term[] Terms { get; }
    internal int Size { get; }
    internal int Depth { get; }

    /// <summary>A named unknown; one known to be positive simplifies better: log(x y) = log x + log y, √x² = x.</summary>
    public static Expression Symbol(string name, bool isPositive = false) => Of(new Symbol(name, isPositive));

    /// <summary>A number. Decimals are taken as written: 0.05 is 1/20.</summary>
    public static implicit operator Expression(double value) => double.IsFinite(value) ? Of(Coefficient.Of(value))
        : throw new PathwiseException("PW2020", "a formula contains a number that is not finite", "check the constants of the expression");

    /// <inheritdoc cref="op_Implicit(double)"/>
    public static Expression FromDouble(double value) => value;

    internal static Expression Of(Coefficient value) => value.IsZero ? Zero : new([new(value, Monomial.One)]);

    internal static Expression Of(Atom atom) => new([new(Coefficient.One, new([new(atom, One)]))]);

    /// <summary>Whether this is 0, as far as simplification shows.</summary>
    public bool IsZero => Terms.Length == 0;

    /// <summary>The number that this is, if it is one.</summary>
    internal Coefficient? Number => Terms.Length == 0 ? Coefficient.Zero : Terms.Length == 1 && Terms[0].Monomial.Factors.Length == 0 ? Terms[0].Coefficient : null;

    internal bool IsOne => Number is { IsOne: true };

    /// <summary>The atom that this is, if it is one alone.</summary>
    internal Atom? Atom => Terms is [{ Coefficient.IsOne: true, Monomial.Factors: [{ Exponent.IsOne: true } factor] }] ? factor.Base : null;

    /// <summary>Whether this is known to be positive, where it is a real number.</summary>
    internal bool IsPositive => Terms.Length > 0 && IsNotNegative && Terms.Any(term => term.IsPositive);

    internal bool IsNotNegative => Terms.All(term => term.IsNotNegative);

    /// <summary>The symbols in it, with repetitions.</summary>
    internal IEnumerable<Symbol> Atoms => Terms.SelectMany(term => term.Monomial.Factors).SelectMany(factor => factor.Base.Symbols.Concat(factor.Exponent.Atoms));

    /// <summary>The names in it.</summary>
    public IReadOnlyCollection<string> Names => [.. Atoms.Select(symbol => symbol.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    internal bool Mentions(string name) => Atoms.Any(symbol => symbol.Name == name);

    /// <summary>The sum.</summary>
    public static Expression operator +(Expression a, Expression b) => a.IsZero ? b : b.IsZero ? a : Sums.Collect([.. a.Terms, .. b.Terms]);

    /// <summary>The difference.</summary>
    public static Expression operator -(Expression a, Expression b) => a + -b;

    /// <summary>The negative.</summary>
    public static Expression operator -(Expression a) => new([.. a.Terms.Select(term => term with { Coefficient = -term.Coefficient })]);

    /// <summary>The product, multiplied out unless it is too long.</summary>
    public static Expression operator *(Expression a, Expression b) => Products.Of(a, b);

    /// <summary>The quotient.</summary>
    public static Expression operator /(Expression a, Expression b) => Products.Of(a, Powers.Of(b, -1));

    /// <summary>A power.</summary>
    public Expression Pow(Expression exponent) => Powers.Of(this, exponent);

    /// <summary>The principal root.</summary>
    public Expression Sqrt() => Powers.Of(this, Of(Coefficient.Half));

    /// <summary>A function of the model language, by its name, such as <c>tanh</c>.</summary>
    public static Expression Apply(string function, params Expression[] arguments) => (function, arguments) switch
    {
        ("exp", [var x]) => Powers.Exponential(x),
        ("expm1", [var x]) => Powers.Exponential(x) - One,
        ("log1p", [var x]) => Apply("log", One + x),
        ("sqrt", [var x]) => x.Sqrt(),
        ("pow", [var x, var y]) => x.Pow(y),
        ("ceil", [var x]) => -Apply("floor", -x),
        ("clamp", [var x, var low, var high]) => Apply("min", Apply("max", x, low), high),
        _ => Calls.Of(Function.Named(function), arguments),
    };

    /// <summary>Whether both are the same, as far as simplification shows.</summary>
    public bool Equals(Expression? other) => other is not null && (ReferenceEquals(this, other) || (_hash == other._hash && Terms.AsSpan().SequenceEqual(other.Terms)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Expression);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>An order of all expressions, which means nothing else.</summary>
    public int CompareTo(Expression? other)
    {
        if (ReferenceEquals(this, other)) return 0;
        if (other is null) return 1;
        for (int i = 0; i < Math.Min(Terms.Length, other.Terms.Length); i++)
        {
            int order = Terms[i].Monomial.CompareTo(other.Terms[i].Monomial);
            if (order == 0) order = Terms[i].Coefficient.CompareTo(other.Terms[i].Coefficient);
            if (order != 0) return order;
        }
        return Terms.Length.CompareTo(other.Terms.Length);
    }
}
