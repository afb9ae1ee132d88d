using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pathwise.Numerics;

namespace Pathwise.NoiseSources;

/// <summary>
/// Counter noise: one call of <see cref="Philox"/> gives two 64-bit words. They belong to the paths g·16 + j and g·16 + j + 8 of one group of
/// sixteen (j = 0…7), so that a vector of eight paths takes the first words of eight calls and the next vector their second words. The
/// definition is written down in docs/noise.md.
/// </summary>
internal sealed class CounterSource(long seed) : INoiseSource
{
    const int GroupPaths = 16;
    const ulong PerPathDomain = 0, SharedDomain = 1;

    public void Fill(Draw site, long firstPath, int paths, Span<double> destination, int stride)
    {
        Span<Vector512<ulong>> keys = stackalloc Vector512<ulong>[Philox.ScheduleLength];
        Philox.Schedule(SiteKey.Key(seed, site.Key), keys);
        int elements = site.Shape.Count;
        Span<double> whole = stackalloc double[GroupPaths];
        for (long group = firstPath / GroupPaths; group * GroupPaths < firstPath + paths; group++)
        {
            long start = group * GroupPaths - firstPath;
            if (start >= 0 && start + GroupPaths <= paths)
            {
                Fill(keys, group, 0, elements, site, destination[(int)start..], stride);
                continue;
            }
            int skip = (int)Math.Max(0, -start), count = (int)Math.Min(GroupPaths, paths - start) - skip;
            for (int e = 0; e < elements; e++)
            {
                Fill(keys, group, e, 1, site, whole, GroupPaths);
                whole.Slice(skip, count).CopyTo(destination[(e * stride + (int)Math.Max(0, start))..]);
            }
        }
    }

    /// <summary>
    /// Writes the draws of a group of sixteen paths, one row an element. Two elements are drawn side by side, as each is one long chain of
    /// operations that would leave the processor waiting; the one too many of an odd number is overwritten.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Fill(Span<Vector512<ulong>> keys, long group, int firstElement, int elements, Draw site, Span<double> destination, int stride)
    {
        ref var schedule = ref MemoryMarshal.GetReference(keys);
        ref double row = ref MemoryMarshal.GetReference(destination[..((elements - 1) * stride + GroupPaths)]);
        var call = Vector512.Create((ulong)group << 3) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
        var callHigh = call >>> 32;
        var domain = Vector512.Create(site.Shared ? SharedDomain : PerPathDomain);
        bool normal = site.Law == DrawKind.Normal;
        for (int e = 0; e < elements; e += 2, row = ref Unsafe.Add(ref row, 2 * stride))
        {
            Vector512<ulong> a = call, b = callHigh, c = Vector512.Create((ulong)(firstElement + e)), d = domain;
            Vector512<ulong> a1 = call, b1 = callHigh, c1 = Vector512.Create((ulong)(firstElement + e + 1)), d1 = domain;
            Philox.Blocks(ref a, ref b, ref c, ref d, ref a1, ref b1, ref c1, ref d1, ref schedule);
            Vector512<double> first = Uniform(a, b), second = Uniform(c, d), first1 = Uniform(a1, b1), second1 = Uniform(c1, d1);
            if (normal)
            {
                (first, second) = BoxMuller(first, second);
                (first1, second1) = BoxMuller(first1, second1);
            }
            ref double next = ref Unsafe.Add(ref row, e + 1 < elements ? stride : 0);
            first1.StoreUnsafe(ref next);
            second1.StoreUnsafe(ref next, 8);
            first.StoreUnsafe(ref row);
            second.StoreUnsafe(ref row, 8);
        }
    }

    /// <summary>Two normals from two uniforms (Box and Muller, A note on the generation of random normal deviates, Ann. Math. Stat. 29, 1958).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector512<double>, Vector512<double>) BoxMuller(Vector512<double> u, Vector512<double> v)
    {
        var radius = Vector512.Sqrt(FixedFunctions.Log(u) * Vector512.Create(-2.0));
        var (cos, sin) = FixedFunctions.CosSinOfTurns(v);
        return (radius * cos, radius * sin);
    }

    /// <summary>(k + ½)·2⁻⁵² with k the top 52 bits of the word high:low: exact, symmetric about ½, never 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Uniform(Vector512<ulong> low, Vector512<ulong> high) =>
        ((((high << 32) | (low & Vector512.Create(0xFFFFFFFFUL))) >>> 12) | Vector512.Create(0x3FF0000000000000UL)).AsDouble()
            - Vector512.Create(1 - 1.1102230246251565e-16);
}
