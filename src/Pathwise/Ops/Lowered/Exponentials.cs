using static Pathwise.Functions;

namespace Pathwise.Ops;

internal static partial class Lowered
{
    const double LogTwo = 0.69314718055994530942, LogTwoHigh = 0.693147180369123816490, LogTwoLow = 1.90821492927058770002e-10;
    const double LogTwoHighSingle = 0.693145751953125, LogTwoLowSingle = 1.42860682030941723212e-6;

    /// <summary>eˣ = 2ⁿeʳ with n = round(x/log 2) and |r| ≤ ½ log 2 (Cody and Waite, Software Manual for the Elementary Functions, 1980).</summary>
    public static Real Exp(Real x, Precision precision)
    {
        // Beyond these the result is 0 or ∞, which the scaling gives.
        bool f64 = precision == Precision.F64;
        x = Min(Max(x, f64 ? -760 : -110), f64 ? 720 : 95);
        var n = Round(x * (1 / LogTwo));
        var r = f64 ? Fma(n, -LogTwoLow, Fma(n, -LogTwoHigh, x)) : Fma(n, -LogTwoLowSingle, Fma(n, -LogTwoHighSingle, x));
        return Scale(1 + ExpMinusOneReduced(r, precision), n);
    }

    /// <summary>eʳ − 1 for |r| ≤ ½ log 2.</summary>
    static Real ExpMinusOneReduced(Real r, Precision precision)
    {
        var series = precision == Precision.F64
            ? Polynomial(r, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800)
            : Polynomial(r, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040);
        return Fma(r * r, series, r);
    }

    /// <summary>x·2ⁿ in two factors, so that results below the normal range are rounded once and those above it are ∞.</summary>
    static Real Scale(Real x, Real n)
    {
        var half = Round(0.5 * n);
        return x * PowerOfTwo.Op.On(half) * PowerOfTwo.Op.On(n - half);
    }
}
