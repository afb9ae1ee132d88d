using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pathwise.NoiseSources;

/// <summary>
/// Philox4x32-10, a counter-based generator: a bijection of 128-bit counters under a 64-bit key, so any draw is had directly, in any order
/// (Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, SC 2011). Eight counters are enciphered at a time, each word in
/// the low half of a 64-bit lane.
/// </summary>
internal static class Philox
{
    public const int Rounds = 10;
    const ulong MultiplierA = 0xD2511F53, MultiplierB = 0xCD9E8D57;
    const uint WeylA = 0x9E3779B9, WeylB = 0xBB67AE85;

    /// <summary>Vectors of a schedule: two keys a round, and the two multipliers.</summary>
    public const int ScheduleLength = 2 * Rounds + 2;

    /// <summary>
    /// The keys of all rounds and the multipliers. (The multipliers are vectors in memory because .NET 10 misaddresses a number that it broadcasts
    /// within this product: the scale of its displacement is that of 32-bit elements, and the processor's that of 64-bit ones.)
    /// </summary>
    public static void Schedule(ulong key, Span<Vector512<ulong>> keys)
    {
        (keys[2 * Rounds], keys[2 * Rounds + 1]) = (Vector512.Create(MultiplierA), Vector512.Create(MultiplierB));
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            (keys[2 * round], keys[2 * round + 1]) = (Vector512.Create((ulong)k0), Vector512.Create((ulong)k1));
            k0 += WeylA;
            k1 += WeylB;
        }
    }

    /// <summary>Enciphers twice eight counters. The upper halves of the lanes of the first and third word of a result hold no meaning.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Blocks(
        ref Vector512<ulong> a0, ref Vector512<ulong> a1, ref Vector512<ulong> a2, ref Vector512<ulong> a3,
        ref Vector512<ulong> b0, ref Vector512<ulong> b1, ref Vector512<ulong> b2, ref Vector512<ulong> b3, ref Vector512<ulong> keys)
    {
        Round(ref a0, ref a1, ref a2, ref a3, ref keys, 0);
        Round(ref b0, ref b1, ref b2, ref b3, ref keys, 0);
        Round(ref a0, ref a1, ref a2, ref a3, ref keys, 1);
        Round(ref b0, ref b1, ref b2, ref b3, ref keys, 1);
        Round(ref a0, ref a1, ref a2, ref a3, ref keys, 2);
        Round(ref b0, ref b1, ref b2, ref b3, ref keys, 2);
        Round(ref a0, ref a1, ref a2, ref a3, ref keys, 3);
        Round(ref b0, ref b1, ref b2, ref b3, ref keys, 3);
        Round(ref a0, ref a1, ref a2, ref a3, ref keys, 4);
        Round(ref b0, ref b1, ref b2, ref b3, ref keys, 4);
        Round(ref a0, ref a1, ref a2, ref a3, ref keys, 5);
        Round(ref b0, ref b1, ref b2, ref b3, ref keys, 5);
        Round(ref a0, ref a1, ref a2, ref a3, ref keys, 6);
        Round(ref b0, ref b1, ref b2, ref b3, ref keys, 6);
        Round(ref a0, ref a1, ref a2, ref a3, ref keys, 7);
        Round(ref b0, ref b1, ref b2, ref b3, ref keys, 7);
        Round(ref a0, ref a1, ref a2, ref a3, ref keys, 8);
        Round(ref b0, ref b1, ref b2, ref b3, ref keys, 8);
        Round(ref a0, ref a1, ref a2, ref a3, ref keys, 9);
        Round(ref b0, ref b1, ref b2, ref b3, ref keys, 9);
    }

    // The upper halves of c1 and c3 are left as they are: products read the low halves only, and so must callers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Round(ref Vector512<ulong> c0, ref Vector512<ulong> c1, ref Vector512<ulong> c2, ref Vector512<ulong> c3, ref Vector512<ulong> keys, int round)
    {
        Vector512<ulong> a = Product(c0, Unsafe.Add(ref keys, 2 * Rounds)), b = Product(c2, Unsafe.Add(ref keys, 2 * Rounds + 1));
        c0 = (b >>> 32) ^ c1 ^ Unsafe.Add(ref keys, 2 * round);
        c2 = (a >>> 32) ^ c3 ^ Unsafe.Add(ref keys, 2 * round + 1);
        c1 = b;
        c3 = a;
    }

    /// <summary>The 64-bit products of the low halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> Product(Vector512<ulong> x, Vector512<ulong> multiplier)
    {
        if (Avx512F.IsSupported) return Avx512F.Multiply(x.AsUInt32(), multiplier.AsUInt32());
        if (Avx2.IsSupported)
            return Vector512.Create(
                Avx2.Multiply(x.GetLower().AsUInt32(), multiplier.GetLower().AsUInt32()),
                Avx2.Multiply(x.GetUpper().AsUInt32(), multiplier.GetUpper().AsUInt32()));
        return (x & Vector512.Create(0xFFFFFFFFUL)) * multiplier;
    }
}
