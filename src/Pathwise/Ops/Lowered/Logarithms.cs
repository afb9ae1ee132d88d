using static Pathwise.Functions;

namespace Pathwise.Ops;

internal static partial class Lowered
{
    /// <summary>log x: x = 2ᵏm with m in [√½, √2), log m = 2 artanh s with s = (m − 1)/(m + 1).</summary>
    public static Real Log(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        double smallest = f64 ? 2.2250738585072014e-308 : 1.17549435e-38f, up = f64 ? 18014398509481984 : 33554432;
        var small = x < smallest;
        var normal = Where(small, x * up, x);
        var k = Exponent.Op.On(normal) - Where(small, Math.Log2(up), 0);
        var m = Significand.Op.On(normal);
        var f = m - 1;
        var s = f / (2 + f);
        var z = s * s;
        var p = f64
            ? Polynomial(z, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25)
            : Polynomial(z, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11);
        // 2s = f − s·f exactly, so log m = f − s·(f − 2z·p): the leading term carries no rounding error.
        var log = f64
            ? Fma(k, LogTwoHigh, f + Fma(-s, Fma(-2 * z, p, f), k * LogTwoLow))
            : Fma(k, LogTwoHighSingle, f + Fma(-s, Fma(-2 * z, p, f), k * LogTwoLowSingle));
        var regular = (x > 0) & (x < double.PositiveInfinity);
        return Where(regular, log, Where(x == 0, double.NegativeInfinity, Where(x < 0, double.NaN, x)));
    }
}
