using Pathwise.Derivatives;
using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Conformance;

/// <summary>
/// An op (or a tight family) applied to operands of given shapes, with points inside its domain. Cases know nothing of executors: any of them
/// can run a case's graph.
/// </summary>
/// <param name="Name">The op's name and what the case varies.</param>
/// <param name="Build">The program.</param>
/// <param name="Shapes">The operands' shapes.</param>
/// <param name="Points">For each point, the numbers of each operand.</param>
internal sealed record OpCase(string Name, Func<Real[], Real> Build, Shape[] Shapes, double[][][] Points)
{
    /// <summary>The distance from a number of an operand to where the function stops being analytic: differences keep well below it.</summary>
    public Func<double, double> Reach { get; init; } = _ => 1;

    /// <summary>The operands that the result has a derivative in; others (indices, probabilities of coins) are only evaluated.</summary>
    public Func<int, bool> HasDerivative { get; init; } = _ => true;

    /// <summary>Whether the derivative is by definition not that of the value: a held value, a coin.</summary>
    public bool IsDifferentiable { get; init; } = true;

    public override string ToString() => Name;

    /// <summary>
    /// The case as a graph. Operands in the mask (bit i is operand i) are shared parameters, others inputs of each path. The outputs are the
    /// value and, if asked for, the gradient of the sum of its elements in each operand that has one.
    /// </summary>
    public Graph ToGraph(int shared = 0, bool withGradient = false)
    {
        Node[] operands = [.. Shapes.Select((shape, i) => Node.Leaf(new Parameter(shape, $"x{i}"), perPath: (shared >> i & 1) == 0, Place.Nowhere))];
        var result = Build([.. operands.Select(x => x.AsReal())]);
        if (!withGradient) return new(operands, [result.Node]);
        int[] wanted = [.. Enumerable.Range(0, operands.Length).Where(HasDerivative)];
        var gradient = Reverse.Gradient(Functions.Sum(result).Node, [.. wanted.Select(i => operands[i])]);
        return new(operands, [result.Node, .. gradient.Select((g, k) => g ?? Constant.Of(Shapes[wanted[k]], 0))]);
    }

    /// <summary>
    /// The numbers of the operands for a run of paths: path p reads point p modulo the number of points; shared operands hold point
    /// <paramref name="sharedPoint"/>.
    /// </summary>
    public Value[] Inputs(int paths, int shared = 0, int sharedPoint = 0)
    {
        var values = new Value[Shapes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            bool isShared = (shared >> i & 1) != 0;
            values[i] = new Value(Shapes[i].Count, paths, perPath: !isShared);
            for (int e = 0; e < values[i].Elements; e++)
                for (int p = 0; p < values[i].Columns; p++) values[i][e, p] = Points[isShared ? sharedPoint : p % Points.Length][i][e];
        }
        return values;
    }
}
