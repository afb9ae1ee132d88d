using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Calculus;

public sealed partial class Expression
{
    /// <summary>A scalar that stands for a name in a traced function, as parameters of equations do: <c>var sigma = Expression.Unknown("sigma")</c>.</summary>
    public static Real Unknown(string name) => Node.Leaf(new Parameter(Shape.Scalar, name), perPath: false, Place.Nowhere, name).AsReal();

    /// <summary>The formula of a function of one variable.</summary>
    public static Expression Traced(Func<Real, Real> f, string variable = "x") => Traced(f(Unknown(variable)));

    /// <summary>The formula of a traced scalar over the names of its parameters.</summary>
    public static Expression Traced(Real traced) => Of(traced.Node, _ => null);

    /// <summary>The formula of a traced scalar. Nodes that are given a name are symbols, as are parameters; draws and loops need one.</summary>
    internal static Expression Of(Node node, Func<Node, string?> name, Func<string, bool>? isPositive = null, Func<string, bool>? isVariable = null)
    {
        var done = new Dictionary<Node, Expression>();
        // From the output down, so that what lies below a named node is not looked at.
        var needed = new HashSet<Node>();
        var pending = new Stack<Node>([node]);
        while (pending.TryPop(out var next))
        {
            if (!needed.Add(next)) continue;
            if ((name(next) ?? (next.Op as Parameter is { } parameter ? next.Name ?? parameter.Label : null)) is { } own)
                done[next] = Of(new Symbol(own, isPositive?.Invoke(own) ?? false, isVariable?.Invoke(own) ?? false));
            else foreach (var input in next.Inputs) pending.Push(input);
        }
        Node[] order = [.. needed.Where(n => !done.ContainsKey(n)).OrderBy(n => n.Id)];
        var reciprocals = new Reciprocals(order, done);
        foreach (var next in order)
        {
            done[next] = next.Op is Binary<Divide> ? done[next.Inputs[0]] * reciprocals.Of(next.Inputs[1]) : Of(next, [.. next.Inputs.Select(input => done[input])]);
            reciprocals.Add(next);
        }
        return done[node];
    }

    /// <summary>What is divided by, factor by factor: products in denominators are not multiplied out.</summary>
    sealed class Reciprocals
    {
        readonly HashSet<Node> _needed = [];
        readonly Dictionary<Node, Expression> _known = [];
        readonly Dictionary<Node, Expression> _done;

        public Reciprocals(Node[] order, Dictionary<Node, Expression> done)
        {
            _done = done;
            foreach (var node in order.AsEnumerable().Reverse())
            {
                if (node.Op is Binary<Divide>) _needed.Add(node.Inputs[1]);
                if (_needed.Contains(node)) foreach (var input in node.Inputs) if (node.Op is Binary<Multiply> or Unary<Negate> or Binary<Power> or Unary<SquareRoot> or ToPaths) _needed.Add(input);
                if (_needed.Contains(node) && node.Op is Binary<Divide>) _needed.Add(node.Inputs[0]);
            }
        }

        public Expression Of(Node node)
        {
            if (!_known.TryGetValue(node, out var known)) _known[node] = known = Powers.Of(_done[node], -1);
            return known;
        }

        public void Add(Node node)
        {
            if (!_needed.Contains(node) || _done[node].IsZero) return;
            _known[node] = node.Op switch
            {
                Binary<Multiply> => Of(node.Inputs[0]) * Of(node.Inputs[1]),
                Binary<Divide> => _done[node.Inputs[1]] * Of(node.Inputs[0]),
                Binary<Power> when !_done[node.Inputs[0]].IsZero => Of(node.Inputs[0]).Pow(_done[node.Inputs[1]]),
                Unary<SquareRoot> => Of(node.Inputs[0]).Sqrt(),
                Unary<Negate> => -Of(node.Inputs[0]),
                ToPaths => Of(node.Inputs[0]),
                _ => Powers.Of(_done[node], -1),
            };
        }
    }

    static Expression Of(Node node, Expression[] x)
    {
        if (!node.Shape.IsScalar) throw NoFormula($"{node} is an array", node);
        return node.Op switch
        {
            Constant { Uniform: { } value } => value,
            ToPaths or Require or BroadcastTo or ReshapeTo => x[0],
            Unary<Negate> => -x[0],
            Binary<Add> => x[0] + x[1],
            Binary<Subtract> => x[0] - x[1],
            Binary<Multiply> => x[0] * x[1],
            Binary<Divide> => x[0] / x[1],
            FusedMultiplyAdd => x[0] * x[1] + x[2],
            Binary<Power> => x[0].Pow(x[1]),
            Unary<SquareRoot> => x[0].Sqrt(),
            Unary<Exponential> => Powers.Exponential(x[0]),
            Unary<ExponentialMinusOne> => Powers.Exponential(x[0]) - One,
            Unary<LogarithmOfOnePlus> => Apply("log", One + x[0]),
            Detach => Apply("stop_gradient", x[0]),
            Elementwise op => Calls.Of(Function.Of(op), x),
            _ => throw NoFormula($"{node.Op.Name} is none", node),
        };
    }

    static PathwiseException NoFormula(string what, Node node) =>
        new("PW2022", $"a formula is made of functions of scalars, and {what}", "write the coefficients with functions of scalar states and parameters", node.Place);
}
