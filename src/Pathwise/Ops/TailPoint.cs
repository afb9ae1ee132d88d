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
    /// A step of Householder's iteration of order four for a root of F = −log I − c (A. S. Householder, The Numerical Treatment of a Single Nonlinear Equation,
    /// 1970, §4.4): F′ = 1/mass with the <paramref name="mass"/> I/e^f, and F″/F′ and F‴/F′ follow from f′ and f″.
    /// </summary>
    public static Real Nearer(Real distance, Real excess, Real mass, Real slope, Real curvature)
    {
        Real newton = excess * mass, first = 1 / mass, second = first - slope, third = second * (second + first) + curvature;
        return Max(distance - newton * (6 - 3 * newton * second) / (6 - 6 * newton * second + newton * newton * third), 0);
    }
}
