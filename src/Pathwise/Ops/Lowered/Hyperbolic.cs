using static Pathwise.Functions;

namespace Pathwise.Ops;

internal static partial class Lowered
{
    /// <summary>sinh x = cosh(r)·(2ⁿ − 2⁻ⁿ)/2 + sinh(r)·(2ⁿ + 2⁻ⁿ)/2 for |x| = n log 2 + r, which has no cancellation and no division.</summary>
    public static Real Sinh(Real x, Precision precision)
    {
        var (sinh, coshMinusOne, sum, difference) = HyperbolicParts(x, precision);
        var y = 2 * (difference + Fma(sum, sinh, difference * coshMinusOne));
        return Where(Abs(x) < (precision == Precision.F64 ? 1e-9 : 1e-5), x, CopySign.Op.On(y, x));
    }

    /// <summary>cosh x = cosh(r)·(2ⁿ + 2⁻ⁿ)/2 + sinh(r)·(2ⁿ − 2⁻ⁿ)/2 for |x| = n log 2 + r.</summary>
    public static Real Cosh(Real x, Precision precision)
    {
        var (sinh, coshMinusOne, sum, difference) = HyperbolicParts(x, precision);
        return 2 * (sum + Fma(sum, coshMinusOne, difference * sinh));
    }

    /// <summary>
    /// For |x| = n log 2 + r: sinh r, cosh r − 1, (2ⁿ + 2⁻ⁿ)/4 and (2ⁿ − 2⁻ⁿ)/4 (quarters, because half of 2ⁿ for the greatest n is not a
    /// number). The polynomials are minimax, relative errors 2^-61.7 and 2^-58.1 (2^-37.5 and 2^-34.3).
    /// </summary>
    static (Real Sinh, Real CoshMinusOne, Real Sum, Real Difference) HyperbolicParts(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        var a = Min(Abs(x), f64 ? 710.6 : 89.5);
        var n = Round(a * (1 / LogTwo));
        var r = f64 ? Fma(n, -LogTwoLow, Fma(n, -LogTwoHigh, a)) : Fma(n, -LogTwoLowSingle, Fma(n, -LogTwoHighSingle, a));
        var z = r * r;
        var s = f64
            ? Polynomial(z, 0.16666666666666677, 0.008333333333321669, 0.00019841269886022977, 2.755724431619837e-06, 2.5108999036714914e-08)
            : Polynomial(z, 0.16666667, 0.008333289, 0.00019904885);
        var c = f64
            ? Polynomial(z, 0.5000000000000012, 0.04166666666651638, 0.0013888888946734592, 2.4801490244984347e-05, 2.7631171352733723e-07)
            : Polynomial(z, 0.5, 0.04166627, 0.0013946028);
        var up = PowerOfTwo.Op.On(n - 2);
        var down = PowerOfTwo.Op.On(Max(-2 - n, f64 ? -1000 : -120));
        return (Fma(r * z, s, r), z * c, up + down, up - down);
    }

    /// <summary>
    /// For |x| = n·½log 2 + r and t = tanh r, tanh x = ±((2ⁿ + 1)t + 2ⁿ − 1)/((2ⁿ − 1)t + 2ⁿ + 1), which is t itself where n is 0. From n = 2 on, where it is above ½,
    /// it is taken as 1 − 2(1 − t)/((2ⁿ − 1)t + 2ⁿ + 1), which has the smaller error. An interval ends, and n is 0 below it, at tanh x = ¼, 2|x|/log 2 = log₂ 5/3. The polynomial
    /// is minimax for the relative error of tanh r, 2^-57.0 (2^-28.0).
    /// </summary>
    public static Real Tanh(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        var a = Min(Abs(x), f64 ? 20 : 10);
        var n = Round(Fma(a, 2 / LogTwo, 0.5 - 0.7369655941662062));
        var r = Fma(n, -0.5 * LogTwo, a);
        var z = r * r;
        var t = Fma(r * z, f64
            ? Polynomial(z, -0.33333333333332615, 0.1333333333305291, -0.05396825359638928, 0.021869465126931192, -0.008862445711251736, 0.0035774211475653275, -0.0013124165378206808)
            : Polynomial(z, -0.33333227, 0.13323438, -0.051322285), r);
        var power = PowerOfTwo.Op.On(n);
        Real up = power + 1, down = power - 1;
        var far = n > 1;
        return CopySign.Op.On(Where(far, 1, 0) + Where(far, Fma(2, t, -2), Fma(up, t, down)) / Fma(down, t, up), x);
    }

    /// <summary>asinh x = ±log(1 + |x| + x²/(1 + √(1 + x²))), and ±(log |x| + log 2) where that is all that is left of it.</summary>
    public static Real Asinh(Real x, Precision precision)
    {
        var a = Abs(x);
        var big = a > (precision == Precision.F64 ? 1e9 : 1e5);
        var square = a * a;
        var y = LogOnePlus(Where(big, a, a + square / (1 + Sqrt(1 + square))), precision) + Where(big, LogTwo, 0);
        return CopySign.Op.On(Where(a < double.PositiveInfinity, y, a), x);
    }

    /// <summary>acosh x = log(1 + t + √(2t + t²)) with t = x − 1, and log x + log 2 where that is all that is left of it.</summary>
    public static Real Acosh(Real x, Precision precision)
    {
        var t = x - 1;
        var big = x > (precision == Precision.F64 ? 1e9 : 1e5);
        var y = LogOnePlus(Where(big, x, t + Sqrt(Fma(t, t, 2 * t))), precision) + Where(big, LogTwo, 0);
        return Where(x >= 1, Where(x < double.PositiveInfinity, y, x), double.NaN);
    }

    /// <summary>atanh x = ±½ log(1 + 2|x|/(1 − |x|)).</summary>
    public static Real Atanh(Real x, Precision precision)
    {
        var a = Abs(x);
        var y = 0.5 * LogOnePlus(2 * a / (1 - a), precision);
        return CopySign.Op.On(Where(a < 1, y, Where(a == 1, double.PositiveInfinity, double.NaN)), x);
    }
}
