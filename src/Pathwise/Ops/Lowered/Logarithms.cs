using static Pathwise.Functions;

namespace Pathwise.Ops;

internal static partial class Lowered
{
    /// <summary>log x = k·log 2 + log m, with x = 2ᵏm and m in [√½, √2).</summary>
    public static Real Log(Real x, Precision precision)
    {
        var (k, m) = Split(x, precision);
        var log = LogOfReduced(k, m - 1, precision);
        return Where(x > 0, Where(x < double.PositiveInfinity, log, x), Where(x == 0, double.NegativeInfinity, double.NaN));
    }

    /// <summary>The logarithm of a positive normal number.</summary>
    static Real LogOfNormal(Real x, Precision precision) => LogOfReduced(Exponent.Op.On(x), Significand.Op.On(x) - 1, precision);

    /// <summary>k and m with x = 2ᵏm and m in [√½, √2), for positive x, subnormal numbers too.</summary>
    static (Real K, Real M) Split(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        double smallest = f64 ? 2.2250738585072014e-308 : 1.17549435e-38f, up = f64 ? 18014398509481984 : 33554432;
        var small = x < smallest;
        var normal = Where(small, x * up, x);
        return (Exponent.Op.On(normal) - Where(small, Math.Log2(up), 0), Significand.Op.On(normal));
    }

    /// <summary>
    /// k·log 2 + log(1 + f) for f in [√½ − 1, √2 − 1]. In double precision with s = f/(2 + f), log(1 + f) = f − f²/2 + s(f²/2 + z p(z)), z
    /// = s², which keeps the rounding error of s out of the leading terms (Tang, Table-driven implementation of the logarithm function, ACM
    /// TOMS 16, 1990); p is minimax for 2 artanh s, relative error 2^-59.5. In single precision f − f²/2 + f³p(f), minimax for log(1 + f),
    /// 2^-27.0, has no division.
    /// </summary>
    static Real LogOfReduced(Real k, Real f, Precision precision)
    {
        if (precision == Precision.F64)
        {
            var s = f / (2 + f);
            var z = s * s;
            var p = Polynomial(z, 0.6666666666666734, 0.39999999999416025, 0.28571428742101534, 0.2222219860117251, 0.18183562942774806,
                0.1531408415485863, 0.14795630887273697);
            var half = 0.5 * f * f;
            var rest = Fma(s, Fma(z, p, half), k * LogTwoLow) - half;
            return Fma(k, LogTwoHigh, f + rest);
        }
        var square = f * f;
        var series = Polynomial(f, 0.33333328, -0.250007, 0.20001327, -0.16627055, 0.1420235, -0.1312852, 0.12744074, -0.076901175);
        var cubic = Fma(square * f, series, k * LogTwoLowSingle);
        return Fma(k, LogTwoHighSingle, f + Fma(square, -0.5, cubic));
    }

    /// <summary>log(1 + x).</summary>
    public static Real Log1p(Real x, Precision precision)
    {
        var log = LogOnePlus(x, precision);
        log = Where(x == 0, x, Where(x < double.PositiveInfinity, log, x)); // the sum 1 + x forgets the sign of 0
        return Where(x > -1, log, Where(x == -1, double.NegativeInfinity, double.NaN));
    }

    /// <summary>
    /// log(1 + x) for −1 &lt; x &lt; ∞: with k the exponent of 1 + x, f = (1 + x)/2ᵏ − 1 is found as x·2⁻ᵏ + (2⁻ᵏ − 1) with one rounding,
    /// hence without the rounding error of 1 + x, and exactly where k = 0. (All times 4, because 2⁻ᵏ for the greatest k is not a normal
    /// number.)
    /// </summary>
    static Real LogOnePlus(Real x, Precision precision)
    {
        var k = Exponent.Op.On(1 + x);
        var power = PowerOfTwo.Op.On(2 - k);
        return LogOfReduced(k, 0.25 * Fma(x, power, power - 4), precision);
    }
}
