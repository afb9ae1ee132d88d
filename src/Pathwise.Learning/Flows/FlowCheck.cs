using Pathwise.Estimation;
using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Learning.Flows;

/// <summary>Whether a bijection is one, in numbers: the largest errors over the points z that it was tried at.</summary>
/// <param name="RoundTrip">The largest |T⁻¹(T(z)) − z|, over coordinates and points.</param>
/// <param name="LogDeterminant">The largest difference between the log-determinant that the forward map states at z and log |det J| of its dense Jacobian there, whose columns are forward derivatives of the map.</param>
/// <param name="InverseLogDeterminant">The same of the inverse map at x = T(z).</param>
/// <param name="WorstPoint">The number of the point at which the largest of these occurs.</param>
public sealed record FlowCheck(double RoundTrip, double LogDeterminant, double InverseLogDeterminant, int WorstPoint)
{
    /// <summary>The largest of the three.</summary>
    public double Worst => Math.Max(RoundTrip, Math.Max(LogDeterminant, InverseLogDeterminant));

    /// <summary>Tries a map at points [d]. For a <see cref="ContinuousFlow"/> the errors are those of its steps and fall as their fourth power.</summary>
    public static FlowCheck Of(Bijection map, IReadOnlyList<Real> points, Precision precision = Precision.F64)
    {
        int d = map.Dimension;
        var values = new List<Node>();
        var program = Expectation.Of((Holder holder, Real z, Noise _) =>
        {
            var forward = holder.Map.Forward(z);
            var back = holder.Map.Inverse(forward.Value);
            // The inverse's Jacobian is in the point it is given, whatever that is made of.
            var x = Node.Leaf(new Parameter(forward.Value.Shape, "x"), forward.Value.Node.PerPath, Place.Nowhere);
            var inverse = Columns(holder.Map.Inverse(x.AsReal()).Value, x).Select(column => Graph.Substitute([column.Node], new() { [x] = forward.Value.Node })[0].AsReal());
            Real[] seen = [back.Value - z, forward.LogDeterminant, back.LogDeterminant, .. Columns(forward.Value, z.Node), .. inverse];
            values.AddRange(seen.Select(value => ToPaths.Of(value.Node, Place.Nowhere)));
            return Functions.Sum(z);
        }).Program(new(map, 0), points);
        double[][] columns = PathSample.Run(program, "flow check", () => [.. values], new EstimationOptions { Paths = points.Count, Precision = precision });

        var (worst, at, largest) = (new double[3], 0, double.NegativeInfinity);
        for (int k = 0; k < points.Count; k++)
        {
            double[] seen = Array.ConvertAll(columns, column => column[k]);
            double[] errors = [seen.Take(d).Max(Math.Abs), Math.Abs(seen[d] - LogAbsDeterminant(seen.AsSpan(d + 2, d * d), d)), Math.Abs(seen[d + 1] - LogAbsDeterminant(seen.AsSpan(d + 2 + d * d, d * d), d))];
            for (int i = 0; i < 3; i++) worst[i] = Math.Max(worst[i], errors[i]);
            if (errors.Max() > largest) (largest, at) = (errors.Max(), k);
        }
        return new(worst[0], worst[1], worst[2], at);
    }

    /// <summary>A map with a number that is no part of it, for maps without parameters.</summary>
    sealed record Holder(Bijection Map, Real None);

    static IEnumerable<Real> Columns(Real value, Node at) => Enumerable.Range(0, at.Shape.Count).Select(i =>
    {
        Real direction = Enumerable.Range(0, at.Shape.Count).Select(j => i == j ? 1.0 : 0.0).ToArray();
        return Derivatives.Forward.Pushforward([value.Node], [at], [direction.Node])[0] is { } column ? column.AsReal() : Functions.Filled(value.Shape, 0);
    });

    /// <summary>By elimination with the largest pivots, in double precision.</summary>
    static double LogAbsDeterminant(ReadOnlySpan<double> entries, int d)
    {
        double[] a = entries.ToArray();
        double sum = 0;
        for (int p = 0; p < d; p++)
        {
            int pivot = Enumerable.Range(p, d - p).MaxBy(i => Math.Abs(a[i * d + p]));
            for (int j = 0; j < d; j++) (a[p * d + j], a[pivot * d + j]) = (a[pivot * d + j], a[p * d + j]);
            sum += Math.Log(Math.Abs(a[p * d + p]));
            for (int i = p + 1; i < d; i++)
            {
                double factor = a[i * d + p] / a[p * d + p];
                for (int j = p; j < d; j++) a[i * d + j] -= factor * a[p * d + j];
            }
        }
        return sum;
    }
}
