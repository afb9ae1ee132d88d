namespace Pathwise.Calculus;

/// <summary>Terms over powers of one sum, brought to a common denominator where that makes fewer of them: x/(1 + x) + 1/(1 + x) = 1.</summary>
internal static class Fractions
{
    /// <summary>A shorter form of a sum; null if none is found.</summary>
    public static Expression? Shorter(Expression sum)
    {
        var bases = sum.Terms.SelectMany(term => term.Monomial.Factors).Where(factor => factor.Base is Group && factor.Exponent.Number is not null).Select(factor => factor.Base).Distinct();
        foreach (var group in bases.Cast<Group>().Where(group => group.Inner.Terms.Length > 1).ToArray())
        {
            // Exponents that differ by whole numbers go together.
            var classes = sum.Terms.Where(term => term.Monomial.ExponentOf(group).Number is not null)
                .GroupBy(term => Exponent(term, group) - Exponent(term, group).Floor).Select(terms => terms.ToArray()).ToArray();
            foreach (var terms in classes.Where(terms => terms.Length > 1))
            {
                var least = terms.Select(term => Exponent(term, group)).Min();
                if (least.IsInteger && least.Sign >= 0) continue;
                Term[] lowest = [.. terms.Where(term => Exponent(term, group).CompareTo(least) == 0)];
                foreach (var part in lowest.Length > 1 && lowest.Length < terms.Length ? new[] { lowest, terms } : [terms])
                    if (Together(part, group, least) is { } combined)
                        return Sums.Gathered([.. sum.Terms.Except(part), .. combined.Terms]);
            }
        }
        return null;
    }

    static Coefficient Exponent(Term term, Group group) => term.Monomial.ExponentOf(group).Number!.Value;

    /// <summary>Some terms over a common power of a sum, if that is shorter.</summary>
    static Expression? Together(Term[] terms, Group group, Coefficient least)
    {
        var numerator = Expression.Zero;
        foreach (var term in terms)
        {
            if (!(Exponent(term, group) - least).IsWhole(out int power) || power > 20) return null;
            var over = new Expression([new(term.Coefficient, term.Monomial.Without(group))]);
            numerator += power == 0 ? over : over * Powers.Of(group.Inner, Expression.Of(power));
            if (numerator.Terms.Length > 4 * terms.Length * group.Inner.Terms.Length) return null;
        }
        bool cancels = false;
        while (numerator.Terms.Length > 1 && Division.Exact(numerator, group.Inner) is { } quotient) (numerator, least, cancels) = (quotient, least + Coefficient.One, true);
        if (!cancels && numerator.Terms.Length >= terms.Length) return null;
        if (numerator.IsZero) return numerator;
        var combined = least.IsZero ? numerator : numerator * Powers.Of(group.Inner, Expression.Of(least));
        return combined.Terms.Length < terms.Length || (cancels && combined.Terms.Length == terms.Length) ? combined : null;
    }
}

/// <summary>Division of sums by sums (Cox, Little and O'Shea, Ideals, Varieties, and Algorithms, §2.3), with powers of any exponents.</summary>
internal static class Division
{
    /// <summary>The quotient if there is no remainder.</summary>
    public static Expression? Exact(Expression dividend, Expression divisor)
    {
        if (divisor.Terms.Length < 2 || dividend.Terms.Length < 2) return null;
        Term first = divisor.Terms[0], last = divisor.Terms[^1];
        // Monomials of the quotient lie between the quotients of the first and of the last ones.
        var lowest = dividend.Terms[^1].Monomial.Times(last.Monomial, -1);
        var quotient = new List<Term>();
        var rest = dividend;
        while (!rest.IsZero)
        {
            var term = new Term(rest.Terms[0].Coefficient / first.Coefficient, rest.Terms[0].Monomial.Times(first.Monomial, -1));
            if (term.Monomial.CompareTo(lowest) > 0 || quotient.Count > 100) return null;
            quotient.Add(term);
            rest = Sums.Gathered([.. rest.Terms, .. divisor.Terms.Select(t => new Term(-t.Coefficient * term.Coefficient, t.Monomial.Times(term.Monomial)))]);
        }
        return Sums.Gathered(quotient);
    }
}
