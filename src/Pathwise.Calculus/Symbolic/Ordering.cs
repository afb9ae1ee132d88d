namespace Pathwise.Calculus;

/// <summary>The orders in which terms and factors are written.</summary>
internal static class Ordering
{
    /// <summary>Names in their alphabet, small letters before capitals; and powers before products.</summary>
    public static readonly Comparer<string> Names = Comparer<string>.Create((a, b) =>
    {
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
            if (a[i] != b[i]) return a[i] == '^' ? -1 : b[i] == '^' ? 1 : char.IsLower(a[i]) != char.IsLower(b[i]) && char.IsLetter(a[i]) && char.IsLetter(b[i]) ? char.IsLower(a[i]) ? -1 : 1 : a[i].CompareTo(b[i]);
        return a.Length.CompareTo(b.Length);
    });

    /// <summary>The sum of the sizes of exponents.</summary>
    public static double Degree(Term term, bool variablesOnly) =>
        term.Monomial.Factors.Where(factor => factor.Base is not Numeral && (!variablesOnly || factor.Base.Symbols.Concat(factor.Exponent.Atoms).Any(symbol => symbol.IsVariable)))
            .Sum(factor => factor.Base is not Euler && factor.Exponent.Number is { } n ? Math.Abs(n.ToDouble()) : 1);

    /// <summary>Numbers, parameters, sums of parameters, variables, functions, sums with variables.</summary>
    public static readonly Comparer<Expression> Factors = Comparer<Expression>.Create((a, b) =>
    {
        int order = Rank(a).CompareTo(Rank(b));
        return order != 0 ? order : a.Atom is Symbol x && b.Atom is Symbol y ? Names.Compare(x.Name, y.Name) : a.CompareTo(b);
    });

    static int Rank(Expression x)
    {
        bool varies = x.Atoms.Any(symbol => symbol.IsVariable);
        return x.Atom switch { Numeral => 0, Symbol => 1, Application or Euler => 2, _ => 3 } + (varies ? 10 : 0);
    }
}
