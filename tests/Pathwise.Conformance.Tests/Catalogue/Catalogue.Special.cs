using static Pathwise.Functions;

namespace Pathwise.Conformance;

/// <summary>Special functions of several numbers.</summary>
internal static partial class Catalogue
{
    static readonly double[][] s_beta = [[0.3, 0.6, 0.2], [2.5, 1.5, 0.7], [40, 3, 0.45], [0.7, 200, 0.9], [12, 15, 0.04]];
    static readonly double[][] s_betaPoints = [[0.3, 0.6, 0.2], [2.5, 1.5, 0.7], [40, 3, 0.9], [0.7, 20, 0.03], [12, 15, 0.25]];

    static readonly double[][] s_sphere = [[0.3, 0.2], [2, 0.7], [9, 0.04], [60, 0.9]];

    /// <summary>To the nearest end of (0, ∞), or of (0, 1) for probabilities.</summary>
    static double InsideUnit(double x) => x is > 0 and < 1 ? Math.Min(x, 1 - x) : Math.Min(1, Math.Abs(x));

    static IEnumerable<OpCase> SpecialFunctions() =>
    [
        .. OfTwo("gamma_p", GammaP, [(0.3, 0.2), (2.5, 3.5), (40, 37), (0.02, 1e-3)], InsideUnit),
        .. OfTwo("gamma_q", GammaQ, [(0.3, 0.2), (2.5, 3.5), (40, 37), (0.02, 1e-3)], InsideUnit),
        .. OfTwo("log_gamma_quantile", LogGammaQuantile, [(0.3, 0.2), (2.5, 0.7), (40, 0.45), (0.7, 0.9), (12, 0.04)], InsideUnit),
        new("beta_cdf", x => BetaCdf(x[0], x[1], x[2]), [Shape.Scalar, Shape.Scalar, Shape.Scalar], Scalars(s_betaPoints)) { Reach = InsideUnit },
        new("logit_beta_quantile", x => LogitBetaQuantile(x[0], x[1], x[2]), [Shape.Scalar, Shape.Scalar, Shape.Scalar], Scalars(s_beta)) { Reach = InsideUnit },
        new("beta_quantile of arrays", x => BetaQuantile(x[0], x[1], x[2]), [2, Shape.Scalar, 2],
            [.. s_beta.Select(p => new[] { Varied(p[0], 2, 0.1), [p[1]], Varied(p[2], 2, -0.1) })]) { Reach = InsideUnit },
        new("von_mises_cdf", x => VonMisesCdf(x[0], x[1]), [Shape.Scalar, Shape.Scalar], Scalars([[-2.5, 0.7], [-0.2, 3], [0.4, 30], [1.8, 0.3]])) { Reach = InsideUnit },
        new("von_mises_quantile", x => VonMisesQuantile(x[0], x[1]), [Shape.Scalar, Shape.Scalar], Scalars(s_sphere)) { Reach = InsideUnit },
        new("logit_von_mises_fisher_quantile", x => LogitVonMisesFisherQuantile(3, x[0], x[1]), [Shape.Scalar, Shape.Scalar], Scalars(s_sphere)) { Reach = InsideUnit },
        new("von_mises_fisher_quantile", x => VonMisesFisherQuantile(40, x[0], x[1]), [Shape.Scalar, 2],
            [.. s_sphere.Select(p => new[] { [p[0]], Varied(p[1], 2, -0.1) })]) { Reach = InsideUnit },
        new("log_bessel_i 0", x => LogBesselI(0, x[0]), [Shape.Scalar], Scalars([[1e-3], [0.4], [1.9], [2.1], [30]])) { Reach = InsideUnit },
        new("log_bessel_i 23.5", x => LogBesselI(23.5, x[0]), [2], [[[0.4, 1.9]], [[2.1, 30]]]) { Reach = InsideUnit },
    ];

    static double[][][] Scalars(double[][] points) => [.. points.Select(p => p.Select(x => new[] { x }).ToArray())];
}
