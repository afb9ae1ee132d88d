using System.Numerics;

namespace Pathwise.Calculus;

/// <summary>
/// Chooses how an expression is written: parameters before variables, low powers first, common factors outside where that is shorter, roots and fractions for powers of a half and negative ones.
/// </summary>
internal static class Writer
{
    /// <summary>Longer sums are written as they are.</summary>
    const int MaximumFactored = 16;

    public static Written Write(Expression x)
    {
        if (x.IsZero) return new WrittenNumber(Coefficient.Zero);
        var (negative, written) = Signed(x);
        return negative ? new WrittenSum([(true, written)]) : written;
    }

    /// <summary>The sign and what it stands before.</summary>
    static (bool Negative, Written Written) Signed(Expression x)
    {
        if (x.Terms is [var term]) return Product(term);
        var pieces = Pieces(x);
        if (pieces is [var one]) return one;
        return (false, new WrittenSum(pieces));
    }

    /// <summary>The terms of a sum, with factors taken out of some or all of them where that is shorter.</summary>
    static (bool Negative, Written Term)[] Pieces(Expression x)
    {
        var plain = Plain(x);
        if (x.Terms.Length is < 2 or > MaximumFactored) return plain;
        var weight = Weight(plain);
        Term? best = null;
        foreach (var factor in Candidates(x))
        {
            var (inside, outside) = Split(x, factor);
            if (inside.Terms.Length < 2) continue;
            var pieces = Ordered([.. outside.Terms.Select(term => (new Expression([term]), Product(term))), (Multiplied(inside, factor), Product(factor, new WrittenSum(Plain(inside)), inside))]);
            // Of two forms of one weight, the factored one.
            int order = Weight(pieces).CompareTo(weight);
            if (order < 0 || (order == 0 && best is null && factor.Monomial.Factors.Length > 0)) (weight, best) = (Weight(pieces), factor);
        }
        if (best is not { } chosen) return plain;
        // What is left outside may have common factors of its own.
        var (within, others) = Split(x, chosen);
        var rest = others.IsZero ? [] : Grouped(others);
        return Ordered([.. rest, (Multiplied(within, chosen), Product(chosen, Write(within), within))]);
    }

    /// <summary>Pieces with what they are worth, for sorting.</summary>
    static (Expression, (bool, Written))[] Grouped(Expression x)
    {
        var pieces = Pieces(x);
        return pieces.Length == x.Terms.Length ? [.. x.Terms.Select(term => (new Expression([term]), Product(term)))] : [.. pieces.Select(piece => (x, piece))];
    }

    static Expression Multiplied(Expression x, Term factor) => new([.. x.Terms.Select(term => new Term(term.Coefficient * factor.Coefficient, term.Monomial.Times(factor.Monomial))).OrderBy(term => term.Monomial)]);

    static (Expression Inside, Expression Outside) Split(Expression x, Term factor)
    {
        // A common denominator of all terms, of which some are multiples of what it divides.
        if (factor.Equals(Common.FactorOf(x, _ => true))) return (Sums.Divided(x, factor), Expression.Zero);
        bool Has(Term term) => factor.Monomial.Factors.Length == 0 ? Coefficient.Common(term.Coefficient, factor.Coefficient).Equals(factor.Coefficient.Abs)
            : Shared(term.Monomial, factor.Monomial).Equals(factor.Monomial);
        var inside = new Expression([.. x.Terms.Where(Has)]);
        return (inside.IsZero ? inside : Sums.Divided(inside, factor), new([.. x.Terms.Where(term => !Has(term))]));
    }

    /// <summary>Common factors, of which both have positive or both have negative powers.</summary>
    static Monomial Shared(Monomial a, Monomial b) => new([.. Common.Of(a, b).Factors.Where(factor => factor.Exponent.Number is not { Sign: < 0 }
        || (a.ExponentOf(factor.Base).Number is { Sign: < 0 } && b.ExponentOf(factor.Base).Number is { Sign: < 0 }))]);

    static IEnumerable<Term> Candidates(Expression x)
    {
        var candidates = new HashSet<Term>();
        var whole = Common.FactorOf(x, _ => true);
        if (!whole.Coefficient.IsOne || whole.Monomial.Factors.Length > 0) candidates.Add(whole);
        for (int i = 0; i < x.Terms.Length; i++)
            for (int j = 0; j < i; j++)
            {
                var monomial = Shared(x.Terms[i].Monomial, x.Terms[j].Monomial);
                var number = Coefficient.Common(x.Terms[i].Coefficient, x.Terms[j].Coefficient);
                foreach (var size in new[] { Coefficient.One, number })
                    if (!size.IsOne || monomial.Factors.Length > 0) candidates.UnionWith([new(size, monomial), new(-size, monomial)]);
            }
        return candidates;
    }

    /// <summary>How many names and numbers there are to read, then how much text.</summary>
    static (int Words, int Length) Weight((bool Negative, Written Term)[] pieces)
    {
        string text = new WrittenSum(pieces).Text;
        int words = 0;
        for (int i = 0; i < text.Length; i++) if (IsOfWord(text[i]) && (i == 0 || !IsOfWord(text[i - 1]))) words++;
        return (words, text.Length);
    }

    static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';

    static (bool Negative, Written Term)[] Plain(Expression x) => Ordered([.. x.Terms.Select(term => (new Expression([term]), Product(term)))]);

