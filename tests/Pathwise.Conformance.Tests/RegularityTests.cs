using Pathwise.Derivatives;
using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Conformance;

/// <summary>What the certificate says of an op is what its values show: a jump where one-sided limits differ, none where they agree.</summary>
public class RegularityTests
{
    /// <summary>Cases of scalars whose domain is an interval around their points.</summary>
    public static TheoryData<string, int> Lines =>
    [
        .. Catalogue.All.Where(c => c.IsDifferentiable && c.Shapes.All(shape => shape.IsScalar) && !c.Name.Contains("below 0") && c.Name is not ("equal" or "gather by a scalar"))
            .SelectMany(c => Enumerable.Range(0, c.Shapes.Length).Select(i => (c.Name, i))),
    ];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Values_jump_where_the_certificate_says_so(string name, int operand)
    {
        var given = Catalogue.Named(name);
        double[] numbers = [.. given.Points.Select(point => point[operand][0])];
        bool jumps = false;
        foreach (double[][] point in given.Points)
        {
            // Quotients have a pole at 0: stay on the point's side.
            var (low, high) = name == "div" && operand == 1 ? (Math.Min(0.5 * point[1][0], 2 * point[1][0]), Math.Max(0.5 * point[1][0], 2 * point[1][0])) : (numbers.Min(), numbers.Max());
            double jump = LargestJump(given, point, operand, low, high);
            // Counts jump by 1, which is little beside large ones.
            Assert.True(jump is < 1e-9 or > 1e-4, $"{name}: a jump of {jump}");
            jumps |= jump > 1e-4;
        }

        var parameter = Node.Leaf(new Parameter(Shape.Scalar, "p"), perPath: false);
        var noise = new Noise();
        var operands = given.Shapes.Select((_, i) => i == operand ? parameter.AsReal() + noise.Normal() : (Real)given.Points[0][i][0]).ToArray();
        var verdict = RouteAnalysis.Analyse(given.Build(operands).Node, parameter, "p", _ => null).Verdict;
        Assert.True(jumps == verdict is Verdict.Jump or Verdict.Discrete, $"{name} in operand {operand}: the verdict is {verdict}, and the values {(jumps ? "jump" : "do not jump")}");
        if (!jumps) Assert.Equal(Verdict.Pathwise, verdict);
    }

    /// <summary>Follows the largest change of the value between neighbours down to adjacent numbers: what remains is a jump.</summary>
    static double LargestJump(OpCase given, double[][] point, int operand, double low, double high)
    {
        var graph = given.ToGraph();
        double F(double x) => Reference.Run(graph, [.. point.Select((v, i) => new Value([i == operand ? x : v[0]], 1, 1, perPath: true))], 1)[0][0, 0];
        const int cells = 400;
        var (at, change) = (low, 0.0);
        for (int i = 0; i < cells; i++)
        {
            double x = low + (high - low) * i / cells, d = Math.Abs(F(low + (high - low) * (i + 1) / cells) - F(x));
            if (d > change) (at, change) = (x, d);
        }
        double end = at + (high - low) / cells, scale = Math.Max(1, Math.Abs(F(at)));
        for (int i = 0; i < 60; i++)
        {
            double middle = 0.5 * (at + end);
            if (middle <= at || middle >= end) break;
            double m = F(middle);
            if (Math.Abs(m - F(at)) > Math.Abs(F(end) - m)) end = middle; else at = middle;
        }
        return Math.Abs(F(end) - F(at)) / scale;
    }

    [Theory]
    [InlineData("abs", 0.0, -1, 1)]
    [InlineData("max", -0.7, 0, 1)]
    [InlineData("min", -0.7, 1, 0)]
    public void Kinks_are_where_they_are_said_to_be(string name, double at, double left, double right)
    {
        var given = Catalogue.Named(name);
        double[][] Point(double x) => given.Shapes.Length == 1 ? [[x]] : [[x], [-0.7]];
        Value[] Inputs(double x) => [.. Point(x).Select(v => new Value(v, 1, 1, perPath: true))];
        var graph = given.ToGraph(withGradient: true);
        foreach (var (side, slope) in new[] { (-1e-6, left), (1e-6, right) })
        {
            var there = Reference.Run(graph, Inputs(at + side), 1);
            var here = Reference.Run(graph, Inputs(at), 1);
            Assert.Equal(slope, there[1][0, 0]);
            Assert.Equal(slope, (there[0][0, 0] - here[0][0, 0]) / side, 8);
        }
    }
}
