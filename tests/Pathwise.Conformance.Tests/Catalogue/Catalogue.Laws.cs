using Pathwise.Ops;

namespace Pathwise.Conformance;

internal static partial class Catalogue
{
    /// <summary>Functions of laws: logarithms of probabilities and quantiles.</summary>
    static IEnumerable<OpCase> OfLaws() =>
    [
        new("log_normal_interval", x => LogOfNormalInterval.Op.On(x[0], x[1]), [Shape.Scalar, Shape.Scalar],
            [[[-1], [2]], [[-3], [-1.5]], [[0.5], [0.9]], [[4], [7]], [[-0.2], [0.1]], [[10], [10.5]]]) { Reach = _ => 0.1 },
        new("truncated_normal_quantile", x => TruncatedNormalQuantile.Op.On(x[0], x[1], x[2]), [Shape.Scalar, Shape.Scalar, Shape.Scalar],
            [[[-1], [2], [0.3]], [[-3], [-1.5], [0.6]], [[0.5], [0.9], [0.5]], [[4], [7], [0.2]], [[-8], [-5], [0.7]]]) { Reach = _ => 0.1 },
        new("inverse_gaussian_quantile", x => InverseGaussianQuantile.Op.On(x[0], x[1], x[2]), [Shape.Scalar, Shape.Scalar, Shape.Scalar],
            [[[1], [1], [0.3]], [[2], [30], [0.6]], [[0.5], [0.2], [0.8]], [[3], [400], [0.2]]]) { Reach = _ => 0.1 },
    ];
}
