namespace Pathwise.Calculus;

/// <summary>sin² + cos² = 1, cosh² − sinh² = 1, tan = sin/cos and tanh = sinh/cosh (DLMF 4.21.12, 4.35.11), used where they shorten a sum.</summary>
internal static class Identities
{
    /// <summary>A function, its companion, the sign of the companion's square in f² = 1 ± g², and the quotient f/g.</summary>
    static readonly (string Function, string Companion, int Sign, string? Quotient)[] s_squares =
        [("sin", "cos", -1, "tan"), ("cos", "sin", -1, null), ("cosh", "sinh", 1, null), ("sinh", "cosh", 1, "tanh")];

    /// <summary>A shorter form of a sum; null if none is found.</summary>
    public static Expression? Shorter(Expression sum)
    {
        var calls = sum.Terms.SelectMany(term => term.Monomial.Factors).Select(factor => factor.Base).OfType<Application>().Distinct().ToArray();
        if (calls.Length == 0) return null;
        foreach (var (function, companion, sign, quotient) in s_squares)
        {
            foreach (var call in calls.Where(call => call.Function.Name == function))
            {
                var other = new Application(Function.Named(companion), call.Arguments);
                if (quotient is not null && calls.FirstOrDefault(c => c.Function.Name == quotient && c.Arguments[0].Equals(call.Arguments[0])) is { } ratio)
                    return Replaced(sum, ratio, exponent => [new(call, exponent), new(other, -exponent)]);
                var squares = Sums.Gathered([.. sum.Terms.SelectMany(term => WithoutSquares(term, call, other, sign))]);
                if (squares.Terms.Length < sum.Terms.Length) return squares;
            }
            if (quotient is null) continue;
            // tan beside cos alone.
            foreach (var call in calls.Where(call => call.Function.Name == companion))
                if (calls.FirstOrDefault(c => c.Function.Name == quotient && c.Arguments[0].Equals(call.Arguments[0])) is { } ratio)
                    return Replaced(sum, ratio, exponent => [new(new Application(Function.Named(function), call.Arguments), exponent), new(call, -exponent)]);
        }
        return null;
    }

    static Expression Replaced(Expression sum, Atom atom, Func<Expression, Factor[]> by) => Sums.Gathered([.. sum.Terms.Select(term =>
    {
        var exponent = term.Monomial.ExponentOf(atom);
        if (exponent.IsZero) return term;
        var factors = by(exponent);
        Array.Sort(factors, (x, y) => x.Base.CompareTo(y.Base));
        return term with { Monomial = term.Monomial.Without(atom).Times(new(factors)) };
    })]);

    /// <summary>f^(2k + j) as (sign of f² = 1 ± g²)ᵏ fʲ.</summary>
    static IEnumerable<Term> WithoutSquares(Term term, Application function, Application companion, int sign)
    {
        if (term.Monomial.ExponentOf(function).Number is not { } exponent || !exponent.IsWhole(out int n) || n is < 2 or > 20) return [term];
        // cosh² = 1 + sinh²; sinh² = −1 + cosh²; sin² = 1 − cos².
        int constant = function.Function.Name == "sinh" ? -1 : 1;
        var square = Sums.Gathered([new(constant, Monomial.One), new(sign, new([new(companion, Expression.Of(2))]))]);
        var power = Expression.One;
        for (int i = 0; i < n / 2; i++) power = Sums.Gathered([.. power.Terms.SelectMany(s => square.Terms.Select(t => new Term(s.Coefficient * t.Coefficient, s.Monomial.Times(t.Monomial))))]);
        var rest = term.Monomial.Without(function);
        if (n % 2 == 1) rest = rest.Times(new([new(function, Expression.One)]));
        return power.Terms.Select(t => new Term(t.Coefficient * term.Coefficient, t.Monomial.Times(rest)));
    }

    /// <summary>1 + tan² as cos⁻², 1 − tanh² as cosh⁻²; null for other sums.</summary>
    public static Expression? AsTerm(Expression sum)
    {
        if (sum.Terms is not [{ Monomial.Factors: [{ Base: Application { Function.Name: "tan" or "tanh" } call } square] } first, { Monomial.Factors: [] } second]) return null;
        bool circular = call.Function.Name == "tan";
        if (square.Exponent.Number is not { } two || !two.Equals(2) || !second.Coefficient.Equals(circular ? first.Coefficient : -first.Coefficient)) return null;
        return new([new(second.Coefficient, new([new(new Application(Function.Named(circular ? "cos" : "cosh"), call.Arguments), Expression.Of(-2))]))]);
    }
}
