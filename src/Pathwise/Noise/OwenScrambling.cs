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
    public ulong Apply(ulong x) => Apply(Lanes128.Of(x)).Words[0];

    /// <inheritdoc cref="Apply(ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : unmanaged, ILanes<T>
    {
        var flips = T.Of(0ul);
        for (int above = 0; above < ScrambledDigits; above += Levels) flips |= Group(x, above);
        return x ^ flips ^ (Hash((x >>> (64 - ScrambledDigits)) | T.Of(1ul << ScrambledDigits)) >>> ScrambledDigits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    T Group<T>(T x, int above) where T : unmanaged, ILanes<T>
    {
        int shift = 64 - Levels - above;
        return Flips(Hash((x >>> 1 >>> (63 - above)) | T.Of(1ul << above)), (x >>> shift) & T.Of(63ul)) << shift;
    }

    /// <summary>The flips of six digits: level j takes bit 2ʲ + (the j digits before) of the hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Flips<T>(T hash, T digits) where T : unmanaged, ILanes<T>
    {
        var one = T.Of(1ul);
        return (((hash >>> 1) & one) << 5)
            | ((T.ShiftRight(hash, (digits >>> 5) | T.Of(2ul)) & one) << 4)
            | ((T.ShiftRight(hash, (digits >>> 4) | T.Of(4ul)) & one) << 3)
            | ((T.ShiftRight(hash, (digits >>> 3) | T.Of(8ul)) & one) << 2)
            | ((T.ShiftRight(hash, (digits >>> 2) | T.Of(16ul)) & one) << 1)
            | (T.ShiftRight(hash, (digits >>> 1) | T.Of(32ul)) & one);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    T Hash<T>(T node) where T : unmanaged, ILanes<T> => Mix(Mix(node ^ T.Of(_before)) ^ T.Of(_between));

    /// <summary><see cref="SiteKey.Mix"/> of lanes of words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Mix<T>(T z) where T : unmanaged, ILanes<T>
    {
        z = T.MultiplyWords(z ^ (z >>> 30), T.Of(0xBF58476D1CE4E5B9));
        z = T.MultiplyWords(z ^ (z >>> 27), T.Of(0x94D049BB133111EB));
        return z ^ (z >>> 31);
    }
}
