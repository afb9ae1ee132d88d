using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>
/// The point where the tail of a density e^f has a given probability, in the tail's distance δ from a place where the distribution function I and the density
/// are known. Where f is concave so is log I, which in far tails is nearly straight.
/// </summary>
internal static class TailPoint
{
    /// <summary>
    /// The δ with slope·δ + curvature·δ²/(2 + δ) = depth: where the logarithm has fallen by a depth, if its second derivative falls off no faster than e^−δ, as it
    /// does in logits, by δ at the latest.
    /// </summary>
    public static Real Bound(Real depth, Real slope, Real curvature)
    {
        Real linear = depth - 2 * slope, square = slope + curvature;
        return (linear + Sqrt(linear * linear + 8 * (depth * square))) / (2 * square);
    }

    /// <summary>
    /// The distance at which I is a given probability: from a bound, one step of Newton's iteration with an approximate integral, and three of order four, after which the
    /// error is rounding's. Probabilities of ½ and more are sought by log(−log I), which near 1 is straighter.
    /// </summary>
    /// <param name="bound">A distance not much too great.</param>
    /// <param name="log">−log I as wanted.</param>
    /// <param name="logAtStart">−log I where the tail starts.</param>
    /// <param name="massAtStart">I/e^f where the tail starts.</param>
    /// <param name="density">By how much f has fallen at a distance, f′ there in the direction in which it grows, and f″.</param>
    /// <param name="mass">I/e^f at a distance.</param>
    /// <param name="approximateMass">The same to some tenths.</param>
    public static Real Find(Real bound, Real log, Real logAtStart, Real massAtStart,
        Func<Real, (Real Drop, Real Slope, Real Curvature)> density, Func<Real, Real> mass, Func<Real, Real> approximateMass)
    {
        var isMost = log < 0.7;
        // −log I has the derivative e^f/I.
        Real Newton(Real given, Real here) => here * Where(isMost, given * Log(given / log), given - log);

        var rough = approximateMass(bound);
        var first = Max(bound - Newton(Max(logAtStart + (density(bound).Drop - Log(rough / massAtStart)), 0.25 * log), rough), 0);
        return Item.Of(Loop.Build(3, backward: false, [first.Node], [], (_, carries, _) =>
        {
            var distance = carries[0].AsReal();
            var (drop, slope, curvature) = density(distance);
            Real here = mass(distance), given = logAtStart + (drop - Log(here / massAtStart));
            var step = Householder(Newton(given, here), 1 / here, slope, curvature, Where(isMost, 1 / (here * given), 0));
            return ([Max(distance - step, 0).Node], []);
        }), 0).AsReal();
    }

    /// <summary>
    /// I/e^f of a tail that falls with a slope and a curvature, 2/(s + √(s² + 8c/π)): exact for a straight fall and at a normal density's centre, else right to some tenths
    /// (Birnbaum, An inequality for Mill's ratio, Ann. Math. Stat. 13, 1942).
    /// </summary>
    public static Real ApproximateMass(Real slope, Real curvature) => 2 / (slope + Sqrt(slope * slope + 8 / Math.PI * Max(-curvature, 0)));

    /// <summary>
    /// The step of Householder's iteration of order four (A. S. Householder, The Numerical Treatment of a Single Nonlinear Equation, 1970, §4.4) for L = −log I or
    /// log L: the ratios L″/L′ and L‴/L′ follow from f′ and f″, and those of the logarithm from them and L′/L, which is 0 for L itself.
    /// </summary>
    static Real Householder(Real newton, Real first, Real slope, Real curvature, Real ratio)
    {
        Real second = first - slope, third = second * (second + first) + curvature;
        Real two = second - ratio, three = third - ratio * (3 * second - 2 * ratio);
        return newton * (6 - 3 * newton * two) / (6 - 6 * newton * two + newton * newton * three);
    }
}
