namespace Pathwise.Calculus;

/// <summary>Solves f(x) = y where x occurs once, inside a chain of sums, products, powers and functions that have inverses.</summary>
internal static class Solving
{
    /// <summary>x as rootⁿ, with root the principal n-th root of x (so that powers of x are powers of the root); null where no inverse is found.</summary>
    public static (Expression Root, Expression N)? Solve(Expression f, Symbol x, Expression y)
    {
        for (int depth = 0; depth < 100; depth++)
        {
            if (Isolated(f, x.Name) is not var (term, rest)) return null;
            y -= rest;
            var inside = term.Monomial.Factors.Where(factor => Mentions(factor, x.Name)).ToArray();
            if (inside is not [var only]) return null;
            y /= new Expression([term with { Monomial = term.Monomial.Without(only.Base) }]);
            if (only.Exponent.Mentions(x.Name))
            {
                if (only.Base.Symbols.Any(symbol => symbol.Name == x.Name)) return null;
                y = Expression.Apply("log", y);
                if (only.Base is not Euler) y /= Expression.Apply("log", Expression.Of(only.Base));
                f = only.Exponent;
                continue;
            }
            // Even powers have two roots, unless the base is known to be positive.
            if (only.Exponent.Number is { IsEven: true } && !only.Base.IsNotNegative) return null;
            var inverse = Expression.One / only.Exponent;
            switch (only.Base)
            {
                case Symbol: return (y, inverse);
                case Group group:
                    (f, y) = (group.Inner, y.Pow(inverse));
                    break;
                case Application { Function.Name: "log", Arguments: [var argument] }:
                    (f, y) = (argument, Powers.Exponential(y.Pow(inverse)));
                    break;
                case Application { Function: { Inverse: { } name, Parity: not Parity.Even }, Arguments: [var argument] }:
                    (f, y) = (argument, Expression.Apply(name, y.Pow(inverse)));
                    break;
                default: return null;
            }
            if (f.Atom is Symbol) return (y, Expression.One);
        }
        return null;
    }

    /// <summary>The only term with x and the terms without; a product of x and a sum without x counts as a term.</summary>
    static (Term Term, Expression Others)? Isolated(Expression f, string x)
    {
        Term[] inside = [.. f.Terms.Where(term => term.Monomial.Factors.Any(factor => Mentions(factor, x)))];
        if (inside.Length == 0) return null;
        var rest = new Expression([.. f.Terms.Except(inside)]);
        if (inside is [var only]) return (only, rest);
        var common = Common.FactorOf(new(inside), _ => true);
        var factor = Sums.Divided(new(inside), common);
        if (factor.Mentions(x)) return null;
        return (new(common.Coefficient, common.Monomial.Times(new([new(new Group(factor), Expression.One)]))), rest);
    }

    static bool Mentions(Factor factor, string x) => factor.Base.Symbols.Concat(factor.Exponent.Atoms).Any(symbol => symbol.Name == x);
}
