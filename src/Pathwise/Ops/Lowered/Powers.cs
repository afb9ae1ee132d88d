using static Pathwise.Functions;

namespace Pathwise.Ops;

internal static partial class Lowered
{
    /// <summary>
    /// xʸ = ±e^(y log |x|), with log |x| and its product with y to twice the precision, and the special values of IEEE 754-2019, §9.2.1.
    /// What depends on y alone vanishes where y is a constant.
    /// </summary>
    public static Real Pow(Real x, Real y, Precision precision)
    {
        var a = Abs(x);
        var (high, low) = LogOfTwicePrecision(a, precision);
        var product = y * high;
        var exponent = Clamp(product, precision);
        var rest = Where(exponent == product, Fma(y, low, Fma(y, high, -product)), 0);
        var (e, h) = ExpParts(exponent, rest, precision);
        var power = Where(a == 1, 1, Scale(e, h)); // 1 even to the power ∞ or NaN

        var whole = Floor(y) == y;
        var half = 0.5 * y;
        var odd = whole & !(Floor(half) == half);
        var negative = Where(whole, Where(odd, -power, power), double.NaN);
        // Of 0, ∞ and NaN the power is the base itself or its inverse, with the sign that an odd exponent keeps.
        var edge = Where(odd, x, a);
        var atEdge = Where(y < 0, 1 / edge, Where(y > 0, edge, y));
        var regular = (a > 0) & (a < double.PositiveInfinity);
        return Where(y == 0, 1, Where(regular, Where(x < 0, negative, power), atEdge));
    }

    /// <summary>
    /// log x for finite positive x as a sum of two, to about twelve bits more than the precision: 2 artanh s = 2s(1 + s²/3 + s⁴ p(s²)),
    /// where s, its square and the first two terms are sums of two (Dekker, A floating-point technique for extending the available
    /// precision, Numer. Math. 18, 1971), and p is minimax for artanh s, 2^-66.3 (2^-36.8) of it.
    /// </summary>
    static (Real High, Real Low) LogOfTwicePrecision(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        var (k, m) = Split(x, precision);
        // s = (m − 1)/(m + 1): the numerator is exact, the denominator u + v.
        var f = m - 1;
        var u = m + 1;
        var v = m - (u - 1);
        var inverse = 1 / u;
        var s = f * inverse;
        var sLow = Fma(-s, v, Fma(-s, u, f)) * inverse;
        var s2 = 2 * s;
        var s2Low = 2 * sLow;
        var z = s * s;
        var zLow = Fma(s2, sLow, Fma(s, s, -z));
        var series = f64
            ? Polynomial(z, 0.20000000000001128, 0.14285714285049617, 0.11111111259989676, 0.09090892181236457, 0.07693378767309812,
                0.06628406607542531, 0.0659818460796909)
            : Polynomial(z, 0.20000076, 0.14273565, 0.1170935);
        // p = 1/3 + z·series, w = z·p, t = 2s·w.
        double third = f64 ? 1.0 / 3 : 1f / 3, thirdLow = f64 ? 1.850371707708594e-17 : -9.934107462565104e-09;
        var p = Fma(z, series, third);
        var pLow = Fma(z, series, third - p) + thirdLow;
        var w = z * p;
        var wLow = Fma(zLow, p, Fma(z, pLow, Fma(z, p, -w)));
        var t = s2 * w;
        var tLow = Fma(s2Low, w, Fma(s2, wLow, Fma(s2, w, -t)));
        var log = s2 + t;
        var logLow = s2 - log + t + (tLow + s2Low);
        // k·log 2 is greater, or nothing.
        var whole = k * (f64 ? LogTwoHigh : LogTwoHighSingle);
        var sum = whole + log;
        var rest = whole - sum + log + Fma(k, f64 ? LogTwoLow : LogTwoLowSingle, logLow);
        var high = sum + rest;
        return (high, sum - high + rest);
    }
}
