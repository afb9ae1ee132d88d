using System.Runtime.CompilerServices;
using Pathwise.Numerics;

namespace Pathwise.NoiseSources;

/// <summary>
/// Philox4x32-10, a counter-based generator: a bijection of 128-bit counters under a 64-bit key, so any draw is had directly, in any order
/// (Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, SC 2011). A vector of counters is enciphered at a time, each word in
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
    public static void Schedule<T>(ulong key, Span<T> keys) where T : unmanaged, ILanes<T>
    {
        (keys[2 * Rounds], keys[2 * Rounds + 1]) = (T.Of(MultiplierA), T.Of(MultiplierB));
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            (keys[2 * round], keys[2 * round + 1]) = (T.Of((ulong)k0), T.Of((ulong)k1));
            k0 += WeylA;
            k1 += WeylB;
        }
    }

    /// <summary>
    /// Enciphers two vectors of counters side by side. The upper halves of the lanes of the first and third word of a result hold no meaning. (The rounds
    /// are a loop because ten of them written out are more than the compiler inlines into one method.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Blocks<T>(ref T a0, ref T a1, ref T a2, ref T a3, ref T b0, ref T b1, ref T b2, ref T b3, ref T keys) where T : unmanaged, ILanes<T>
    {
        T multiplierA = Unsafe.Add(ref keys, 2 * Rounds), multiplierB = Unsafe.Add(ref keys, 2 * Rounds + 1);
        for (int round = 0; round < Rounds; round++)
        {
            T k0 = Unsafe.Add(ref keys, 2 * round), k1 = Unsafe.Add(ref keys, 2 * round + 1);
            Round(ref a0, ref a1, ref a2, ref a3, multiplierA, multiplierB, k0, k1);
            Round(ref b0, ref b1, ref b2, ref b3, multiplierA, multiplierB, k0, k1);
        }
    }

    // The upper halves of c1 and c3 are left as they are: products read the low halves only, and so must callers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Round<T>(ref T c0, ref T c1, ref T c2, ref T c3, T multiplierA, T multiplierB, T k0, T k1) where T : unmanaged, ILanes<T>
    {
        T a = T.MultiplyLowHalves(c0, multiplierA), b = T.MultiplyLowHalves(c2, multiplierB);
        c0 = (b >>> 32) ^ c1 ^ k0;
        c2 = (a >>> 32) ^ c3 ^ k1;
        c1 = b;
        c3 = a;
    }
}
