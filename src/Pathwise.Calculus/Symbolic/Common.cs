using System.Numerics;

namespace Pathwise.Calculus;

/// <summary>Factors that all terms of a sum have in common.</summary>
internal static class Common
{
    /// <summary>The largest common factor, of those allowed; its sign is such that the remaining constant, or else the first of the terms, is positive.</summary>
    public static Term FactorOf(Expression sum, Func<Factor, bool> allowed)
    {
        var number = sum.Terms[0].Coefficient.Abs;
        var monomial = sum.Terms[0].Monomial;
        foreach (var term in sum.Terms.AsSpan(1))
        {
            number = Coefficient.Common(number, term.Coefficient);
            monomial = Of(monomial, term.Monomial);
        }
        monomial = new([.. monomial.Factors.Where(allowed)]);
        int deciding = Math.Max(0, Array.FindIndex(sum.Terms, term => term.Monomial.Equals(monomial)));
        return new(sum.Terms[deciding].Coefficient.Sign < 0 ? -number : number, monomial);
    }

    /// <summary>What two products have in common: of each atom the smaller power, where it is known which is.</summary>
    public static Monomial Of(Monomial a, Monomial b)
    {
        var shared = new List<Factor>();
        foreach (var factor in a.Factors)
        {
            var other = b.ExponentOf(factor.Base);
            if (factor.Exponent.Equals(other)) shared.Add(factor);
            else if (factor.Exponent.Number is { } m && other.Number is { } n)
            {
                var least = m.CompareTo(n) < 0 ? m : n;
                if (!least.IsZero && (least.Sign > 0 || factor.Base is not Numeral)) shared.Add(new(factor.Base, Expression.Of(least)));
            }
            else if ((factor.Exponent - other).Number is { } difference)
            {
                // S^β and S^(β − 1).
                shared.Add(difference.Sign < 0 ? factor : new(factor.Base, other));
            }
        }
        // A power with a negative exponent is common to products that have it and such that do not.
        foreach (var factor in b.Factors)
            if (a.ExponentOf(factor.Base).IsZero && factor.Base is not Numeral && factor.Exponent.Number is { Sign: < 0 }) shared.Add(factor);
        shared.Sort((x, y) => x.Base.CompareTo(y.Base));
        return new([.. shared]);
    }
}
