using System.Runtime.CompilerServices;

namespace Pathwise.Numerics;

internal static partial class FixedFunctions
{
    /// <summary>
    /// Φ⁻¹(p), the normal quantile, within 6 ulp for every p in (0, 1) by rational approximations (M. J. Wichura, Algorithm AS 241, Applied
    /// Statistics 37, 477–484, 1988, PPND16): in ¼·0.85² − (p − ½)² near the centre, in √(−log p) in the tails. Exactly odd about ½.
    /// </summary>
    public static double NormalQuantile(double p) =>
        p is > 0 and < 1 ? NormalQuantile(Lanes128.Of(p)).First : p == 0 ? double.NegativeInfinity : p == 1 ? double.PositiveInfinity : double.NaN;

    /// <summary>The same of lanes of numbers, all of them inside (0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T NormalQuantile<T>(T p) where T : unmanaged, ILanes<T>
    {
        var q = p - T.Of(0.5);
        var outside = T.Less(T.Of(0.425), T.Abs(q));
        var z = q * Ratio(T.Of(0.180625) - q * q, Centre);
        if (T.IsZero(outside)) return z;

        // 1 − p is exact for p ≥ ½; subnormal numbers are scaled for the logarithm.
        var tail = T.Select(T.Less(q, T.Of(0.0)), p, T.Of(1.0) - p);
        var subnormal = T.Less(tail, T.Of(2.2250738585072014e-308));
        var log = Log(T.Select(subnormal, tail * T.Of(18446744073709551616.0), tail)) - (subnormal & T.Of(44.361419555836499802));
        var r = T.Sqrt(-log);
        var size = Ratio(r - T.Of(1.6), Tail);
        var far = T.Less(T.Of(5.0), r);
        if (!T.IsZero(far)) size = T.Select(far, Ratio(r - T.Of(5.0), FarTail), size);
        return T.Select(outside, T.CopySign(size, q), z);
    }

    /// <summary>A quotient of two polynomials of degree 7: the coefficients of the numerator, then of the denominator.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Ratio<T>(T x, ReadOnlySpan<double> c) where T : unmanaged, ILanes<T>
    {
        T numerator = T.Of(c[0]), denominator = T.Of(c[8]);
        for (int i = 1; i < 8; i++)
        {
            numerator = T.FusedMultiplyAdd(numerator, x, T.Of(c[i]));
            denominator = T.FusedMultiplyAdd(denominator, x, T.Of(c[8 + i]));
        }
        return numerator / denominator;
    }

    // From the highest power down.
    static ReadOnlySpan<double> Centre =>
    [
        2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
        1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0,
        5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
        5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1,
    ];

    static ReadOnlySpan<double> Tail =>
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0,
        3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0, 1.42343711074968357734e+0,
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1,
    ];

    static ReadOnlySpan<double> FarTail =>
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0, 6.65790464350110377720e+0,
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1,
    ];
}
