using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.Graphs;

namespace Pathwise.Calculus;

/// <summary>
/// Functions of (t, x) written in <see cref="Real"/>, evaluated at many points at once together with their derivatives in the parameters. They are traced once;
/// points take the place of paths, so that whatever can be written for one path can be a coefficient.
/// </summary>
internal sealed class PointFunctions
{
    readonly Graph _graph;
    readonly Interpreter _interpreter;
    readonly Value[] _parameters;
    readonly int _states;
    readonly int _functions;

    /// <summary>For each parameter element and function, the output that is its derivative; −1 where it is zero.</summary>
    readonly int[,] _derivatives;

    public PointFunctions(Func<Real, Real[], Real[]> functions, int states, ParameterValues parameters)
    {
        var t = Node.Leaf(new Parameter(Shape.Scalar, "t"), perPath: false, Place.Nowhere);
        Node[] x = [.. Enumerable.Range(0, states).Select(_ => Node.Leaf(new Parameter(Shape.Scalar, "x"), perPath: true, Place.Nowhere))];
        Node[] values = [.. functions(t.AsReal(), [.. x.Select(node => node.AsReal())]).Select(value => value.Node)];
        (_states, _functions) = (states, values.Length);
        if (Graph.OrderOf(values).Any(node => node.Op is Draw))
            throw new PathwiseException("PW2010", "a coefficient or function of the equation that is itself random", "densities are those of equations whose coefficients depend on time, state and parameters alone");

        var outputs = new List<Node>(values);
        _derivatives = new int[parameters.Names.Length, values.Length];
        int k = 0;
        foreach (var tangents in parameters.Directions())
        {
            var pushed = Forward.Pushforward(values, parameters.Nodes, tangents);
            for (int f = 0; f < values.Length; f++)
            {
                _derivatives[k, f] = pushed[f] is null ? -1 : outputs.Count;
                if (pushed[f] is { } node) outputs.Add(node);
            }
            k++;
        }
        _graph = new Graph([t, .. x, .. parameters.Nodes], Simplifier.Simplify([.. outputs]));
        DependsOnTime = _graph.Order.Contains(t);
        _interpreter = new Interpreter(_graph);
        _parameters = [.. parameters.Nodes.Select((node, i) => new Value(parameters.Values[i], node.Shape.Count, 1, perPath: false))];
    }

    /// <summary>Whether any function, or derivative of one, depends on t.</summary>
    public bool DependsOnTime { get; }

    /// <summary>The functions at time t and at the points whose coordinates are given state by state.</summary>
    public PointValues At(double t, params double[][] x)
    {
        int points = _states == 0 ? 1 : x[0].Length;
        var results = _interpreter.Run([new Value([t], 1, 1, perPath: false), .. x.Select(coordinate => new Value(coordinate, 1, points, perPath: true)), .. _parameters], points);
        var values = Enumerable.Range(0, _functions).Select(f => Numbers(results[f])).ToArray();
        var derivatives = new double[]?[_derivatives.GetLength(0)][];
        for (int k = 0; k < derivatives.Length; k++)
            derivatives[k] = [.. Enumerable.Range(0, _functions).Select(f => _derivatives[k, f] < 0 ? null : Numbers(results[_derivatives[k, f]]))];
        return new(values, derivatives);

        double[] Numbers(Value value)
        {
            if (value.PerPath) return [.. value.Data.AsSpan(0, points)];
            var same = new double[points];
            Array.Fill(same, value.Data[0]);
            return same;
        }
    }
}

/// <summary>Functions at points: <c>Values[function][point]</c>, and <c>Derivatives[parameter][function][point]</c>, null being zero everywhere.</summary>
internal sealed record PointValues(double[][] Values, double[]?[][] Derivatives);
