namespace Pathwise.Calculus;

/// <summary>Sums: equal monomials gathered, then the identities that make a sum shorter.</summary>
internal static class Sums
{
    /// <summary>Longer sums are not searched for identities.</summary>
    const int MaximumSearched = 60;

    public static Expression Collect(IReadOnlyList<Term> terms)
    {
        var sum = Gathered(terms);
        if (sum.Terms.Length > MaximumSearched) return sum;
        for (int round = 0; round < 20; round++)
        {
            if ((Identities.Shorter(sum) ?? Fractions.Shorter(sum)) is not { } shorter) break;
            sum = shorter;
        }
        return sum;
    }

    /// <summary>The sum with equal monomials gathered, and nothing else done.</summary>
    public static Expression Gathered(IReadOnlyList<Term> terms)
    {
        var coefficients = new Dictionary<Monomial, Coefficient>(terms.Count);
        foreach (var (coefficient, monomial) in terms) coefficients[monomial] = coefficients.GetValueOrDefault(monomial) + coefficient;
        return new([.. coefficients.Where(term => !term.Value.IsZero).OrderBy(term => term.Key).Select(term => new Term(term.Value, term.Key))]);
    }

    /// <summary>Each term divided by a product. Whole powers that appear are not carried out.</summary>
    public static Expression Divided(Expression x, Term by) =>
        new([.. x.Terms.Select(term => new Term(term.Coefficient / by.Coefficient, term.Monomial.Times(by.Monomial, -1))).OrderBy(term => term.Monomial)]);
}
