using static Pathwise.Functions;

namespace Pathwise.Ops;

internal static partial class Lowered
{
    // log 2 in two parts; the high one has so few bits that its product with an exponent is exact.
    const double LogTwo = 0.69314718055994530942, LogTwoHigh = 0.693147180369123816490, LogTwoLow = 1.90821492927058770002e-10;
    const double LogTwoHighSingle = 0.693145751953125, LogTwoLowSingle = 1.42860682030941723212e-6;

    /// <summary>eˣ.</summary>
    public static Real Exp(Real x, Precision precision)
    {
        var (y, h) = ExpParts(Clamp(x, precision), 0, precision);
        return Scale(y, h);
    }

    /// <summary>x limited to where eˣ is neither 0 nor ∞ already, which its scaling gives at the limits.</summary>
    static Real Clamp(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        return Min(Max(x, f64 ? -760 : -110), f64 ? 720 : 95);
    }

    /// <summary>
    /// e^(x + low) as y·4ʰ, with h = round(x/log 4) and y = eʳ, |r| ≤ log 2 (Cody and Waite, Software Manual for the Elementary Functions,
    /// 1980; the even power of two costs two terms of the polynomial and makes scaling cheap). The polynomial is minimax for the relative
    /// error of eʳ, 2^-56.3 (2^-30.6).
    /// </summary>
    static (Real Y, Real H) ExpParts(Real x, Real low, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        var h = Round(x * (0.5 / LogTwo));
        var r = f64 ? Fma(h, -2 * LogTwoLow, Fma(h, -2 * LogTwoHigh, x)) : Fma(h, -2 * LogTwoLowSingle, Fma(h, -2 * LogTwoHighSingle, x));
        if (!low.Node.Is(0)) r += low;
        return (f64
            ? Polynomial(r, 1, 1, 0.49999999999999944, 0.16666666666666913, 0.0416666666666975, 0.008333333333273213, 0.0013888888883996765,
                0.0001984126989140152, 2.4801590660101665e-05, 2.7557300803274684e-06, 2.7556189497955655e-07, 2.5055055424654763e-08,
                2.1060152203327577e-09, 1.5931577069054981e-10)
            : Polynomial(r, 1, 1, 0.5, 0.16666673, 0.04166653, 0.008332542, 0.0013893605, 0.00020107857, 2.4443672e-05), h);
    }

    /// <summary>y·4ʰ in two steps, so that results below the normal range are rounded once and those above it are ∞.</summary>
    static Real Scale(Real y, Real h)
    {
        var power = PowerOfTwo.Op.On(h);
        return y * power * power;
    }

    /// <summary>
    /// eˣ − 1 = 2ⁿ(eʳ − 1) + (2ⁿ − 1), with n = round(x/log 2) and r = x − n·log 2. The high part of r is exact and enters by itself; only
    /// what is small beside it carries a rounding error.
    /// </summary>
    public static Real Expm1(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        // Halved, because 2ⁿ for the greatest n is not a number. Below the lower limit the result is −1, above the upper one ∞.
        var (high, rest, n) = ExpMinusOneParts(Min(Max(x, f64 ? -50 : -25), f64 ? 710 : 89), precision);
        var half = PowerOfTwo.Op.On(n - 1);
        var e = Fma(half, rest, Fma(half, high, half - 0.5));
        return Where(Abs(x) < (f64 ? 1e-18 : 1e-9), x, 2 * e);
    }

    /// <summary>
    /// eˣ = 2ⁿ(1 + high + low), high exact, for moderate x. The polynomial is minimax for the relative error of eʳ − 1, 2^-55.2 (2^-26.0).
    /// </summary>
    static (Real High, Real Low, Real N) ExpMinusOneParts(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        var n = Round(x * (1 / LogTwo));
        var high = Fma(n, -(f64 ? LogTwoHigh : LogTwoHighSingle), x);
        var low = n * -(f64 ? LogTwoLow : LogTwoLowSingle);
        var r = high + low;
        var series = f64
            ? Polynomial(r, 0.5000000000000002, 0.16666666666666605, 0.04166666666660248, 0.008333333333384957, 0.0013888888924728172,
                0.00019841269719987034, 2.48015122868765e-05, 2.7557413313499375e-06, 2.762358480106338e-07, 2.5050195219405785e-08)
            : Polynomial(r, 0.49999997, 0.1666655, 0.041667163, 0.008365983, 0.0013883191);
        return (high, Fma(r * r, series, low), n);
    }

    /// <summary>1/(1 + e⁻ˣ), as eˣ/(1 + eˣ) for negative x.</summary>
    public static Real Sigmoid(Real x, Precision precision)
    {
        var e = ExpOfMinusAbs(x, precision);
        return Where(x >= 0, 1, e) / (1 + e);
    }

    /// <summary>log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|).</summary>
    public static Real Softplus(Real x, Precision precision)
    {
        var e = ExpOfMinusAbs(x, precision);
        return Max(x, 0) + LogOnePlus(e, precision);
    }

    static Real ExpOfMinusAbs(Real x, Precision precision)
    {
        var (y, h) = ExpParts(Max(-Abs(x), precision == Precision.F64 ? -760 : -110), 0, precision);
        return Scale(y, h);
    }
}
