namespace Pathwise.Calculus;

/// <summary>Functions applied, and what that simplifies to.</summary>
internal static class Calls
{
    public static Expression Of(Function function, params Expression[] x)
    {
        if (x.Length != function.Op.Arity) throw new PathwiseException("PW2021", $"{function.Name} takes {function.Op.Arity} arguments, not {x.Length}", "check the formula");
        if (OfNumbers(function, x) is { } value) return value;
        return function.Name switch
        {
            "log" => x[0].IsZero ? Applied(function, x) : Logarithm(x[0]),
            "abs" when x[0].IsNotNegative => x[0],
            "abs" => Absolute(x[0]),
            "sign" when x[0].IsPositive => Expression.One,
            "stop_gradient" or "floor" or "round" => Applied(function, x),
            "max" or "min" when x[0].Equals(x[1]) => x[0],
            "max" or "min" when (x[0] - x[1]) is { IsNotNegative: true } => x[function.Name == "max" ? 0 : 1],
            "max" or "min" when (x[1] - x[0]) is { IsNotNegative: true } => x[function.Name == "max" ? 1 : 0],
            "less" or "less_equal" or "equal" when (x[0] - x[1]).Number is { } difference => function.Op.Scalar([difference.ToDouble(), 0]),
            "and" or "or" when x[0].Number is { } known => known.IsZero == (function.Name == "and") ? x[0] : x[1],
            "and" or "or" when x[1].Number is { } known => known.IsZero == (function.Name == "and") ? x[1] : x[0],
            "where" when x[1].Equals(x[2]) => x[1],
            "where" when x[0].Number is { } condition => condition.IsZero ? x[2] : x[1],
            _ => Composed(function, x) ?? WithSign(function, x),
        };
    }

    static Expression Applied(Function function, Expression[] x) => Expression.Of(new Application(function, x));

    /// <summary>Exact where it is a selection of fractions, or a whole number or a half at 0 and 1; a double of a double; log 2 stays what it is.</summary>
    static Expression? OfNumbers(Function function, Expression[] x)
    {
        var numbers = new double[x.Length];
        bool exact = true;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i].Number is not { } number) return null;
            numbers[i] = number.ToDouble();
            exact &= number.IsExact;
        }
        double value = function.Op.Scalar(numbers);
        if (!double.IsFinite(value)) return null;
        bool selects = function.Name is "abs" or "floor" or "round" or "sign" or "min" or "max" or "where" or "less" or "less_equal" or "equal" or "and" or "or" or "not";
        if (exact && selects) return function.Name is "abs" or "min" or "max" or "where" ? x.Append(-x[0]).First(candidate => candidate.Number!.Value.ToDouble() == value) : value;
        if (exact) return 2 * value == Math.Round(2 * value) && numbers.All(n => n is 0 or 1) ? value : null;
        return value;
    }

    /// <summary>log(bᵃ c) = a log b + log c for positive b.</summary>
    static Expression Logarithm(Expression x)
    {
        if (x.Terms is not [var term])
        {
            var common = Common.FactorOf(x, factor => factor.IsPositive);
            common = common with { Coefficient = Coefficient.One };
            if (common.Monomial.Factors.Length == 0) return Applied(Function.Named("log"), [x]);
            return Logarithm(new([common])) + Logarithm(Sums.Divided(x, common));
        }
        var sum = Expression.Zero;
        var rest = new List<Factor>();
        foreach (var factor in term.Monomial.Factors)
        {
            if (factor.Base is Euler) sum += factor.Exponent;
            else if (factor.Base.IsPositive || factor.Exponent.Number is { IsInteger: false }) sum += factor.Exponent * Applied(Function.Named("log"), [Whole(factor.Base)]);
            else rest.Add(factor);
        }
        var left = new Expression([new(term.Coefficient, new([.. rest]))]);
        if (left.IsOne) return sum;
        // The logarithm of an inverse is the negative of the logarithm.
        if (rest is [{ Exponent.Number: { IsInteger: true } n } only] && term.Coefficient.IsOne && !n.IsEven) return sum + Expression.Of(n) * Applied(Function.Named("log"), [Whole(only.Base)]);
        return sum + Applied(Function.Named("log"), [left]);
    }

    /// <summary>An atom as an expression, without parentheses.</summary>
    public static Expression Whole(Atom atom) => atom is Group group ? group.Inner : Expression.Of(atom);

    static Expression Absolute(Expression x)
    {
        if (x.Terms is not [var term]) return WithSign(Function.Named("abs"), [x]);
        var outside = term.Monomial.Factors.Where(factor => factor.IsNotNegative).ToArray();
        var inside = new Expression([new(Coefficient.One, new([.. term.Monomial.Factors.Except(outside)]))]);
        return new Expression([new(term.Coefficient.Abs, new(outside))]) * Applied(Function.Named("abs"), [inside]);
    }

    /// <summary>f(−x) by parity, so that of x and −x one form is used.</summary>
    static Expression WithSign(Function function, Expression[] x) =>
        function.Parity == Parity.None || !IsNegative(x[0]) ? Applied(function, x)
        : function.Parity == Parity.Even ? Applied(function, [-x[0]]) : -Applied(function, [-x[0]]);

    /// <summary>Whether the sign is to be taken out: more minus signs than plus, or the first of as many.</summary>
    static bool IsNegative(Expression x)
    {
        int negative = x.Terms.Count(term => term.Coefficient.Sign < 0);
        return 2 * negative > x.Terms.Length || (2 * negative == x.Terms.Length && x.Terms[0].Coefficient.Sign < 0);
    }

    /// <summary>Functions of inverse functions (DLMF 4.23, 4.37): tanh(artanh x) = x, cosh(arsinh x) = √(1 + x²).</summary>
    static Expression? Composed(Function function, Expression[] x)
    {
        if (x[0].Atom is not Application { Function: { } inner, Arguments: [var y, ..] } call || call.Arguments.Length > 1) return null;
        if (inner.Inverse == function.Name && inner.IsInjective) return y;
        var one = Expression.One;
        return (function.Name, inner.Name) switch
        {
            ("sin", "acos") or ("cos", "asin") => (one - y * y).Sqrt(),
            ("cos", "atan") => one / (one + y * y).Sqrt(),
            ("sin", "atan") => y / (one + y * y).Sqrt(),
            ("tan", "asin") => y / (one - y * y).Sqrt(),
            ("cosh", "asinh") => (one + y * y).Sqrt(),
            ("tanh", "asinh") => y / (one + y * y).Sqrt(),
            ("cosh", "atanh") => one / (one - y * y).Sqrt(),
            ("sinh", "atanh") => y / (one - y * y).Sqrt(),
            _ => null,
        };
    }
}
