using System.Numerics;

namespace Pathwise.Calculus;

/// <summary>Powers of expressions. A factor leaves a power that is not whole only if it is not negative: √(xy) may be real where √x and √y are not.</summary>
internal static class Powers
{
    /// <summary>Higher powers of sums stay powers.</summary>
    const int MaximumExpanded = 12;

    public static Expression Of(Expression x, Expression exponent)
    {
        if (exponent.IsZero || x.IsOne) return Expression.One;
        if (exponent.IsOne) return x;
        if (x.IsZero)
            return exponent.Number is { Sign: > 0 } ? Expression.Zero
                : exponent.Number is null ? Single(new Group(x), exponent)
                : throw new PathwiseException("PW2020", "a formula divides by zero", "check the denominators of the expression");
        bool whole = exponent.Number is { IsInteger: true };
        if (x.Terms.Length == 1) return whole ? WholeOfTerm(x.Terms[0], exponent) : RootOfTerm(x.Terms[0], exponent);
        if (exponent.Number is { } number && number.IsWhole(out int n) && n > 0 && Expanded(x, n) is { } expanded) return expanded;
        return Grouped(x, exponent);
    }

    static Expression Single(Atom atom, Expression exponent) => new([new(Coefficient.One, new([new(atom, exponent)]))]);

    static Expression WholeOfTerm(Term term, Expression exponent)
    {
        if (!exponent.Number!.Value.IsWhole(out int n)) return Single(new Group(new([term])), exponent);
        var power = Expression.Of(term.Coefficient.Power(n));
        foreach (var (atom, own) in term.Monomial.Factors) power *= Power(atom, own * exponent);
        return power;
    }

    /// <summary>An atom's power, brought to its form.</summary>
    static Expression Power(Atom atom, Expression exponent) => exponent.IsZero ? Expression.One
        : atom is Euler ? Exponential(exponent)
        : Products.Carried(Coefficient.One, new([new(atom, exponent)]));

    static Expression RootOfTerm(Term term, Expression exponent)
    {
        var power = Expression.One;
        var rest = new List<Factor>();
        foreach (var factor in term.Monomial.Factors)
        {
            if (factor.IsNotNegative && factor.Exponent.Number is { IsEven: true } && !factor.Base.IsNotNegative)
                power *= Of(Calls.Of(Function.Named("abs"), [Calls.Whole(factor.Base)]), factor.Exponent * exponent);
            else if (factor.IsNotNegative) power *= Power(factor.Base, factor.Exponent * exponent);
            else rest.Add(factor);
        }
        bool negative = term.Coefficient.Sign < 0;
        power *= OfNumber(term.Coefficient.Abs, exponent);
        if (rest.Count == 0 && !negative) return power;
        // An odd power that has a root is of a base that has one.
        if (!negative && rest is [{ Exponent.Number: { IsInteger: true } odd } only]) return power * Power(only.Base, Expression.Of(odd) * exponent);
        return power * Single(new Group(new([new(negative ? -1 : 1, new([.. rest]))])), exponent);
    }

    /// <summary>A positive number's power: a fraction where it is one, else a product of roots of whole numbers.</summary>
    static Expression OfNumber(Coefficient number, Expression exponent)
    {
        if (number.IsOne) return Expression.One;
        if (exponent.Number is not { } e) return number.IsExact ? Numerals(number, exponent) : Single(new Group(Expression.Of(number)), exponent);
        if (e.IsWhole(out int n)) return Expression.Of(number.Power(n));
        return number.IsExact && e.IsExact && e.Denominator < 1000 ? Numerals(number, exponent) : Expression.Of(number.Power(e));
    }

    static Expression Numerals(Coefficient number, Expression exponent)
    {
        var power = Expression.One;
        foreach (var (prime, multiplicity) in Factors(number.Numerator)) power *= Power(new Numeral(prime), exponent * Expression.Of(multiplicity));
        foreach (var (prime, multiplicity) in Factors(number.Denominator)) power *= Power(new Numeral(prime), exponent * Expression.Of(-multiplicity));
        return power;
    }

    /// <summary>Small prime factors and what is left, so that √8 is 2√2.</summary>
    static IEnumerable<(BigInteger Factor, int Multiplicity)> Factors(BigInteger n)
    {
        for (int p = 2; p < 1000 && n > 1; p += p == 2 ? 1 : 2)
        {
            if (p * p > n) break;
            int multiplicity = 0;
            for (; n % p == 0; n /= p) multiplicity++;
            if (multiplicity > 0) yield return (p, multiplicity);
        }
        if (n > 1) yield return (n, 1);
    }

    /// <summary>A sum's power multiplied out; null if that has too many terms.</summary>
    static Expression? Expanded(Expression x, int n)
    {
        // A sum of k terms to the n has binomial(n + k − 1, n) of them.
        double terms = 1;
        for (int i = 1; i < x.Terms.Length && terms <= Expression.MaximumTerms; i++) terms *= (n + i) / (double)i;
        if (terms > Expression.MaximumTerms || n > MaximumExpanded) return null;
        var power = x;
        for (int i = 1; i < n; i++)
        {
            if ((long)power.Terms.Length * x.Terms.Length > Expression.MaximumTerms) return null;
            power *= x;
        }
        return power;
    }

    /// <summary>A sum's power as a power of parentheses, with common factors taken out.</summary>
    public static Expression Grouped(Expression x, Expression exponent)
    {
        bool whole = exponent.Number is { IsInteger: true };
        var common = Common.FactorOf(x, whole ? _ => true : factor => factor.IsPositive);
        if (!whole) common = common with { Coefficient = common.Coefficient.Abs };
        var inner = Sums.Divided(x, common);
        var outer = common is { Coefficient.IsOne: true, Monomial.Factors.Length: 0 } ? Expression.One : Of(new Expression([common]), exponent);
        if (Identities.AsTerm(inner) is { } single) return outer * Of(single, exponent);
        var group = Single(new Group(inner), exponent);
        return outer.IsOne ? group : outer.Terms.Length == 1 ? new([new(outer.Terms[0].Coefficient, outer.Terms[0].Monomial.Times(group.Terms[0].Monomial))]) : outer * group;
    }

    /// <summary>eᵘ, with what logarithms it contains undone: e^(a log b) = bᵃ.</summary>
    public static Expression Exponential(Expression u)
    {
        var power = Expression.One;
        var rest = new List<Term>();
        foreach (var term in u.Terms)
        {
            if (term.Monomial.Factors.FirstOrDefault(factor => factor is { Base: Application { Function.Name: "log" }, Exponent.IsOne: true }) is { Base: Application log })
                power *= Of(log.Arguments[0], new([new(term.Coefficient, term.Monomial.Without(log))]));
            else rest.Add(term);
        }
        return rest.Count == 0 ? power : power * Single(Euler.Number, new([.. rest]));
    }
}
