using static Pathwise.Functions;

namespace Pathwise.Ops;

internal static partial class Lowered
{
    public static Real Sin(Real x, Precision precision)
    {
        var (sin, cos, quarters) = Circular(x, precision);
        var (odd, sign) = Quadrant(quarters);
        return Where(x == 0, x, sign * Where(odd == 1, cos, sin));
    }

    public static Real Cos(Real x, Precision precision)
    {
        var (sin, cos, quarters) = Circular(x, precision);
        var (odd, sign) = Quadrant(quarters);
        return sign * Fma(-2, odd, 1) * Where(odd == 1, sin, cos);
    }

    public static Real Tan(Real x, Precision precision)
    {
        var (sin, cos, quarters) = Circular(x, precision);
        var odd = Quadrant(quarters).Odd == 1;
        return Where(x == 0, x, Where(odd, -cos, sin) / Where(odd, sin, cos));
    }

    /// <summary>Whether the number of quarter turns is odd (1 or 0), and the sign that whole half turns give to sine and cosine.</summary>
    static (Real Odd, Real Sign) Quadrant(Real quarters)
    {
        var halves = Floor(0.5 * quarters);
        var wholes = Floor(0.5 * halves);
        return (Fma(-2, halves, quarters), Fma(4, wholes, Fma(-2, halves, 1)));
    }

    /// <summary>
    /// Sine and cosine of r = x − q·π/2, q = round(2x/π), by Cody and Waite's reduction with π/2 in three parts of full length: the fused
    /// multiply-add makes the first difference exact, and so r is right to its last bit or two up to |x| = 2⁴⁷ (2²⁰). Beyond these the
    /// quotient's own rounding would spoil r, and the result is NaN, an error, rather than wrong. The polynomials are minimax on |r| ≤ 0.81
    /// (0.92), which leaves room for that rounding: relative errors 2^-57.3 and 2^-63.8 (2^-35.2 and 2^-31.5).
    /// </summary>
    static (Real Sin, Real Cos, Real Quarters) Circular(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        var q = Round(x * (2 / Math.PI));
        var r = f64
            ? Fma(q, 1.4973849048591698e-33, Fma(q, -6.123233995736766e-17, Fma(q, -1.5707963267948966, x)))
            : Fma(q, 1.71512451e-15, Fma(q, 4.37113883e-8, Fma(q, -1.57079637, x)));
        r = Where(Abs(x) <= (f64 ? 140737488355328 : 1048576), r, double.NaN);
        var z = r * r;
        var s = f64
            ? Polynomial(z, -0.16666666666666616, 0.008333333333318047, -0.00019841269826309234, 2.755731247978983e-06, -2.5050568938855738e-08,
                1.5885882623129928e-10)
            : Polynomial(z, -0.16666667, 0.008333323, -0.0001983758, 2.7041513e-06);
        var c = f64
            ? Polynomial(z, 1, -0.5, 0.04166666666666638, -0.0013888888888852111, 2.480158727912408e-05, -2.755731185971116e-07,
                2.087542622139917e-09, -1.1345749930414845e-11)
            : Polynomial(z, 1, -0.5, 0.041666545, -0.0013884681, 2.422549e-05);
        return (Fma(r * z, s, r), c, q);
    }
}
