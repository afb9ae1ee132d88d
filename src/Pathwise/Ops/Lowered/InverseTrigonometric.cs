using static Pathwise.Functions;

namespace Pathwise.Ops;

internal static partial class Lowered
{
    const double HalfPi = 1.5707963267948966, HalfPiLow = 6.123233995736766e-17;
    const double HalfPiSingle = 1.57079637050628662, HalfPiLowSingle = -4.37113900018624283e-8;

    static (double High, double Low) HalfPiParts(Precision precision) =>
        precision == Precision.F64 ? (HalfPi, HalfPiLow) : (HalfPiSingle, HalfPiLowSingle);

    /// <summary>atan x = ±π/2 − atan(1/x) for |x| &gt; 1; on [−1, 1] a polynomial, minimax for the relative error, 2^-60.2 (2^-28.5).</summary>
    public static Real Atan(Real x, Precision precision)
    {
        var (high, low) = HalfPiParts(precision);
        var big = Abs(x) > 1;
        var t = Where(big, 1 / x, x);
        var z = t * t;
        var series = precision == Precision.F64
            ? Polynomial(z, -0.33333333333333287, 0.19999999999990448, -0.14285714285036605, 0.11111111086446812, -0.09090908547248512,
                0.07692299711726369, -0.06666583722628104, 0.05881716154627038, -0.052594338001406636, 0.04744926192483851,
                -0.042863912332352906, 0.038210073187433136, -0.032785448943075876, 0.026151701034350834, -0.018614244273114467,
                0.011317696204728092, -0.005612421484416057, 0.00215160630347417, -0.000592899866201386, 0.0001038733505971828,
                -8.654352847891285e-06)
            : Polynomial(z, -0.333333, 0.19998549, -0.14264242, 0.10952186, -0.08403451, 0.057957605, -0.031177856, 0.010914612, -0.001793623);
        var y = Fma(t * z, series, t);
        var sign = Where(x < 0, -1, 1);
        return Where(x == 0, x, Where(big, Fma(sign, high, Fma(sign, low, -y)), y));
    }

    /// <summary>asin x = ±(π/2 − 2 asin √((1 − |x|)/2)) for |x| &gt; ½. Beyond 1 the root makes it NaN.</summary>
    public static Real Asin(Real x, Precision precision)
    {
        var (high, low) = HalfPiParts(precision);
        var (y, big) = ArcSineOfReduced(x, precision);
        var far = high - Fma(2, y, -low);
        return Where(big, CopySign.Op.On(far, x), y);
    }

    /// <summary>acos x = 2 asin √((1 − x)/2) for x &gt; ½, π minus that of −x for x &lt; −½, and π/2 − asin x between.</summary>
    public static Real Acos(Real x, Precision precision)
    {
        var (high, low) = HalfPiParts(precision);
        var (y, big) = ArcSineOfReduced(x, precision);
        var twice = 2 * y;
        return Where(big, Where(x < 0, 2 * high - (twice - 2 * low), twice), high - (y - low));
    }

    /// <summary>asin x for |x| ≤ ½, asin √((1 − |x|)/2) beyond: a polynomial, minimax for the relative error, 2^-59.9 (2^-27.6).</summary>
    static (Real Y, Condition Big) ArcSineOfReduced(Real x, Precision precision)
    {
        var a = Abs(x);
        var big = a > 0.5;
        var z = Where(big, Fma(-0.5, a, 0.5), x * x);
        var t = Where(big, Sqrt(z), x);
        var series = precision == Precision.F64
            ? Polynomial(z, 0.1666666666666676, 0.07499999999970798, 0.04464285717461346, 0.03038194270772248, 0.022372214989025457,
                0.017351611993949273, 0.013980820735695851, 0.011398910965209078, 0.010780258833905753, 0.0037063882348471098,
                0.021707493484299345, -0.02099912505380983, 0.03262866162490611)
            : Polynomial(z, 0.16666752, 0.074952975, 0.045470376, 0.024179514, 0.04216631);
        return (Fma(t * z, series, t), big);
    }
}
