using static Pathwise.Functions;

namespace Pathwise.Ops;

internal static partial class Lowered
{
    public static Real Sin(Real x, Precision precision) => Circular(x, precision).Sin;
    public static Real Cos(Real x, Precision precision) => Circular(x, precision).Cos;

    /// <summary>
    /// Sine and cosine by Cody and Waite's reduction: q = round(2x/π), r = x − q·π/2 with π/2 in three parts. The first product is exact in the fused
    /// multiply-add as long as q is, up to |x| = 2⁵⁰ (2²² in single precision); beyond, there is no digit left to reduce and the result is NaN.
    /// </summary>
    static (Real Sin, Real Cos) Circular(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        var q = Round(x * (2 / Math.PI));
        var r = f64
            ? Fma(q, -1.4973849048591833e-33, Fma(q, -6.1232339957367660e-17, Fma(q, -1.5707963267948966, x)))
            : Fma(q, -1.7151245100e-15, Fma(q, -(double)-4.37113900018624283e-8f, Fma(q, -(double)1.57079637050628662f, x)));
        var z = r * r;
        var s = f64
            ? Polynomial(z, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000, 1.0 / 355687428096000)
            : Polynomial(z, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800);
        var c = f64
            ? Polynomial(z, -0.5, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000, -1.0 / 6402373705728000)
            : Polynomial(z, -0.5, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800);
        var sin = Fma(r * z, s, r);
        var cos = Fma(z, c, 1);
        var quarter = q - 4 * Floor(0.25 * q);
        var odd = (quarter == 1) | (quarter == 3);
        var reduced = Abs(x) <= (f64 ? 1125899906842624 : 4194304);
        return (Where(reduced, Signed(quarter >= 2, Where(odd, cos, sin)), double.NaN),
            Where(reduced, Signed((quarter == 1) | (quarter == 2), Where(odd, sin, cos)), double.NaN));
    }

    static Real Signed(Condition negative, Real x) => Where(negative, -x, x);
}
