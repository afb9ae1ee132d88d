namespace Pathwise.Calculus;

/// <summary>A power: base and exponent, which is an expression of its own and mostly a number.</summary>
internal readonly record struct Factor(Atom Base, Expression Exponent)
{
    /// <summary>Not negative where it is a real number.</summary>
    public bool IsNotNegative => Base.IsNotNegative || (Exponent.Number is { } n && (n.IsEven || !n.IsInteger));

    /// <summary>Positive where it is a real number.</summary>
    public bool IsPositive => Base.IsPositive;
}

/// <summary>A number times powers of different atoms, in the atoms' order.</summary>
internal readonly record struct Term(Coefficient Coefficient, Monomial Monomial)
{
    public bool IsNotNegative => Coefficient.Sign >= 0 && Monomial.Factors.All(factor => factor.IsNotNegative);
    public bool IsPositive => Coefficient.Sign > 0 && Monomial.Factors.All(factor => factor.IsPositive);
}

/// <summary>
/// A product of powers. Monomials are in lexical order of exponents, which multiplication keeps, so that sums can be divided by sums (Cox, Little and O'Shea,
/// Ideals, Varieties, and Algorithms, §2.2).
/// </summary>
internal sealed class Monomial : IComparable<Monomial>, IEquatable<Monomial>
{
    readonly int _hash;

    public Monomial(Factor[] factors)
    {
        Factors = factors;
        var hash = new HashCode();
        foreach (var (atom, exponent) in factors)
        {
            hash.Add(atom);
            hash.Add(exponent);
        }
        _hash = hash.ToHashCode();
    }

    public static Monomial One { get; } = new([]);

    public Factor[] Factors { get; }

    public Expression ExponentOf(Atom atom)
    {
        foreach (var factor in Factors) if (factor.Base.Equals(atom)) return factor.Exponent;
        return Expression.Zero;
    }

    public Monomial Without(Atom atom) => new([.. Factors.Where(factor => !factor.Base.Equals(atom))]);

    /// <summary>The product as exponents say; powers that became whole are left as they are.</summary>
    public Monomial Times(Monomial other, int sign = 1)
    {
        var product = new List<Factor>(Factors.Length + other.Factors.Length);
        int i = 0, j = 0;
        while (i < Factors.Length || j < other.Factors.Length)
        {
            int order = i == Factors.Length ? 1 : j == other.Factors.Length ? -1 : Factors[i].Base.CompareTo(other.Factors[j].Base);
            if (order < 0) product.Add(Factors[i++]);
            else if (order > 0)
            {
                var (atom, exponent) = other.Factors[j++];
                product.Add(new(atom, sign > 0 ? exponent : -exponent));
            }
            else
            {
                var exponent = sign > 0 ? Factors[i].Exponent + other.Factors[j].Exponent : Factors[i].Exponent - other.Factors[j].Exponent;
                if (!exponent.IsZero) product.Add(new(Factors[i].Base, exponent));
                i++;
                j++;
            }
        }
        return new([.. product]);
    }

    public int CompareTo(Monomial? other)
    {
        if (ReferenceEquals(this, other)) return 0;
        if (other is null) return 1;
        for (int i = 0; ; i++)
        {
            if (i == Factors.Length && i == other.Factors.Length) return 0;
            int order = i == Factors.Length ? 1 : i == other.Factors.Length ? -1 : Factors[i].Base.CompareTo(other.Factors[i].Base);
            // The first atom that only one of them has, or has to a higher power, decides.
            if (order < 0) return -Leading(Factors[i].Exponent);
            if (order > 0) return Leading(other.Factors[i].Exponent);
            if (Factors[i].Exponent.Equals(other.Factors[i].Exponent)) continue;
            return -Leading(Factors[i].Exponent - other.Factors[i].Exponent);
        }
    }

    /// <summary>The sign by which exponents are ordered; high powers come first.</summary>
    static int Leading(Expression exponent) => exponent.Terms[0].Coefficient.Sign;

    public bool Equals(Monomial? other) => other is not null && (ReferenceEquals(this, other) || (_hash == other._hash && Factors.AsSpan().SequenceEqual(other.Factors)));
    public override bool Equals(object? obj) => Equals(obj as Monomial);
    public override int GetHashCode() => _hash;
}
