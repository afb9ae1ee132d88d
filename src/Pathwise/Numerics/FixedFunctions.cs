using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pathwise.Numerics;

/// <summary>
/// Logarithm, sine and cosine as fixed sequences of exactly rounded operations, so that their bits are the same on every machine. (The
/// platform's own functions differ between systems.) The polynomials are minimax on the reduced ranges, with errors below 2⁻⁵⁶ of the results.
/// </summary>
internal static partial class FixedFunctions
{
    const double LogTwoHigh = 0.693147180369123816490, LogTwoLow = 1.90821492927058770002e-10;

    /// <summary>log x for normal positive x, within 1 ulp: x = 2ᵏm with m in [√½, √2), log m = 2 artanh s with s = (m − 1)/(m + 1).</summary>
    public static double Log(double x) => Log(Vector512.CreateScalar(x))[0];

    /// <inheritdoc cref="Log(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log(Vector512<double> x)
    {
        var bits = x.AsInt64();
        // Taking off the bits of √½ leaves k in the exponent's place; biased, it is moved to the low bits of 2⁵² + k + 1023.
        var above = bits - Vector512.Create(0x3FE6A09E667F3BCD);
        var k = (((above + Vector512.Create(1023L << 52)) >>> 52) | Vector512.Create(0x4330000000000000)).AsDouble() - Vector512.Create(4503599627370496.0 + 1023);
        var m = (bits - (above & Vector512.Create(unchecked((long)0xFFF0000000000000)))).AsDouble();
        var f = m - Vector512.Create(1.0);
        var s = f / (m + Vector512.Create(1.0));
        var z = s * s;
        // 2s = f − s·f exactly, so log m = f − s·(f − 2z·p): the leading term carries no rounding error.
        // (artanh s/s − 1)/s² as a polynomial in s², for |s| ≤ (√2 − 1)/(√2 + 1).
        var p = Polynomial(
            z, 0.33333333333333348431, 0.19999999999949752245, 0.14285714312987742461, 0.11111105567397539928, 0.090914445626308610401,
            0.076658608002780206343, 0.073082248425217029302);
        var low = Vector512.FusedMultiplyAdd(-s, Vector512.FusedMultiplyAdd(z * Vector512.Create(-2.0), p, f), k * Vector512.Create(LogTwoLow));
        return Vector512.FusedMultiplyAdd(k, Vector512.Create(LogTwoHigh), f + low);
    }

    /// <summary>cos 2πu and sin 2πu for 0 ≤ u ≤ 1, within 1 ulp of 1: reduced exactly to an eighth of a turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Cos, Vector512<double> Sin) CosSinOfTurns(Vector512<double> u)
    {
        // Adding 1.5·2⁵² rounds 4u to quarter turns, whose low two bits are then the low bits of the sum.
        var magic = Vector512.Create(6755399441055744.0);
        var shifted = Vector512.FusedMultiplyAdd(u, Vector512.Create(4.0), magic);
        var turns = shifted - magic;
        var x = Vector512.FusedMultiplyAdd(turns, Vector512.Create(-0.25), u) * Vector512.Create(6.283185307179586477);
        var z = x * x;
        // (sin x − x)/x³ and (cos x − 1 + x²/2)/x⁴ as polynomials in x², for |x| ≤ π/4.
        var p = Polynomial(
            z, -0.16666666666666664624, 0.0083333333333309484855, -0.00019841269836758574323, 2.7557316102552440119e-6,
            -2.5051131845003624417e-8, 1.5918129294866608667e-10);
        var q = Polynomial(
            z, 0.041666666666666665389, -0.0013888888888887397237, 0.000024801587298765687927, -2.7557317271729792882e-7,
            2.0876146268403197869e-9, -1.1382632425521716581e-11);
        var sine = Vector512.FusedMultiplyAdd(x * z, p, x);
        var cosine = Vector512.FusedMultiplyAdd(z * z, q, Vector512.FusedMultiplyAdd(z, Vector512.Create(-0.5), Vector512.Create(1.0)));
        // Odd quarters exchange sine and cosine; the second bit of q, and of q + 1, is the sign.
        var quarter = shifted.AsInt64();
        var odd = Vector512.Equals(quarter & Vector512.Create(1L), Vector512.Create(1L)).AsDouble();
        var sinSign = (quarter & Vector512.Create(2L)) << 62;
        var cosSign = ((quarter + Vector512.Create(1L)) & Vector512.Create(2L)) << 62;
        return ((Vector512.ConditionalSelect(odd, sine, cosine).AsInt64() ^ cosSign).AsDouble(),
            (Vector512.ConditionalSelect(odd, cosine, sine).AsInt64() ^ sinSign).AsDouble());
    }

    /// <summary>c₀ + c₁z + c₂z² + …, by Horner's rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Polynomial(Vector512<double> z, double c0, double c1, double c2, double c3, double c4, double c5)
    {
        var sum = Vector512.FusedMultiplyAdd(Vector512.Create(c5), z, Vector512.Create(c4));
        sum = Vector512.FusedMultiplyAdd(sum, z, Vector512.Create(c3));
        sum = Vector512.FusedMultiplyAdd(sum, z, Vector512.Create(c2));
        sum = Vector512.FusedMultiplyAdd(sum, z, Vector512.Create(c1));
        return Vector512.FusedMultiplyAdd(sum, z, Vector512.Create(c0));
    }

    /// <inheritdoc cref="Polynomial(Vector512{double}, double, double, double, double, double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Polynomial(Vector512<double> z, double c0, double c1, double c2, double c3, double c4, double c5, double c6) =>
        Vector512.FusedMultiplyAdd(Polynomial(z, c1, c2, c3, c4, c5, c6), z, Vector512.Create(c0));
}
