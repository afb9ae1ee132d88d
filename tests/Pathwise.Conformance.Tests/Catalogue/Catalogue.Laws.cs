using Pathwise.Distributions;
using Pathwise.Ops;

namespace Pathwise.Conformance;

internal static partial class Catalogue
{
    /// <summary>Functions of laws: logarithms of probabilities, quantiles, and draws with implicit derivatives.</summary>
    static IEnumerable<OpCase> OfLaws() =>
    [
        .. OfInterval("", [-3, -0.5, 0.4], [0.9, 2, 4]),
        .. OfInterval(" in the upper tail", [4, 4.5, 9], [10, 10.5, 12]),
        .. OfInterval(" in the lower tail", [-12, -10.5, -9.5], [-9, -7, -5]),
        .. OfInterval(" that is short", [1, 1.01, 1.02], [1.1, 1.15, 1.2]),
        new("inverse_gaussian_quantile", x => InverseGaussianQuantile.Op.On(x[0], x[1], x[2]), [Shape.Scalar, Shape.Scalar, Shape.Scalar],
            [[[1], [1], [0.3]], [[2], [30], [0.6]], [[0.5], [0.2], [0.8]], [[3], [400], [0.2]]]) { Reach = _ => 0.1 },
        // Its derivative is that of a law, not of its value: LawTests have it.
        new("implicit_draw", x => new ImplicitDraw(1, p => (y => p[0] * y, y => Functions.Log(p[0]))).On(x[0], x[1]), [Shape.Scalar, Shape.Scalar], [[[0.3], [2]], [[0.7], [0.5]]]) { IsDifferentiable = false },
    ];

    static IEnumerable<OpCase> OfInterval(string suffix, double[] low, double[] high) =>
    [
        new("log_normal_interval" + suffix, x => LogOfNormalInterval.Op.On(x[0], x[1]), [Shape.Scalar, Shape.Scalar],
            [.. low.Select((a, i) => new[] { new[] { a }, [high[i]] })]) { Reach = _ => 0.05 },
        new("truncated_normal_quantile" + suffix, x => TruncatedNormalQuantile.Op.On(x[0], x[1], x[2]), [Shape.Scalar, Shape.Scalar, Shape.Scalar],
            [.. low.Select((a, i) => new[] { new[] { a }, [high[i]], [0.2 + 0.3 * i] })]) { Reach = _ => 0.05 },
    ];
}
