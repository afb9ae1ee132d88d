using Pathwise.Derivatives;
using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Calculus;

public sealed partial class Expression
{
    /// <summary>
    /// The derivative in a symbol, by the rules for sums, products, powers ((bᵉ)′ = e bᵉ⁻¹ b′ + bᵉ log b e′) and the chain. Derivatives of what selects (max, where, abs) are selections, as the graph's are.
    /// </summary>
    public Expression Differentiate(string symbol) => new Differentiation(symbol).Of(this);

    sealed class Differentiation(string symbol)
    {
        readonly Dictionary<Atom, Expression> _done = [];

        public Expression Of(Expression x)
        {
            var sum = Zero;
            foreach (var term in x.Terms)
                foreach (var factor in term.Monomial.Factors)
                {
                    var own = OfPower(factor);
                    if (!own.IsZero) sum += new Expression([term with { Monomial = term.Monomial.Without(factor.Base) }]) * own;
                }
            return sum;
        }

        Expression OfPower(Factor factor)
        {
            var (atom, exponent) = factor;
            var ofExponent = Of(exponent);
            var power = new Expression([new(Coefficient.One, new([factor]))]);
            if (atom is Euler) return power * ofExponent;
            var ofBase = Of(atom);
            var derivative = ofBase.IsZero ? Zero : exponent.IsOne ? ofBase : exponent * Powers.Of(Expression.Of(atom), exponent - One) * ofBase;
            return ofExponent.IsZero ? derivative : derivative + power * Apply("log", atom is Numeral n ? Expression.Of(Coefficient.Fraction(n.Value, 1)) : Calls.Whole(atom)) * ofExponent;
        }

        Expression Of(Atom atom)
        {
            if (_done.TryGetValue(atom, out var known)) return known;
            return _done[atom] = atom switch
            {
                Symbol s => s.Name == symbol ? One : Zero,
                Group group => Of(group.Inner),
                Application call => OfCall(call.Function, call.Arguments),
                _ => Zero,
            };
        }

        Expression OfCall(Function function, Expression[] x)
        {
            var inner = x.Select(Of).ToArray();
            if (inner.All(derivative => derivative.IsZero)) return Zero;
            switch (function.Name)
            {
                case "where": return Apply("where", x[0], inner[1], inner[2]);
                case "max": return Apply("where", Apply("less_equal", x[1], x[0]), inner[0], inner[1]);
                case "min": return Apply("where", Apply("less_equal", x[0], x[1]), inner[0], inner[1]);
            }
            if (function.Derivative is { } rule) return rule(x[0]) * inner[0];
            var sum = Zero;
            for (int i = 0; i < x.Length; i++) if (!inner[i].IsZero) sum += OfOp(function.Op, i, x) * inner[i];
            return sum;
        }

        /// <summary>What the op itself knows of its derivative, as a formula.</summary>
        static Expression OfOp(Elementwise op, int input, Expression[] x)
        {
            Node[] places = [.. x.Select((_, i) => Node.Leaf(new Parameter(Shape.Scalar, $"#{i}"), perPath: false))];
            var tangents = places.Select((_, i) => i == input ? Constant.Of(1) : null).ToArray();
            var pushed = Forward.Pushforward([op.On([.. places.Select(place => place.AsReal())]).Node], places, tangents)[0];
            if (pushed is null) return Zero;
            var arguments = places.Select((place, i) => (((Parameter)place.Op).Label, x[i])).ToDictionary(StringComparer.Ordinal);
            return Expression.Of(pushed, _ => null).Substitute(arguments);
        }
    }
}
