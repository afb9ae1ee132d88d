namespace Pathwise.Calculus;

/// <summary>∫ dx/b(x) for the diffusions that have names.</summary>
internal static class LampertiIntegral
{
    public static Expression? Of(Expression b, string state)
    {
        var x = Expression.Of(b.Atoms.FirstOrDefault(symbol => symbol.Name == state) ?? new Symbol(state));
        // b = c g(x) with c free of x.
        var common = Common.FactorOf(b, factor => !factor.Base.Symbols.Concat(factor.Exponent.Atoms).Any(symbol => symbol.Name == state));
        var g = Sums.Divided(b, common);
        var c = new Expression([common]);
        if (!g.Mentions(state)) return x / b;
        return OfShape(g, x, state) is { } integral ? integral / c : OfShape(-g, x, state) is { } opposite ? -opposite / c : null;
    }

    /// <summary>The integral of 1/g, by the shape of g.</summary>
    static Expression? OfShape(Expression g, Expression x, string state)
    {
        var one = Expression.One;
        if (g.Terms is [{ Monomial.Factors: [var factor] } term])
        {
            var number = Expression.Of(term.Coefficient);
            if (factor.Exponent.Mentions(state)) return null;
            if (factor.Base is Application { Function.Name: "cos" } cosine && factor.Exponent.Number is { } two && two.Equals(2))
                return Slope(cosine.Arguments[0], state) is { } speed ? Expression.Apply("tan", cosine.Arguments[0]) / (number * speed) : null;
            var inner = factor.Base is Group group ? group.Inner : factor.Base is Symbol ? Expression.Of(factor.Base) : null;
            if (inner is null) return null;
            if (Slope(inner, state) is { } slope)
                return factor.Exponent.IsOne ? Expression.Apply("log", inner) / (number * slope) : inner.Pow(one - factor.Exponent) / ((one - factor.Exponent) * slope * number);
            bool root = factor.Exponent.Number is { } power && power.Equals(Coefficient.Half);
            if (root && inner.Equals(x - x * x)) return 2 * Expression.Apply("asin", x.Sqrt()) / number;
            // √(p + q x²): arsinh; with q negative arcsin.
            if (root && Quadratic(inner, x, state) is var (p, q))
                return p.IsPositive && q.IsPositive ? Expression.Apply("asinh", (q / p).Sqrt() * x) / (number * q.Sqrt())
                    : p.IsPositive && (-q).IsPositive ? Expression.Apply("asin", (-q / p).Sqrt() * x) / (number * (-q).Sqrt()) : null;
            return null;
        }
        // log(x/(1 − x)), written so that x occurs once.
        if (g.Equals(x - x * x)) return 2 * Expression.Apply("atanh", 2 * x - one);
        if (g.Terms is [{ Monomial.Factors: [var f1, var f2], Coefficient.IsOne: true }] && IsRootOf(f1, f2, x - x * x)) return 2 * Expression.Apply("asin", x.Sqrt());
        if (Slope(g, state) is { } affine) return Expression.Apply("log", g) / affine;
        if (Quadratic(g, x, state) is var (a, b))
            return a.IsPositive && (-b).IsPositive ? Expression.Apply("atanh", (-b / a).Sqrt() * x) / (-a * b).Sqrt() : a.IsPositive && b.IsPositive ? Expression.Apply("atan", (b / a).Sqrt() * x) / (a * b).Sqrt() : null;
        return null;
    }

    /// <summary>√x √(1 − x), for x known to be positive.</summary>
    static bool IsRootOf(Factor a, Factor b, Expression square) =>
        a.Exponent.Number is { } m && b.Exponent.Number is { } n && m.Equals(Coefficient.Half) && n.Equals(Coefficient.Half)
        && (Inner(a) * Inner(b)).Equals(square);

    static Expression Inner(Factor factor) => factor.Base is Group group ? group.Inner : Expression.Of(factor.Base);

    /// <summary>q of p + q x.</summary>
    static Expression? Slope(Expression g, string state)
    {
        var slope = g.Differentiate(state);
        return slope.IsZero || slope.Mentions(state) ? null : slope;
    }

    /// <summary>p and q of p + q x².</summary>
    static (Expression P, Expression Q)? Quadratic(Expression g, Expression x, string state)
    {
        var q = g.Differentiate(state) / (2 * x);
        var p = g - q * x * x;
        return q.IsZero || q.Mentions(state) || p.Mentions(state) ? null : (p, q);
    }
}
