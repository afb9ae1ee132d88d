namespace Pathwise.Numerics;

/// <summary>
/// Logarithm, sine and cosine as fixed sequences of exactly rounded operations, so that their bits are the same on every machine. (The
/// platform's own functions differ between systems.) Series coefficients are those of the Taylor expansions; the truncation error is
/// below 10⁻¹⁷ on the reduced ranges.
/// </summary>
internal static partial class FixedFunctions
{
    const double LogTwoHigh = 0.693147180369123816490, LogTwoLow = 1.90821492927058770002e-10;

    /// <summary>log x for normal positive x, within 2 ulp: x = 2ᵏm with m in [√½, √2), log m = 2 artanh s with s = (m − 1)/(m + 1).</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        long shifted = bits - 0x3FE6A09E667F3BCD; // the bits of √½: the exponent of what remains is k
        double k = shifted >> 52;
        double m = BitConverter.Int64BitsToDouble(bits - (shifted & unchecked((long)0xFFF0000000000000)));
        double f = m - 1, s = f / (2 + f), z = s * s;
        double p = 1.0 / 25;
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 23);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 21);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 19);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 17);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 15);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 13);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 11);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 9);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 7);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 5);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 3);
        // 2s = f − s·f exactly, so log m = f − s·(f − 2z·p): the leading term carries no rounding error.
        double low = Math.FusedMultiplyAdd(-s, Math.FusedMultiplyAdd(-2 * z, p, f), k * LogTwoLow);
        return Math.FusedMultiplyAdd(k, LogTwoHigh, f + low);
    }

    /// <summary>cos 2πu and sin 2πu for 0 ≤ u ≤ 1, within 2 ulp: reduced exactly to an eighth of a turn.</summary>
    public static (double Cos, double Sin) CosSinOfTurns(double u)
    {
        double q = Math.Round(4 * u);
        double x = (u - 0.25 * q) * 6.283185307179586477;
        double z = x * x;
        double s = 1.0 / 355687428096000;
        s = Math.FusedMultiplyAdd(s, z, -1.0 / 1307674368000);
        s = Math.FusedMultiplyAdd(s, z, 1.0 / 6227020800);
        s = Math.FusedMultiplyAdd(s, z, -1.0 / 39916800);
        s = Math.FusedMultiplyAdd(s, z, 1.0 / 362880);
        s = Math.FusedMultiplyAdd(s, z, -1.0 / 5040);
        s = Math.FusedMultiplyAdd(s, z, 1.0 / 120);
        s = Math.FusedMultiplyAdd(s, z, -1.0 / 6);
        s = Math.FusedMultiplyAdd(x * z, s, x);
        double c = -1.0 / 6402373705728000;
        c = Math.FusedMultiplyAdd(c, z, 1.0 / 20922789888000);
        c = Math.FusedMultiplyAdd(c, z, -1.0 / 87178291200);
        c = Math.FusedMultiplyAdd(c, z, 1.0 / 479001600);
        c = Math.FusedMultiplyAdd(c, z, -1.0 / 3628800);
        c = Math.FusedMultiplyAdd(c, z, 1.0 / 40320);
        c = Math.FusedMultiplyAdd(c, z, -1.0 / 720);
        c = Math.FusedMultiplyAdd(c, z, 1.0 / 24);
        c = Math.FusedMultiplyAdd(c, z, -0.5);
        c = Math.FusedMultiplyAdd(c, z, 1);
        return ((int)q & 3) switch { 0 => (c, s), 1 => (-s, c), 2 => (-c, -s), _ => (s, -c) };
    }
}
