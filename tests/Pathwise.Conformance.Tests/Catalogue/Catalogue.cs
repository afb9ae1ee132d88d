namespace Pathwise.Conformance;

/// <summary>Every op of the library, with cases that any executor can run. A new op without a row here fails <see cref="CoverageTests"/>.</summary>
internal static partial class Catalogue
{
    public static IReadOnlyList<OpCase> All => field ??= [.. Unary(), .. Binary(), .. SpecialFunctions(), .. OfLaws(), .. Selections(), .. Reductions(), .. Layouts(), .. Loops()];

    public static OpCase Named(string name) => All.Single(c => c.Name == name);

    /// <summary>Names for xunit's theories.</summary>
    public static TheoryData<string> Names => [.. All.Select(c => c.Name)];

    public static TheoryData<string> DifferentiableNames => [.. All.Where(c => c.IsDifferentiable).Select(c => c.Name)];

    static OpCase[] OfOne(string name, Func<Real, Real> f, double[] points, Func<double, double>? reach = null) =>
    [
        new(name, x => f(x[0]), [Shape.Scalar], [.. points.Select(p => new[] { new[] { p } })]) { Reach = reach ?? (_ => 1) },
        new($"{name} of an array", x => f(x[0]), [new(2, 3)], [.. points.Select(p => new[] { Varied(p, 6, -1e-4) })]) { Reach = reach ?? (_ => 1) },
    ];

    /// <summary>Scalars, equal arrays, and every way of broadcasting.</summary>
    static OpCase[] OfTwo(string name, Func<Real, Real, Real> f, (double X, double Y)[] points, Func<double, double>? reach = null, Func<int, bool>? hasDerivative = null)
    {
        OpCase Of(string suffix, Shape a, Shape b) => new(name + suffix, x => f(x[0], x[1]), [a, b],
            [.. Enumerable.Range(0, points.Length).Select(k => Spread(a, b, points, k))])
        { Reach = reach ?? (_ => 1), HasDerivative = hasDerivative ?? (_ => true) };
        return
        [
            Of("", Shape.Scalar, Shape.Scalar), Of(" of arrays", new(2, 2), new(2, 2)), Of(" of array and scalar", 3, Shape.Scalar),
            Of(" of scalar and array", Shape.Scalar, 3), Of(" of column and row", new(2, 1), new(1, 2)), Of(" of matrix and vector", new(2, 3), 3),
        ];
    }

    /// <summary>
    /// Points of two operands as arrays. Domains are products of intervals, but kinks lie where x = y: the elements of an array vary by
    /// relative amounts far smaller than the distance of any point from such a place.
    /// </summary>
    static double[][] Spread(Shape a, Shape b, (double X, double Y)[] points, int k) =>
        [Varied(points[k].X, a.Count, 1e-3), Varied(points[k].Y, b.Count, -1.5e-3)];

    static double[] Varied(double x, int count, double by) => [.. Enumerable.Range(0, count).Select(i => x * (1 + by * i))];

    /// <summary>Numbers spread over (−2, 2) without pattern, equal for equal arguments.</summary>
    static double[] Numbers(int count, int k) => [.. Enumerable.Range(0, count).Select(i => 2 * Math.Sin(12.9898 * (i + 1) + 78.233 * (k + 1)))];

    static double[][][] Points(int count, params Shape[] shapes) =>
        [.. Enumerable.Range(0, count).Select(k => shapes.Select((shape, i) => Numbers(shape.Count, 7 * k + i)).ToArray())];
}
