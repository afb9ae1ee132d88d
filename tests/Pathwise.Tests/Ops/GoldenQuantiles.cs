using System.Globalization;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Tests.Ops;

/// <summary>Functions of several numbers against tables of 50 digits that mpmath has computed, by the oracle and by kernels.</summary>
internal static class GoldenQuantiles
{
    /// <summary>The lines of a table, as numbers.</summary>
    public static double[][] Table(string name) =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Numerics", name + ".txt"))
            .Select(line => line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray()),
    ];

    /// <summary>The outputs of a program of scalars at each point: by output, then by point.</summary>
    public static double[][] Run(Func<Real[], Node[]> program, double[][] points, Executor executor, Precision precision)
    {
        Node[] x = [.. points[0].Select((_, i) => Node.Leaf(new Parameter(Shape.Scalar, $"x{i}"), perPath: true, Place.Nowhere))];
        var graph = new Graph(x, Simplifier.Simplify(program([.. x.Select(node => node.AsReal())])));
        var rows = new DataRows(x, [.. points.Select(point => point.Select(v => new[] { v }).ToArray())]);
        using var runner = new CompiledGraph(graph, precision, executor).Runner(new([], rows, new CounterSource(0), 0));
        var flat = new double[graph.Outputs.Length * points.Length];
        runner.Run(0, points.Length, flat);
        return [.. graph.Outputs.Select((_, i) => flat[(i * points.Length)..((i + 1) * points.Length)])];
    }
}
