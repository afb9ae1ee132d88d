using Pathwise.Ops;

namespace Pathwise.Calculus;

public sealed partial class Expression
{
    /// <summary>The expression with symbols replaced, all at once.</summary>
    public Expression Substitute(IReadOnlyDictionary<string, Expression> values) =>
        new Substitution(symbol => values.TryGetValue(symbol.Name, out var value) ? (value, One) : null).In(this);

    /// <summary>The expression with one symbol replaced.</summary>
    public Expression Substitute(string symbol, Expression value) => Substitute(symbol, value, One);

    /// <summary>The symbol replaced by a root's power, rootⁿ, where root is the symbol's principal n-th root: its powers are then powers of the root, without absolute values.</summary>
    internal Expression Substitute(string name, Expression root, Expression n) => new Substitution(symbol => symbol.Name == name ? (root, n) : null).In(this);

    sealed class Substitution(Func<Symbol, (Expression Root, Expression Exponent)?> value)
    {
        readonly Dictionary<Factor, Expression> _done = [];

        public Expression In(Expression x)
        {
            var sum = Zero;
            foreach (var (coefficient, monomial) in x.Terms)
            {
                var product = Expression.Of(coefficient);
                foreach (var factor in monomial.Factors) product *= In(factor);
                sum += product;
            }
            return sum;
        }

        Expression In(Factor factor)
        {
            if (_done.TryGetValue(factor, out var known)) return known;
            var exponent = In(factor.Exponent);
            return _done[factor] = factor.Base switch
            {
                Symbol symbol when value(symbol) is var (root, n) => Powers.Of(root, n * exponent),
                Group group => Powers.Of(In(group.Inner), exponent),
                Application call => Powers.Of(Calls.Of(call.Function, [.. call.Arguments.Select(In)]), exponent),
                Euler => Powers.Exponential(exponent),
                _ => Powers.Of(Expression.Of(factor.Base), exponent),
            };
        }
    }

    /// <summary>The value where its symbols have values.</summary>
    public double Evaluate(Func<string, double> values)
    {
        double sum = 0;
        foreach (var (coefficient, monomial) in Terms)
        {
            double product = coefficient.ToDouble();
            foreach (var (atom, exponent) in monomial.Factors) product *= Value(atom, exponent, values);
            sum += product;
        }
        return sum;
    }

    static double Value(Atom atom, Expression exponent, Func<string, double> values)
    {
        double n = exponent.Evaluate(values);
        if (atom is Euler) return Math.Exp(n);
        double x = atom switch
        {
            Symbol symbol => values(symbol.Name),
            Numeral numeral => (double)numeral.Value,
            Group group => group.Inner.Evaluate(values),
            Application call => call.Function.Op.Scalar([.. call.Arguments.Select(argument => argument.Evaluate(values))]),
            _ => throw new InvalidOperationException(),
        };
        return n switch { 1 => x, 0.5 => Math.Sqrt(x), -0.5 => 1 / Math.Sqrt(x), _ => Math.Pow(x, n) };
    }

    /// <summary>The expression as traced arithmetic, so that it can be run and differentiated as any program.</summary>
    public Real On(Func<string, Real> values) => new Tracing(values).Of(this);

    sealed class Tracing(Func<string, Real> values)
    {
        readonly Dictionary<Atom, Real> _done = [];

        public Real Of(Expression x)
        {
            Real? sum = null;
            foreach (var (coefficient, monomial) in x.Terms)
            {
                Real? product = null;
                foreach (var factor in monomial.Factors) product = product is { } p ? p * Of(factor) : Of(factor);
                double number = coefficient.ToDouble();
                Real term = product is not { } one ? number : number == 1 ? one : number == -1 ? -one : number * one;
                sum = sum is { } s ? s + term : term;
            }
            return sum ?? 0;
        }

        Real Of(Factor factor)
        {
            if (factor.Base is Euler) return Functions.Exp(Of(factor.Exponent));
            var x = Of(factor.Base);
            if (factor.Exponent.Number?.ToDouble() is not { } n) return Functions.Pow(x, Of(factor.Exponent));
            return n switch
            {
                1 => x,
                2 => x * x,
                3 => x * x * x,
                -1 => 1 / x,
                0.5 => Functions.Sqrt(x),
                -0.5 => 1 / Functions.Sqrt(x),
                < 0 => 1 / Functions.Pow(x, -n),
                _ => Functions.Pow(x, n),
            };
        }

        Real Of(Atom atom)
        {
            if (_done.TryGetValue(atom, out var known)) return known;
            return _done[atom] = atom switch
            {
                Symbol symbol => values(symbol.Name),
                Numeral numeral => (double)numeral.Value,
                Group group => Of(group.Inner),
                Application call => call.Function.Op.On([.. call.Arguments.Select(Of)]),
                _ => throw new InvalidOperationException(),
            };
        }
    }
}
