using Pathwise.Derivatives;
using Pathwise.Graphs;
using Pathwise.Ops;
using Pathwise.Tests;
using static Pathwise.Functions;

namespace Pathwise.Conformance;

/// <summary>Every op's derivatives, in both modes and twice, against central differences of its value.</summary>
public class DerivativeTests
{
    /// <summary>A case made scalar by weights w, with its gradient, a directional derivative and a Hessian–vector product along u.</summary>
    sealed class Scalarised
    {
        readonly OpCase _case;
        readonly Graph _graph;
        readonly Node[] _operands;
        readonly int[] _wanted;
        readonly double[][] _direction;

        public Scalarised(OpCase given, bool shared)
        {
            _case = given;
            _operands = [.. given.Shapes.Select((shape, i) => Node.Leaf(new Parameter(shape, $"x{i}"), perPath: !shared, Place.Nowhere))];
            _wanted = [.. Enumerable.Range(0, _operands.Length).Where(given.HasDerivative)];
            Node[] variables = [.. _wanted.Select(i => _operands[i])];
            _direction = [.. variables.Select((x, k) => Pattern(x.Shape.Count, k + 1))];

            var result = given.Build([.. _operands.Select(x => x.AsReal())]);
            var weights = Constant.Of(result.Shape, Pattern(result.Shape.Count, 0));
            var value = Sum(result * weights.AsReal());
            var pushed = Forward.Pushforward([result.Node], variables, [.. variables.Select((x, k) => Constant.Of(x.Shape, _direction[k]))])[0];
            var pulled = Reverse.Pullback([result.Node], [weights], variables);
            Node[] gradient = [.. pulled.Select((g, k) => g ?? Constant.Of(variables[k].Shape, 0))];
            var along = gradient.Select((g, k) => Sum(g.AsReal() * Constant.Of(g.Shape, _direction[k]).AsReal())).Aggregate((a, b) => a + b);
            Node[] second = [.. Reverse.Gradient(along.Node, variables).Select((g, k) => g ?? Constant.Of(variables[k].Shape, 0))];
            var forward = Sum((pushed?.AsReal() ?? Filled(result.Shape, 0)) * weights.AsReal());
            _graph = new(_operands, [value.Node, forward.Node, along.Node, .. gradient, .. second]);
            Verifier.Check(_graph);
        }

        static double[] Pattern(int count, int k) => [.. Enumerable.Range(0, count).Select(i => 1 + 0.5 * Math.Sin(2.1 * i + k))];

        public IEnumerable<(int Operand, int Element)> Elements =>
            _wanted.SelectMany(i => Enumerable.Range(0, _case.Shapes[i].Count).Select(e => (i, e)));

        public double[] At(double[][] point)
        {
            var inputs = point.Select((x, i) => new Value([.. x], x.Length, 1, _operands[i].PerPath)).ToArray();
            return [.. Reference.Run(_graph, inputs, 1).SelectMany(value => value.Data)];
        }

        public double[][] Moved(double[][] point, double by) =>
            [.. point.Select((x, i) => Array.IndexOf(_wanted, i) is >= 0 and int k ? x.Select((v, e) => v + by * _direction[k][e]).ToArray() : x)];

        public static double[][] Moved(double[][] point, int operand, int element, double by) =>
            [.. point.Select((x, i) => i == operand ? x.Select((v, e) => e == element ? v + by : v).ToArray() : x)];

        /// <summary>A safe step: well inside the distance to the nearest singularity of any operand that moves.</summary>
        public double Step(double[][] point) => 0.02 * _wanted.SelectMany(i => point[i]).Select(_case.Reach).Append(1).Min();
    }

    [Theory]
    [MemberData(nameof(Catalogue.DifferentiableNames), MemberType = typeof(Catalogue))]
    public void First_derivatives_are_those_of_the_value(string name)
    {
        var given = Catalogue.Named(name);
        foreach (bool shared in new[] { false, true })
        {
            var f = new Scalarised(given, shared);
            foreach (double[][] point in given.Points)
            {
                double[] at = f.At(point);
                double h = f.Step(point);
                Agrees(at[2], at[1], 1e-13 * at[1..].Max(Math.Abs), $"{name}: forward and reverse");
                int i = 3;
                foreach (var (operand, element) in f.Elements)
                {
                    double expected = Differences.First(s => f.At(Scalarised.Moved(point, operand, element, s))[0], h);
                    Agrees(expected, at[i++], Error(expected, at[0], h), $"{name}: ∂/∂x{operand}[{element}] at {Text(point)}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Catalogue.DifferentiableNames), MemberType = typeof(Catalogue))]
    public void Second_derivatives_are_those_of_the_first(string name)
    {
        var given = Catalogue.Named(name);
        var f = new Scalarised(given, shared: false);
        int count = f.Elements.Count();
        foreach (double[][] point in given.Points)
        {
            double[] at = f.At(point);
            double h = f.Step(point);
            for (int i = 0; i < count; i++)
            {
                double expected = Differences.First(s => f.At(f.Moved(point, s))[3 + i], h);
                Agrees(expected, at[3 + count + i], Error(expected, at[3 + i], h), $"{name}: second derivative {i} at {Text(point)}");
            }
        }
    }

    /// <summary>What differences can see: 10⁻⁹ of the derivative, and the rounding errors of the value that the smallest step h/8 magnifies.</summary>
    static double Error(double derivative, double value, double h) => 1e-9 * Math.Abs(derivative) + 8 * 64 * 1.1e-16 * (Math.Abs(value) + 0.1) / h;

    static void Agrees(double expected, double actual, double error, string what) =>
        Assert.True(Math.Abs(expected - actual) <= error, $"{what}: {actual} is not {expected} ± {error}");

    static string Text(double[][] point) => string.Join("; ", point.Select(x => string.Join(", ", x)));
}
