using System.Numerics;

namespace Pathwise.Calculus;

/// <summary>Products, multiplied out.</summary>
internal static class Products
{
    public static Expression Of(Expression a, Expression b)
    {
        if (a.IsZero || b.IsZero) return Expression.Zero;
        if (a.IsOne) return b;
        if (b.IsOne) return a;
        if (!IsShort(a.Terms.Length, b.Terms.Length, a.Size, b.Size)) (a, b) = (InParentheses(a), InParentheses(b));
        return Distributed(a, b);
    }

    /// <summary>Whether a product of sums is short enough to be multiplied out.</summary>
    static bool IsShort(double terms, double otherTerms, double size, double otherSize) =>
        terms * otherTerms <= Expression.MaximumTerms && terms * otherSize + otherTerms * size <= Expression.MaximumSize / 2;

    static Expression InParentheses(Expression x) => x.Terms.Length == 1 ? x : Powers.Grouped(x, Expression.One);

    /// <summary>The terms of a product whose exponents may have become such that its powers are to be carried out.</summary>
    static Term[] Of(Coefficient coefficient, Monomial monomial) =>
        Array.TrueForAll(monomial.Factors, IsDone) ? [new(coefficient, monomial)] : Carried(coefficient, monomial).Terms;

    static bool IsDone(Factor factor) => factor.Base switch
    {
        Numeral => factor.Exponent.Number is not { } n || (n.Sign > 0 && n.CompareTo(Coefficient.One) < 0),
        Group group => factor.Exponent.Number is not { IsInteger: true } n || (n.Sign < 0 && group.Inner.Terms.Length > 1),
        Application { Function.Name: "abs" } => factor.Exponent.Number is not { IsEven: true },
        _ => true,
    };

    /// <summary>A term whose exponents may have become such that powers are to be carried out.</summary>
    public static Expression Carried(Coefficient coefficient, Monomial monomial)
    {
        var left = new List<Factor>();
        var sums = new List<(Factor Factor, Expression Power)>();
        var carried = Expression.One;
        foreach (var factor in monomial.Factors)
        {
            if (IsDone(factor)) left.Add(factor);
            else if (factor is { Base: Application application }) carried *= Powers.Of(application.Arguments[0], factor.Exponent);
            else if (factor.Base is Group group)
            {
                var power = Powers.Of(group.Inner, factor.Exponent);
                if (power.Terms.Length > 1) sums.Add((factor, power));
                else if (Array.Exists(power.Terms[0].Monomial.Factors, own => own.Base.Equals(group))) left.Add(factor);
                else carried *= power;
            }
            else
            {
                var exponent = factor.Exponent.Number!.Value;
                if (!exponent.Floor.IsWhole(out int n)) { left.Add(factor); continue; }
                coefficient *= Coefficient.Fraction(((Numeral)factor.Base).Value, BigInteger.One).Power(n);
                if (!(exponent - exponent.Floor).IsZero) left.Add(new(factor.Base, Expression.Of(exponent - exponent.Floor)));
            }
        }
        // Sums are multiplied out all together or not at all. Of one sum alone, the parentheses go.
        double terms = 1, size = 1 + left.Sum(factor => factor.Base.Size);
        bool open = true;
        foreach (var (_, power) in sums)
        {
            open &= IsShort(terms, power.Terms.Length, size, power.Size);
            (terms, size) = (terms * power.Terms.Length, terms * power.Size + power.Terms.Length * size);
        }
        open |= sums.Count == 1 && left.Count == 0;
        if (!open) left.AddRange(sums.Select(sum => sum.Factor));
        left.Sort((x, y) => x.Base.CompareTo(y.Base));
        var product = new Expression([new(coefficient, new([.. left]))]);
        if (!carried.IsOne) product = carried.Terms.Length == 1 ? Joined(product.Terms[0], carried.Terms[0]) : Distributed(product, carried);
        if (open) foreach (var (_, power) in sums) product = Distributed(product, power);
        return product;
    }

    static Expression Joined(Term s, Term t) => new([new(s.Coefficient * t.Coefficient, s.Monomial.Times(t.Monomial))]);

    static Expression Distributed(Expression a, Expression b)
    {
        var terms = new List<Term>(a.Terms.Length * b.Terms.Length);
        foreach (var s in a.Terms)
            foreach (var t in b.Terms) terms.AddRange(Of(s.Coefficient * t.Coefficient, s.Monomial.Times(t.Monomial)));
        return Sums.Collect(terms);
    }
}
