using static Pathwise.Functions;

namespace Pathwise.Conformance;

/// <summary>Special functions of several numbers.</summary>
internal static partial class Catalogue
{
    static readonly double[][] s_beta = [[0.3, 0.6, 0.2], [2.5, 1.5, 0.7], [40, 3, 0.45], [0.7, 200, 0.9], [12, 15, 0.04]];
    static readonly double[][] s_betaPoints = [[0.3, 0.6, 0.2], [2.5, 1.5, 0.7], [40, 3, 0.9], [0.7, 20, 0.03], [12, 15, 0.25]];

    /// <summary>To the nearest end of (0, ∞), or of (0, 1) for probabilities.</summary>
    static double InsideUnit(double x) => x < 1 ? Math.Min(x, 1 - x) : 1;

    static IEnumerable<OpCase> SpecialFunctions() =>
    [
        .. OfThree("beta_cdf", BetaCdf, s_betaPoints),
        .. OfThree("logit_beta_quantile", LogitBetaQuantile, s_beta),
        new("beta_quantile", x => BetaQuantile(x[0], x[1], x[2]), [Shape.Scalar, Shape.Scalar, Shape.Scalar], Scalars(s_beta)) { Reach = InsideUnit },
    ];

    /// <summary>Scalars, and an array beside scalars.</summary>
    static OpCase[] OfThree(string name, Func<Real, Real, Real, Real> f, double[][] points) =>
    [
        new(name, x => f(x[0], x[1], x[2]), [Shape.Scalar, Shape.Scalar, Shape.Scalar], Scalars(points)) { Reach = InsideUnit },
        new(name + " of an array", x => f(x[0], x[1], x[2]), [Shape.Scalar, Shape.Scalar, 3],
            [.. points.Select(p => new[] { [p[0]], [p[1]], Varied(p[2], 3, -0.1) })]) { Reach = InsideUnit },
    ];

    static double[][][] Scalars(double[][] points) => [.. points.Select(p => p.Select(x => new[] { x }).ToArray())];
}
