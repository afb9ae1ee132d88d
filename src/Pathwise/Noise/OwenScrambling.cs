using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
    public ulong Apply(ulong x) => Apply(Vector512.Create(x))[0];

    /// <inheritdoc cref="Apply(ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<ulong> Apply(Vector512<ulong> x)
    {
        // Written out, as the compiler leaves such loops as they are.
        var flips = Group(x, 0) | Group(x, 1) | Group(x, 2) | Group(x, 3) | Group(x, 4) | Group(x, 5);
        return x ^ flips ^ (Hash((x >>> (64 - ScrambledDigits)) | Vector512.Create(1ul << ScrambledDigits)) >>> ScrambledDigits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector512<ulong> Group(Vector512<ulong> x, int group)
    {
        int shift = 64 - Levels * group;
        var above = group == 0 ? Vector512<ulong>.Zero : x >>> shift;
        return Flips(Hash(above | Vector512.Create(1ul << (Levels * group))), (x >>> (shift - Levels)) & Vector512.Create(63ul)) << (shift - Levels);
    }

    /// <summary>The flips of six digits: level j takes bit 2ʲ + (the j digits before) of the hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> Flips(Vector512<ulong> hash, Vector512<ulong> digits)
    {
        var one = Vector512.Create(1ul);
        return (((hash >>> 1) & one) << 5)
            | ((ShiftRight(hash, (digits >>> 5) | Vector512.Create(2ul)) & one) << 4)
            | ((ShiftRight(hash, (digits >>> 4) | Vector512.Create(4ul)) & one) << 3)
            | ((ShiftRight(hash, (digits >>> 3) | Vector512.Create(8ul)) & one) << 2)
            | ((ShiftRight(hash, (digits >>> 2) | Vector512.Create(16ul)) & one) << 1)
            | (ShiftRight(hash, (digits >>> 1) | Vector512.Create(32ul)) & one);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> ShiftRight(Vector512<ulong> x, Vector512<ulong> count)
    {
        if (Avx512F.IsSupported) return Avx512F.ShiftRightLogicalVariable(x, count);
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.ShiftRightLogicalVariable(x.GetLower(), count.GetLower()), Avx2.ShiftRightLogicalVariable(x.GetUpper(), count.GetUpper()));
        Span<ulong> shifted = stackalloc ulong[Vector512<ulong>.Count];
        for (int i = 0; i < shifted.Length; i++) shifted[i] = x[i] >> (int)count[i];
        return Vector512.Create<ulong>(shifted);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector512<ulong> Hash(Vector512<ulong> node) => Mix(Mix(node ^ Vector512.Create(_before)) ^ Vector512.Create(_between));

    /// <summary><see cref="SiteKey.Mix"/> of eight words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> Mix(Vector512<ulong> z)
    {
        z = (z ^ (z >>> 30)) * Vector512.Create(0xBF58476D1CE4E5B9);
        z = (z ^ (z >>> 27)) * Vector512.Create(0x94D049BB133111EB);
        return z ^ (z >>> 31);
    }
}
