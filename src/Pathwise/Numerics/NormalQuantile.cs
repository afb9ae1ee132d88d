namespace Pathwise.Numerics;

internal static partial class FixedFunctions
{
    /// <summary>
    /// Φ⁻¹(p), the normal quantile, within 5 ulp for every p in (0, 1) by rational approximations (M. J. Wichura, Algorithm AS 241, Applied
    /// Statistics 37, 477–484, 1988, PPND16): in ¼·0.85² − (p − ½)² near the centre, in √(−log p) in the tails. Exactly odd about ½.
    /// </summary>
    public static double NormalQuantile(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425) return q * Ratio(0.180625 - q * q, s_centre);
        double tail = q < 0 ? p : 1 - p; // 1 − p is exact for p ≥ ½
        if (!(tail > 0)) return tail == 0 ? Math.CopySign(double.PositiveInfinity, q) : double.NaN;
        double r = Math.Sqrt(-LogOfAny(tail));
        return Math.CopySign(r <= 5 ? Ratio(r - 1.6, s_tail) : Ratio(r - 5, s_farTail), q);
    }

    /// <summary>log x for positive x, subnormal ones too.</summary>
    static double LogOfAny(double x) => x < 2.2250738585072014e-308 ? Log(x * 18446744073709551616.0) - 44.361419555836499802 : Log(x);

    static double Ratio(double x, (double Numerator, double Denominator)[] coefficients)
    {
        var (numerator, denominator) = coefficients[0];
        for (int i = 1; i < coefficients.Length; i++)
        {
            numerator = Math.FusedMultiplyAdd(numerator, x, coefficients[i].Numerator);
            denominator = Math.FusedMultiplyAdd(denominator, x, coefficients[i].Denominator);
        }
        return numerator / denominator;
    }

    // From the highest power down.
    static readonly (double, double)[] s_centre =
    [
        (2.5090809287301226727e+3, 5.2264952788528545610e+3),
        (3.3430575583588128105e+4, 2.8729085735721942674e+4),
        (6.7265770927008700853e+4, 3.9307895800092710610e+4),
        (4.5921953931549871457e+4, 2.1213794301586595867e+4),
        (1.3731693765509461125e+4, 5.3941960214247511077e+3),
        (1.9715909503065514427e+3, 6.8718700749205790830e+2),
        (1.3314166789178437745e+2, 4.2313330701600911252e+1),
        (3.3871328727963666080e+0, 1),
    ];

    static readonly (double, double)[] s_tail =
    [
        (7.74545014278341407640e-4, 1.05075007164441684324e-9),
        (2.27238449892691845833e-2, 5.47593808499534494600e-4),
        (2.41780725177450611770e-1, 1.51986665636164571966e-2),
        (1.27045825245236838258e+0, 1.48103976427480074590e-1),
        (3.64784832476320460504e+0, 6.89767334985100004550e-1),
        (5.76949722146069140550e+0, 1.67638483018380384940e+0),
        (4.63033784615654529590e+0, 2.05319162663775882187e+0),
        (1.42343711074968357734e+0, 1),
    ];

    static readonly (double, double)[] s_farTail =
    [
        (2.01033439929228813265e-7, 2.04426310338993978564e-15),
        (2.71155556874348757815e-5, 1.42151175831644588870e-7),
        (1.24266094738807843860e-3, 1.84631831751005468180e-5),
        (2.65321895265761230930e-2, 7.86869131145613259100e-4),
        (2.96560571828504891230e-1, 1.48753612908506148525e-2),
        (1.78482653991729133580e+0, 1.36929880922735805310e-1),
        (5.46378491116411436990e+0, 5.99832206555887937690e-1),
        (6.65790464350110377720e+0, 1),
    ];
}
