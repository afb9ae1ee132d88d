using System.Runtime.CompilerServices;
using Pathwise.Numerics;

namespace Pathwise.NoiseSources;

/// <summary>
/// Nested uniform scrambling of one coordinate (A. B. Owen, Randomly permuted (t,m,s)-nets and (t,s)-sequences, 1995): the k-th binary digit is
/// flipped by a random bit of its own for each value of the digits before it. The bits are a hash of those digits, so that the scramble is a
/// pure function: six levels of the tree, 63 bits, take one 64-bit hash.
/// </summary>
/// <remarks>
/// The first 36 digits are scrambled so; the 16 below them take one hash of all 36. That is the same law for points whose further digits are 0
/// and whose first 36 digits differ, which holds for the first 2³⁶ Sobol points in every coordinate. The hash is SplitMix64's finaliser
/// twice, between two secret words (the construction of Even and Mansour).
/// </remarks>
internal readonly struct OwenScrambling
{
    const ulong Gamma = 0x9E3779B97F4A7C15;
    const int Levels = 6;

    readonly ulong _before, _between;

    /// <summary>The secret words are two outputs in a row of SplitMix64.</summary>
    public OwenScrambling(long seed, long scramble, int dimension)
    {
        ulong state = SiteKey.Mix((ulong)seed + Gamma) + 2 * (((ulong)scramble << 32) + (ulong)dimension) * Gamma;
        _before = SiteKey.Mix(state + Gamma);
        _between = SiteKey.Mix(state + Gamma + Gamma);
    }

    /// <summary>The number of digits that are scrambled one by one: at most 2 to this power points may be taken.</summary>
    public const int ScrambledDigits = 6 * Levels;

    /// <summary>Scrambles a binary fraction of 64 digits; 52 digits of the result are meaningful.</summary>
    public ulong Apply(ulong x)
    {
        Lanes128 a = Lanes128.Of(x), b = a;
        Apply(ref a, ref b);
        return a.Words[0];
    }

    /// <summary>
    /// Scrambles two vectors of fractions side by side, as a hash is one long chain of operations. (The groups are a loop because six of them written out are
    /// more than the compiler inlines into one method.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<T>(ref T x, ref T y) where T : unmanaged, ILanes<T>
    {
        T before = T.Of(_before), between = T.Of(_between), xFlips = T.Of(0ul), yFlips = xFlips;
        for (int above = 0; above < ScrambledDigits; above += Levels)
        {
            int shift = 64 - Levels - above;
            // The first group has no digits above it, and no shift moves by 64.
            T xHash = (x >>> 1 >>> (63 - above)) | T.Of(1ul << above), yHash = (y >>> 1 >>> (63 - above)) | T.Of(1ul << above);
            Hash(ref xHash, ref yHash, before, between);
            xFlips |= Flips(xHash, (x >>> shift) & T.Of(63ul)) << shift;
            yFlips |= Flips(yHash, (y >>> shift) & T.Of(63ul)) << shift;
        }
        T xLast = (x >>> (64 - ScrambledDigits)) | T.Of(1ul << ScrambledDigits), yLast = (y >>> (64 - ScrambledDigits)) | T.Of(1ul << ScrambledDigits);
        Hash(ref xLast, ref yLast, before, between);
        x = x ^ xFlips ^ (xLast >>> ScrambledDigits);
        y = y ^ yFlips ^ (yLast >>> ScrambledDigits);
    }

    /// <summary>The flips of six digits: level j takes bit 2ʲ + (the j digits before) of the hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Flips<T>(T hash, T digits) where T : unmanaged, ILanes<T>
    {
        T leaf = digits | T.Of(64ul), flips = (hash >>> 1) & T.Of(1ul);
        for (int below = Levels - 1; below > 0; below--) flips = T.AddWords(flips, flips) | (T.ShiftRight(hash, leaf >>> below) & T.Of(1ul));
        return flips;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Hash<T>(ref T x, ref T y, T before, T between) where T : unmanaged, ILanes<T>
    {
        x ^= before;
        y ^= before;
        Mix(ref x, ref y);
        x ^= between;
        y ^= between;
        Mix(ref x, ref y);
    }

    /// <summary><see cref="SiteKey.Mix"/> of lanes of words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Mix<T>(ref T x, ref T y) where T : unmanaged, ILanes<T>
    {
        x = T.MultiplyWords(x ^ (x >>> 30), T.Of(0xBF58476D1CE4E5B9));
        y = T.MultiplyWords(y ^ (y >>> 30), T.Of(0xBF58476D1CE4E5B9));
        x = T.MultiplyWords(x ^ (x >>> 27), T.Of(0x94D049BB133111EB));
        y = T.MultiplyWords(y ^ (y >>> 27), T.Of(0x94D049BB133111EB));
        x ^= x >>> 31;
        y ^= y >>> 31;
    }
}