    /// <summary>By degree in variables, then in all; a positive term first if there is one.</summary>
    static (bool Negative, Written Term)[] Ordered((Expression Value, (bool Negative, Written Written) Piece)[] pieces)
    {
        var sorted = pieces.OrderBy(piece => piece.Value.Terms.Min(term => Ordering.Degree(term, variablesOnly: true))).ThenBy(piece => piece.Value.Terms.Min(term => Ordering.Degree(term, variablesOnly: false)))
            .ThenBy(piece => piece.Piece.Written.Text.TrimStart([.. "0123456789.*/"]), Ordering.Names).Select(piece => piece.Piece).ToList();
        int positive = sorted.FindIndex(piece => !piece.Negative);
        if (positive > 0)
        {
            sorted.Insert(0, sorted[positive]);
            sorted.RemoveAt(positive + 1);
        }
        return [.. sorted];
    }

    /// <summary>A term, times a sum that it has been taken out of.</summary>
    static (bool Negative, Written Written) Product(Term term, Written? sum = null, Expression? value = null)
    {
        var number = term.Coefficient;
        var over = new List<(Expression Value, Written Written)>();
        var under = new List<(Expression Value, Written Written)>();
        var factors = term.Monomial.Factors.ToList();
        number = Absorbed(number, factors);
        // √2 √15 is √30.
        foreach (var roots in factors.Where(factor => factor.Base is Numeral).GroupBy(factor => factor.Exponent).Where(roots => roots.Count() > 1).ToArray())
        {
            factors.RemoveAll(factor => factor.Base is Numeral && factor.Exponent.Equals(roots.Key));
            factors.Add(new(new Numeral(roots.Aggregate(BigInteger.One, (product, factor) => product * ((Numeral)factor.Base).Value)), roots.Key));
        }
        foreach (var (atom, exponent) in factors)
        {
            var (inner, power) = (Expression.Of(atom), exponent);
            if (atom is Group group)
            {
                inner = group.Inner;
                // −1/(x² − 1) is better written 1/(1 − x²).
                if (number.Sign < 0 && exponent.Number is { IsInteger: true, IsEven: false } && inner.Terms.Any(t => t.Coefficient.Sign < 0)) (inner, number) = (-inner, -number);
            }
            bool below = atom is not Euler && power.Number is { Sign: < 0 };
            (below ? under : over).Add((inner, Power(atom, inner, below ? -power : power)));
        }
        if (sum is not null) over.Add((value!, sum));
        bool negative = number.Sign < 0;
        var size = new WrittenNumber(number.Abs);
        if (over.Count == 0 && under.Count == 0) return (negative, size);
        var sorted = over.OrderBy(factor => factor.Value, Ordering.Factors).Select(factor => factor.Written).ToArray();
        return (negative, number.Abs.IsOne && under.Count == 0 && sorted is [var only] ? only : new WrittenProduct(size, sorted, [.. under.OrderBy(factor => factor.Value, Ordering.Factors).Select(factor => factor.Written)]));
    }

    /// <summary>Roots of numbers beside the same root of a sum go inside it: √10 √(10 + 3x)/10 is √(1 + 0.3x).</summary>
    static Coefficient Absorbed(Coefficient number, List<Factor> factors)
    {
        int at = factors.FindIndex(factor => factor.Base is Numeral && factor.Exponent.Number is { IsExact: true } e && e.Equals(Coefficient.Half));
        int root = factors.FindIndex(factor => factor.Base is Group { Inner.Terms.Length: > 1 } && factor.Exponent.Number is { } e && e.Abs.Equals(Coefficient.Half));
        if (at < 0 || root < 0 || !number.IsExact) return number;
        bool below = factors[root].Exponent.Number!.Value.Sign < 0;
        var square = Expression.One;
        foreach (var factor in factors.Where(factor => factor.Base is Numeral && factor.Exponent.Number is { } e && e.Equals(Coefficient.Half))) square *= Expression.Of(Coefficient.Fraction(((Numeral)factor.Base).Value, 1));
        var content = number * number * square.Number!.Value;
        var inner = ((Group)factors[root].Base).Inner * Expression.Of(below ? content.Inverse : content);
        factors[root] = new(new Group(inner), factors[root].Exponent);
        factors.RemoveAll(factor => factor.Base is Numeral && factor.Exponent.Number is { } e && e.Equals(Coefficient.Half));
        return number.Sign < 0 ? -Coefficient.One : Coefficient.One;
    }

    static Written Power(Atom atom, Expression value, Expression exponent)
    {
        if (atom is Euler) return new WrittenCall("exp", [Write(exponent)]);
        var of = atom switch
        {
            Symbol symbol => new WrittenName(symbol.Name),
            Numeral numeral => new WrittenNumber(Coefficient.Fraction(numeral.Value, 1)),
            Application call => Call(call),
            _ => Write(value),
        };
        return exponent.IsOne ? of : exponent.Number is { } n && n.Equals(Coefficient.Half) ? new WrittenCall("sqrt", [of]) : new WrittenPower(of, Write(exponent));
    }

    static Written Call(Application call)
    {
        Written[] x = [.. call.Arguments.Select(Write)];
        return call.Function.Name switch
        {
            "where" => new WrittenChoice(x[0], x[1], x[2]),
            "less" => new WrittenRelation(Tightness.Comparison, x[0], "<", x[1]),
            "less_equal" => new WrittenRelation(Tightness.Comparison, x[0], "<=", x[1]),
            "equal" => new WrittenRelation(Tightness.Comparison, x[0], "==", x[1]),
            "and" => new WrittenRelation(Tightness.And, x[0], "and", x[1]),
            "or" => new WrittenRelation(Tightness.Or, x[0], "or", x[1]),
            "not" => new WrittenNot(x[0]),
            _ => new WrittenCall(call.Function.Name, x),
        };
    }
}
