using System.Runtime.CompilerServices;

namespace Pathwise.Numerics;

/// <summary>
/// Logarithm, sine and cosine as fixed sequences of exactly rounded operations, so that their bits are the same on every machine. (The
/// platform's own functions differ between systems.) The polynomials are minimax on the reduced ranges, with errors below 2⁻⁵⁶ of the results.
/// </summary>
internal static partial class FixedFunctions
{
    const double LogTwoHigh = 0.693147180369123816490, LogTwoLow = 1.90821492927058770002e-10;

    /// <summary>log x for normal positive x, within 1 ulp: x = 2ᵏm with m in [√½, √2), log m = 2 artanh s with s = (m − 1)/(m + 1).</summary>
    public static double Log(double x) => Log(Lanes128.Of(x)).First;

    /// <inheritdoc cref="Log(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x) where T : unmanaged, ILanes<T>
    {
        // Taking off the bits of √½ leaves k in the exponent's place; biased, it is moved to the low bits of 2⁵² + k + 1023.
        var above = T.SubtractWords(x, T.Of(0x3FE6A09E667F3BCDul));
        var k = ((T.AddWords(above, T.Of(1023ul << 52)) >>> 52) | T.Of(0x4330000000000000ul)) - T.Of(4503599627370496.0 + 1023);
        var m = T.SubtractWords(x, above & T.Of(0xFFF0000000000000ul));
        var f = m - T.Of(1.0);
        var s = f / (m + T.Of(1.0));
        var z = s * s;
        // 2s = f − s·f exactly, so log m = f − s·(f − 2z·p): the leading term carries no rounding error.
        // (artanh s/s − 1)/s² as a polynomial in s², for |s| ≤ (√2 − 1)/(√2 + 1).
        var p = Polynomial(
            z, 0.33333333333333348431, 0.19999999999949752245, 0.14285714312987742461, 0.11111105567397539928, 0.090914445626308610401,
            0.076658608002780206343, 0.073082248425217029302);
        var low = T.FusedMultiplyAdd(-s, T.FusedMultiplyAdd(z * T.Of(-2.0), p, f), k * T.Of(LogTwoLow));
        return T.FusedMultiplyAdd(k, T.Of(LogTwoHigh), f + low);
    }

    /// <summary>cos 2πu and sin 2πu for 0 ≤ u ≤ 1, within 1 ulp of 1: reduced exactly to an eighth of a turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (T Cos, T Sin) CosSinOfTurns<T>(T u) where T : unmanaged, ILanes<T>
    {
        // Adding 1.5·2⁵² rounds 4u to quarter turns, whose low two bits are then the low bits of the sum.
        var magic = T.Of(6755399441055744.0);
        var shifted = T.FusedMultiplyAdd(u, T.Of(4.0), magic);
        var turns = shifted - magic;
        var x = T.FusedMultiplyAdd(turns, T.Of(-0.25), u) * T.Of(6.283185307179586477);
        var z = x * x;
        // (sin x − x)/x³ and (cos x − 1 + x²/2)/x⁴ as polynomials in x², for |x| ≤ π/4.
        var p = Polynomial(
            z, -0.16666666666666664624, 0.0083333333333309484855, -0.00019841269836758574323, 2.7557316102552440119e-6,
            -2.5051131845003624417e-8, 1.5918129294866608667e-10);
        var q = Polynomial(
            z, 0.041666666666666665389, -0.0013888888888887397237, 0.000024801587298765687927, -2.7557317271729792882e-7,
            2.0876146268403197869e-9, -1.1382632425521716581e-11);
        var sine = T.FusedMultiplyAdd(x * z, p, x);
        var cosine = T.FusedMultiplyAdd(z * z, q, T.FusedMultiplyAdd(z, T.Of(-0.5), T.Of(1.0)));
        // Odd quarters exchange sine and cosine; the second bit of q, and of q + 1, is the sign.
        var odd = T.EqualWords(shifted & T.Of(1ul), T.Of(1ul));
        var sinSign = (shifted & T.Of(2ul)) << 62;
        var cosSign = (T.AddWords(shifted, T.Of(1ul)) & T.Of(2ul)) << 62;
        return (T.Select(odd, sine, cosine) ^ cosSign, T.Select(odd, cosine, sine) ^ sinSign);
    }

    /// <summary>c₀ + c₁z + c₂z² + …, by Horner's rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Polynomial<T>(T z, double c0, double c1, double c2, double c3, double c4, double c5) where T : unmanaged, ILanes<T>
    {
        var sum = T.FusedMultiplyAdd(T.Of(c5), z, T.Of(c4));
        sum = T.FusedMultiplyAdd(sum, z, T.Of(c3));
        sum = T.FusedMultiplyAdd(sum, z, T.Of(c2));
        sum = T.FusedMultiplyAdd(sum, z, T.Of(c1));
        return T.FusedMultiplyAdd(sum, z, T.Of(c0));
    }

    /// <inheritdoc cref="Polynomial{T}(T, double, double, double, double, double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Polynomial<T>(T z, double c0, double c1, double c2, double c3, double c4, double c5, double c6) where T : unmanaged, ILanes<T> =>
        T.FusedMultiplyAdd(Polynomial(z, c1, c2, c3, c4, c5, c6), z, T.Of(c0));
}
