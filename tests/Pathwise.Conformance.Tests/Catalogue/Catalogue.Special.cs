using static Pathwise.Functions;

namespace Pathwise.Conformance;

/// <summary>Special functions of several numbers.</summary>
internal static partial class Catalogue
{
    static readonly double[][] s_beta = [[0.3, 0.6, 0.2], [2.5, 1.5, 0.7], [40, 3, 0.45], [0.7, 200, 0.9], [12, 15, 0.04]];
    static readonly double[][] s_betaPoints = [[0.3, 0.6, 0.2], [2.5, 1.5, 0.7], [40, 3, 0.9], [0.7, 20, 0.03], [12, 15, 0.25]];

    static readonly (double Kappa, double U)[] s_sphere = [(0.3, 0.2), (2, 0.7), (9, 0.04), (60, 0.9)];

    /// <summary>To the nearest end of (0, ∞), or of (0, 1) for probabilities.</summary>
    static double InsideUnit(double x) => x is > 0 and < 1 ? Math.Min(x, 1 - x) : Math.Min(1, Math.Abs(x));

    static IEnumerable<OpCase> SpecialFunctions() =>
    [
        .. OfTwo("gamma_p", GammaP, [(0.3, 0.2), (2.5, 3.5), (40, 37), (0.02, 1e-3)], InsideUnit),
        .. OfTwo("gamma_q", GammaQ, [(0.3, 0.2), (2.5, 3.5), (40, 37), (0.02, 1e-3)], InsideUnit),
        .. OfTwo("log_gamma_quantile", LogGammaQuantile, [(0.3, 0.2), (2.5, 0.7), (40, 0.45), (0.7, 0.9), (12, 0.04)], InsideUnit),
        .. OfThree("beta_cdf", BetaCdf, s_betaPoints),
        .. OfThree("logit_beta_quantile", LogitBetaQuantile, s_beta),
        new("beta_quantile", x => BetaQuantile(x[0], x[1], x[2]), [Shape.Scalar, Shape.Scalar, Shape.Scalar], Scalars(s_beta)) { Reach = InsideUnit },
        .. OfTwo("von_mises_cdf", VonMisesCdf, [(-2.5, 0.7), (-0.2, 3), (0.4, 30), (1.8, 0.3)], InsideUnit),
        .. OfTwo("von_mises_quantile", VonMisesQuantile, s_sphere, InsideUnit),
        .. OfTwo("logit_von_mises_fisher_quantile", (κ, u) => LogitVonMisesFisherQuantile(3, κ, u), s_sphere, InsideUnit),
        .. OfTwo("von_mises_fisher_quantile", (κ, u) => VonMisesFisherQuantile(3, κ, u), s_sphere, InsideUnit),
        .. OfOne("log_bessel_i 0", x => LogBesselI(0, x), [1e-3, 0.4, 1.9, 2.1, 30], InsideUnit),
        .. OfOne("log_bessel_i 1", x => LogBesselI(1, x), [0.1, 0.4, 1.9, 2.1, 30], InsideUnit),
        .. OfOne("log_bessel_i 23.5", x => LogBesselI(23.5, x), [0.4, 1.9, 2.1, 30], InsideUnit),
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
